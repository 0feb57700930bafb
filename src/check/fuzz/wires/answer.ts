// What came of a case, and which answers are findings.

/** What a wire saw; `wrong` says what no input may cause. */
export interface Answer {
  readonly said: string;
  readonly wrong?: string | undefined;
}

// By gRPC's number and by Connect's word: the server's own fault, or nobody knows whose.
const faults = new Map<number | string, string>([
  [2, "UNKNOWN"],
  [13, "INTERNAL"],
  [15, "DATA_LOSS"],
  ["unknown", "UNKNOWN"],
  ["internal", "INTERNAL"],
  ["data_loss", "DATA_LOSS"],
]);
// The older servers answered so to what cannot be read, and their clients know it.
const olderSays = /deserializ|decompress|Received no request|grpc-timeout/;

/** The name of a code that only a fault of the server explains; undefined for all others. */
export function faultOf(code: number | string, message: string, isOlder: boolean): string | undefined {
  const fault = faults.get(typeof code === "string" ? code.toLowerCase() : code);
  return fault === undefined || (isOlder && fault === "INTERNAL" && olderSays.test(message)) ? undefined : fault;
}
