// Others who are at the server besides the people of a check, and look at it.
import type { Deployment } from "./deployment/deployment.ts";
import type { Findings } from "./findings.ts";

/** Called step by step by a check, in this order. */
export interface Company {
  /** The server is there, and nobody has come yet. */
  begin(deployment: Deployment): Promise<void>;
  /** The people are in; the addresses lead through the proxies. */
  enter(place: { readonly address: string; readonly webAddress: string }): Promise<void>;
  /** It is over: they go. */
  leave(): Promise<void>;
  /** Everybody has gone. */
  judge(findings: Findings): Promise<void>;
  /** Ends what was started, whatever it does. */
  end(): void;
}
