// Tokens that a host program signed for its own users: who is it, and did the host really say so.
import { type JWTPayload, errors as jose, jwtVerify } from "jose";
import { errors } from "../core/errors.ts";
import { openHostJwksFile } from "./host-jwks-file.ts";
import { openHostKeyFile } from "./host-key-file.ts";
import type { HostKeys } from "./host-keys.ts";

const clockToleranceS = 5;
const maxTokenLength = 16_384;
const maxSubjectLength = 255;

/** Where the host's keys are, and what time it is. */
export interface HostTokenOptions {
  /** A secret (HS256) or a public key in PEM. */
  readonly keyFile?: string | undefined;
  /** A JSON Web Key Set. */
  readonly jwksFile?: string | undefined;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly now: () => number;
}

/** Checks tokens against the keys of one host program. */
export class HostTokens {
  readonly #keys: HostKeys;
  readonly #now: () => number;

  constructor(keys: HostKeys, now: () => number) {
    this.#keys = keys;
    this.#now = now;
  }

  /** Resolves to the person at the host; rejects with TOKEN_INVALID and why. */
  async verify(token: string): Promise<{ hostedId: string; name: string }> {
    if (token.length > maxTokenLength) throw errors.tokenInvalid("it is too long");
    const { iss = "", sub, name } = await this.#claims(token);
    if (typeof sub !== "string" || sub === "" || sub.length > maxSubjectLength) {
      throw errors.tokenInvalid(`its sub must be 1 to ${maxSubjectLength} characters`);
    }
    // With a bar in it two pairs of issuer and subject could make the same id.
    if (typeof iss !== "string" || iss.includes("|")) throw errors.tokenInvalid("its iss must be text without a |");
    return { hostedId: `${iss}|${sub}`, name: typeof name === "string" && name !== "" ? name : sub };
  }

  async #claims(token: string): Promise<JWTPayload> {
    const options = {
      algorithms: [...this.#keys.algorithms],
      requiredClaims: ["exp", "sub"],
      clockTolerance: clockToleranceS,
      currentDate: new Date(this.#now()),
    };
    let failure: unknown;
    for (const key of await this.#keys.candidates()) {
      try {
        // The two overloads differ only in how the key is found.
        const { payload } = await (typeof key === "function"
          ? jwtVerify(token, key, options)
          : jwtVerify(token, key, options));
        return payload;
      } catch (error) {
        failure = error;
        if (!(error instanceof jose.JWSSignatureVerificationFailed)) break;
      }
    }
    throw refusal(failure);
  }
}

/** Opens what the options name: undefined if they name nothing; rejects with one sentence if it is of no use. */
export async function openHostTokens({ keyFile, jwksFile, now }: HostTokenOptions): Promise<HostTokens | undefined> {
  if (keyFile !== undefined && jwksFile !== undefined) throw new Error("Name --auth-key or --auth-jwks, not both.");
  if (keyFile !== undefined) return new HostTokens(await openHostKeyFile(keyFile), now);
  if (jwksFile !== undefined) return new HostTokens(await openHostJwksFile(jwksFile), now);
  return undefined;
}

function refusal(failure: unknown): unknown {
  if (failure instanceof jose.JWTExpired) return errors.tokenInvalid("it has expired");
  if (failure instanceof jose.JWTClaimValidationFailed) return errors.tokenInvalid(`its ${failure.claim} is not valid`);
  if (failure instanceof jose.JWSSignatureVerificationFailed)
    return errors.tokenInvalid("its signature does not match");
  if (failure instanceof jose.JOSEAlgNotAllowed) return errors.tokenInvalid("its alg does not go with the key");
  if (failure instanceof jose.JWKSNoMatchingKey) return errors.tokenInvalid("no key goes with its kid and alg");
  if (failure instanceof jose.JWKSMultipleMatchingKeys) return errors.tokenInvalid("several keys fit: it needs a kid");
  if (failure instanceof jose.JOSEError) return errors.tokenInvalid("it is not a signed JWT");
  // The key's fault, not the token's: for the operator's log.
  return failure;
}
