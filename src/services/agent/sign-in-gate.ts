// How often somebody may guess: failed sign-ins are counted by address and by account.
import type { Clock } from "../../core/clock.ts";
import { errors } from "../../core/errors.ts";
import { isLoopback } from "../../core/loopback.ts";
import { TokenBuckets } from "../../core/token-bucket.ts";

/** Guests from one address: a class or an office at once, and then one every two seconds. */
const guestRate = { perSecond: 0.5, burst: 60 } as const;

/** Counts failures, and guests, whom nobody can refuse: other people who sign in well never wait. */
export class SignInGate {
  readonly #byAddress: TokenBuckets;
  readonly #byAccount: TokenBuckets;
  readonly #guests: TokenBuckets;

  constructor(clock: Clock, failuresPerMinute: number) {
    const rate = { perSecond: failuresPerMinute / 60, burst: failuresPerMinute };
    this.#byAddress = new TokenBuckets(rate, clock);
    this.#byAccount = new TokenBuckets(rate, clock);
    this.#guests = new TokenBuckets(guestRate, clock);
  }

  /** Throws SIGN_IN_RATE if this address or account has failed too often; addresses of this machine never have. */
  requireOpen(address: string, account?: string): void {
    const waitMs = Math.max(
      isLoopback(address) ? 0 : this.#byAddress.wait(address),
      account === undefined ? 0 : this.#byAccount.wait(account),
    );
    if (waitMs > 0) throw errors.signInRate(waitMs);
  }

  /** Takes a new guest from this address, or throws SIGN_IN_RATE; addresses of this machine have no limit. */
  requireGuest(address: string): void {
    const waitMs = isLoopback(address) ? 0 : this.#guests.take(address);
    if (waitMs > 0) throw errors.signInRate(waitMs);
  }

  /** Counts a failure. */
  failed(address: string, account?: string): void {
    this.#byAddress.take(address);
    if (account !== undefined) this.#byAccount.take(account);
  }
}
