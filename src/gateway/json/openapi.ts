// The OpenAPI 3.1 document of every method that can be called by HTTP, made from the descriptors and their comments.
import type { DescMethod, DescService } from "@bufbuild/protobuf";
import { httpStatuses } from "./connect-error.ts";
import { describe, describePart, errorsText, isTokenless, namedErrors } from "./described.ts";
import { errorSchemas } from "./error-schemas.ts";
import { type JsonSchema, schemaRef, schemasOf } from "./json-schema.ts";
import { pathOf } from "./method-path.ts";

const description = `Chat that does not lose messages. Every method is called with POST and a JSON object, by Connect's unary
protocol. Sign in first: SignInGuest needs nothing but a name, and its accessToken goes into the header authorization.
Whole numbers of 64 bits are strings of digits; a field that has its default value (0, "", false, an empty list) is left
out of answers. Streams (Subscribe, Publish, WatchPresence) are there by Socket.IO and gRPC.`;

/** The document for these services. */
export function openApiDocument(services: readonly DescService[], version: string): JsonSchema {
  const methods = services.flatMap(unaryMethods);
  const messages = methods.flatMap(({ input, output }) => [input, output]);
  return {
    openapi: "3.1.0",
    info: { title: "Madang", version, description: description.replaceAll("\n", " ") },
    servers: [{ url: "/" }],
    tags: services.map((service) => ({ name: service.typeName, description: describe(service) })),
    security: [{ accessToken: [] }],
    paths: Object.fromEntries(methods.map((method) => [pathOf(method), { post: operation(method) }])),
    components: {
      securitySchemes: {
        accessToken: { type: "http", scheme: "bearer", description: "Session.accessToken of any sign-in." },
      },
      schemas: { ...schemasOf(messages), ...errorSchemas },
    },
  };
}

/** The methods of a service that one request asks and one answer ends. */
export function unaryMethods({ methods }: DescService): DescMethod[] {
  return methods.filter(({ methodKind }) => methodKind === "unary");
}

function operation(method: DescMethod): JsonSchema {
  const text = describePart(method.parent, method);
  return {
    operationId: `${method.parent.name}_${method.name}`,
    tags: [method.parent.typeName],
    summary: text.split(/[.;:] /)[0]?.replace(/\.$/, "") ?? "",
    description: [text, errorsText(method)].filter((part) => part !== "").join("\n\nErrors: "),
    ...(isTokenless(method) && { security: [] }),
    requestBody: { required: true, content: json(schemaRef(method.input)) },
    responses: {
      200: { description: describe(method.output), content: json(schemaRef(method.output)) },
      ...errors(method),
    },
  };
}

// Codes that share a status are one response.
function errors(method: DescMethod): JsonSchema {
  const named = namedErrors(method);
  const unauthenticated = {
    code: "UNAUTHENTICATED",
    reasons: ["SIGN_IN_FIRST", "TOKEN_EXPIRED", "SESSION_ENDED"],
  } as const;
  const all = isTokenless(method) ? named : [...named, unauthenticated];
  const byStatus = Map.groupBy(all, ({ code }) => httpStatuses[code]);
  const responses = [...byStatus].map(([status, group]) => {
    const words = group.map(({ code, reasons }) => (reasons.length > 0 ? `${code}: ${reasons.join(", ")}` : code));
    return [status, failure(`${words.join("; ")}.`)];
  });
  return { ...Object.fromEntries(responses), default: failure("Any other failure.") };
}

function failure(text: string): JsonSchema {
  return { description: text, content: json({ $ref: "#/components/schemas/Error" }) };
}

function json(schema: JsonSchema): JsonSchema {
  return { "application/json": { schema } };
}
