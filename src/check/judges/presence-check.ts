// Whether who is there is shown as there, and who has gone is not, within the time that a lease takes.
import type { Findings } from "../findings.ts";
import type { Witness } from "../people/witness.ts";

/** After a start the server says nothing of those who may be on their way back, for 15 s; what is shown lags a second. */
const leaseMs = 20_000;
/** Who is cut off without a word is shown until their last beat has run out, after 48 s; a stream that hangs, for a minute. */
const hangingLeaseMs = 75_000;
const nowhere = { channelId: "lobby", seq: 0 };

/** Resolves when everybody is shown; it is a finding if that takes longer than a lease. */
export async function judgeThere(witness: Witness, accounts: readonly string[], findings: Findings): Promise<void> {
  const missing = await witness.shows((online) => accounts.filter((account) => !online.has(account)), leaseMs);
  for (const account of missing)
    findings.add("presence", nowhere, `${account} is there, and was not shown within ${leaseMs / 1_000} s.`);
}

/** Resolves when nobody of them is shown any more; it is a finding if that takes longer than a lease. */
export async function judgeGone(
  witness: Witness,
  accounts: readonly string[],
  wasHanging: boolean,
  findings: Findings,
): Promise<void> {
  const limitMs = wasHanging ? hangingLeaseMs : leaseMs;
  const shown = await witness.shows((online) => accounts.filter((account) => online.has(account)), limitMs);
  for (const account of shown)
    findings.add("presence", nowhere, `${account} has gone, and is shown after ${limitMs / 1_000} s.`);
}
