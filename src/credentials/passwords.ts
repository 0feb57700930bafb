// Passwords as argon2id hashes, made and checked beside the main thread, a few at a time.
import { randomBytes } from "node:crypto";
import { availableParallelism } from "node:os";
import { hash, verify } from "@node-rs/argon2";
import { Turns } from "./turns.ts";

/** OWASP's smallest argon2id: 19 MiB, two passes, one lane; written out, so that no library changes it for us. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 } as const;

/** Hashes and checks passwords; a crowd waits in line and leaves the other cores and threads to the chat. */
export class Passwords {
  readonly #turns: Turns;
  /** Costs what any other hash costs, and no password fits it. */
  readonly #decoy = createDecoy();

  constructor({ atOnce = Math.min(2, Math.max(1, availableParallelism() - 1)), maxWaiting = 256 } = {}) {
    this.#turns = new Turns({ atOnce, maxWaiting });
  }

  /** Resolves to the encoded hash, its own salt and costs in it; rejects with SIGN_IN_BUSY if too many wait. */
  hash(password: string): Promise<string> {
    return this.#turns.run(() => hash(password, cost));
  }

  /**
   * Resolves to whether the password fits; without a hash (nobody has this name) to false, after the same time.
   * `onTurn` is called when the turn comes: what it throws ends the check before it cost anything.
   */
  verify(encoded: string | undefined, password: string, onTurn?: () => void): Promise<boolean> {
    return this.#turns.run(async () => {
      onTurn?.();
      return verify(encoded ?? this.#decoy, password);
    });
  }
}

function createDecoy(): string {
  const { memoryCost, timeCost, parallelism, outputLen } = cost;
  return `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$${randomBase64(16)}$${randomBase64(outputLen)}`;
}

function randomBase64(size: number): string {
  return randomBytes(size).toString("base64").replaceAll("=", "");
}
