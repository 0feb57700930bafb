// What the agent service asks of those who know about hashes and signatures.

/** Makes and checks password hashes. */
export interface Passwords {
  /** Resolves to the encoded hash. */
  hash(password: string): Promise<string>;
  /**
   * Resolves to whether the password fits the encoded hash; without one to false, after the same time. Calls `onTurn`
   * when the check is about to begin; what it throws ends the check.
   */
  verify(encoded: string | undefined, password: string, onTurn?: () => void): Promise<boolean>;
}

/** Checks the tokens that a host program signed. */
export interface HostTokens {
  /** Resolves to the person's id at the host and the name that they wish for; rejects with TOKEN_INVALID. */
  verify(token: string): Promise<{ readonly hostedId: string; readonly name: string }>;
}
