// JSON Schema of a failure, as Connect's unary protocol writes it.
import { httpStatuses, wireCode } from "./connect-error.ts";
import type { JsonSchema } from "./json-schema.ts";

/** The schemas of a failure and its details, by name. */
export const errorSchemas: Readonly<Record<string, JsonSchema>> = {
  Error: {
    type: "object",
    required: ["code", "message"],
    description: "A failure. Only unavailable and resource_exhausted are worth a retry, with the same clientMessageId.",
    properties: {
      code: { type: "string", enum: (Object.keys(httpStatuses) as (keyof typeof httpStatuses)[]).map(wireCode) },
      message: { type: "string", description: "A sentence for people: what to do." },
      details: { type: "array", items: { $ref: "#/components/schemas/ErrorDetail" } },
    },
  },
  ErrorDetail: {
    type: "object",
    required: ["type", "value"],
    description:
      "With the type google.rpc.ErrorInfo: debug.reason does not change between releases. With google.rpc.RetryInfo: debug.retryDelay, also in the header retry-after.",
    properties: {
      type: { type: "string", enum: ["google.rpc.ErrorInfo", "google.rpc.RetryInfo"] },
      value: { type: "string", contentEncoding: "base64", description: "The message as protobuf, without padding." },
      debug: { type: "object", description: "The same message as JSON." },
    },
  },
};
