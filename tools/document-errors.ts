// Writes docs/errors.md from the one place where errors are made.
import { ChatError, errors } from "../src/core/errors.ts";

const introduction = `# Errors

Every failure is a gRPC status with a code, a sentence that says what to do, and a \`google.rpc.ErrorInfo\` (in the trailer
\`grpc-status-details-bin\`) with the domain \`madang\` and a reason that does not change between releases. Programs look
at the reason, people read the sentence. Only \`UNAVAILABLE\` and \`RESOURCE_EXHAUSTED\` are worth a retry, with the same
\`client_message_id\`: a \`google.rpc.RetryInfo\` says when. Any other failure of a send means that it is certainly not in
the channel; \`UNAVAILABLE\` and \`DEADLINE_EXCEEDED\` mean that nobody knows, and that asking again settles it.

This page is written by \`npm run generate\` from \`src/core/errors.ts\`.

| code | reason | what it says |
|---|---|---|
`;

/** The text of docs/errors.md. */
export function errorsDocument(): string {
  const made = Object.values(errors).map((make) => (make as (...values: unknown[]) => ChatError)(example(make)));
  const rows = made.map(({ code, reason, message }) => `| \`${code}\` | \`${reason}\` | ${message} |`);
  return `${introduction}${rows.join("\n")}\n`;
}

// An error's own parameter says what stands there: a bound, a name, a cause.
function example(make: (...values: never[]) => ChatError): unknown {
  const parameter = /^\(?\s*(\w*)/.exec(make.toString())?.[1] ?? "";
  if (parameter === "cause") return undefined;
  return /^(max|min|retryAfterMs)$/.test(parameter) ? "N" : "…";
}
