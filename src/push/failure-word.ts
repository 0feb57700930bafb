// A word for why a request got no answer, for people who ask why they were not notified.

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused",
  ECONNRESET: "connection lost",
  EPIPE: "connection lost",
  EHOSTUNREACH: "host unreachable",
  ENETUNREACH: "host unreachable",
  ETIMEDOUT: "timeout",
  ETIMEOUT: "timeout",
  ENOTFOUND: "name not found",
  ENODATA: "name not found",
  EAI_AGAIN: "name server failed",
  ESERVFAIL: "name server failed",
  EREFUSED: "name server failed",
  CERT_HAS_EXPIRED: "TLS certificate expired",
  CERT_NOT_YET_VALID: "TLS certificate not valid yet",
  ERR_TLS_CERT_ALTNAME_INVALID: "TLS certificate of another name",
  DEPTH_ZERO_SELF_SIGNED_CERT: "TLS certificate not trusted",
  SELF_SIGNED_CERT_IN_CHAIN: "TLS certificate not trusted",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "TLS certificate not trusted",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "TLS certificate not trusted",
  UNABLE_TO_GET_ISSUER_CERT: "TLS certificate not trusted",
};

/** The word, which names no address and no text of the failure: those can hold what is secret. */
export function failureWord(failure: NodeJS.ErrnoException): string {
  // With several addresses of a host there is one failure for each.
  const each: unknown = failure instanceof AggregateError ? failure.errors[0] : undefined;
  const code = (each instanceof Error ? (each as NodeJS.ErrnoException).code : undefined) ?? failure.code ?? "";
  const known = words[code];
  if (known !== undefined) return known;
  if (code.startsWith("HPE_")) return "not HTTP";
  if (code.startsWith("ERR_SSL_") || code === "EPROTO") return "TLS failed";
  return code === "" ? "failed" : `failed (${code})`;
}
