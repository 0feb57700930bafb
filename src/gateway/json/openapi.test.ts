import assert from "node:assert/strict";
import { test } from "node:test";
import type { DescService } from "@bufbuild/protobuf";
import { AgentService } from "../../gen/madang/agent/v1/agent_pb.ts";
import { ChannelService } from "../../gen/madang/channel/v1/channel_pb.ts";
import { HeartbeatService } from "../../gen/madang/heartbeat/v1/heartbeat_pb.ts";
import { LobbyService } from "../../gen/madang/lobby/v1/lobby_pb.ts";
import { namedErrors } from "./described.ts";
import { typesOf } from "./json-schema.ts";
import { openApiDocument, unaryMethods } from "./openapi.ts";

const services: DescService[] = [AgentService, HeartbeatService, LobbyService, ChannelService];
const methods = services.flatMap(unaryMethods);

type Operation = {
  operationId: string;
  summary: string;
  description: string;
  security?: unknown[];
  requestBody: { content: { "application/json": { schema: { $ref: string } } } };
  responses: Record<string, { description: string }>;
};
type Schema = {
  type: string;
  description: string;
  properties: Record<string, Record<string, unknown>>;
  enum: string[];
};
type Document = {
  openapi: string;
  info: { version: string };
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema>; securitySchemes: object };
};
const document = openApiDocument(services, "1.2.3") as unknown as Document;
const operation = (path: string) => document.paths[path]?.["post"] ?? assert.fail(path);

test("every unary method is in the document, once and with its description, and no stream is", () => {
  const paths = methods.map(({ parent, name }) => `/${parent.typeName}/${name}`);
  assert.deepEqual(Object.keys(document.paths).toSorted(), paths.toSorted());
  assert.equal(methods.length, services.flatMap((service) => service.methods).length - 3);
  const operations = paths.map(operation);
  assert.equal(new Set(operations.map(({ operationId }) => operationId)).size, methods.length);
  for (const { operationId, summary, description } of operations) {
    assert.match(summary, /^\w.{9,}/, operationId);
    assert.ok(description.startsWith(summary), operationId);
  }
});

test("every reference of the document leads to something", () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#([^"]+)"/g)].map((match) => match[1] ?? "");
  assert.ok(references.length > 100);
  for (const reference of new Set(references)) {
    const found = reference
      .slice(1)
      .split("/")
      .reduce<unknown>((at, key) => (at as Record<string, unknown>)?.[key], document);
    assert.equal(typeof found, "object", reference);
  }
});

test("every message and enum that a call can hold has a schema with all its fields or values, each described", () => {
  const types = typesOf(methods.flatMap(({ input, output }) => [input, output]));
  assert.ok(types.length > 60);
  for (const type of types) {
    const schema = document.components.schemas[type.typeName];
    assert.ok(schema && schema.description !== "", type.typeName);
    if (type.kind === "enum") {
      assert.deepEqual(
        schema.enum,
        type.values.map(({ name }) => name),
      );
      continue;
    }
    assert.deepEqual(
      Object.keys(schema.properties),
      type.fields.map(({ jsonName }) => jsonName),
    );
    for (const [name, property] of Object.entries(schema.properties))
      assert.notEqual(property["description"], "", `${type.typeName}.${name}`);
  }
});

test("fields have the types that protobuf's JSON mapping gives them", () => {
  const property = (type: string, name: string) => document.components.schemas[`madang.${type}`]?.properties[name];
  assert.equal(property("channel.v1.SendMessageRequest", "seenSeq")?.["type"], "string");
  assert.equal(property("channel.v1.ListMessagesRequest", "pageSize")?.["type"], "integer");
  assert.equal(property("channel.v1.CustomData", "data")?.["contentEncoding"], "base64");
  assert.deepEqual(property("channel.v1.ListMessagesResponse", "messages")?.["items"], {
    $ref: "#/components/schemas/madang.channel.v1.Message",
  });
  assert.match(String(property("agent.v1.GetProfileRequest", "name")?.["description"]), /At most one of userId, name/);
});

test("the errors that the contract names are responses by their HTTP status", () => {
  const { responses } = operation("/madang.channel.v1.ChannelService/SendMessage");
  assert.deepEqual(Object.keys(responses), ["200", "400", "401", "403", "404", "409", "429", "503", "default"]);
  assert.match(
    responses["400"]?.description ?? "",
    /INVALID_ARGUMENT: TEXT_EMPTY.*FAILED_PRECONDITION: CHANNEL_ARCHIVED/,
  );
  assert.deepEqual(namedErrors(ChannelService.method.markRead), [
    { code: "NOT_FOUND", reasons: ["CHANNEL_NOT_FOUND"] },
    { code: "PERMISSION_DENIED", reasons: ["NOT_A_MEMBER"] },
    { code: "OUT_OF_RANGE", reasons: ["BEYOND_END"] },
  ]);
});

test("only what can be called without a token says so", () => {
  const open = Object.values(document.paths).filter(({ post }) => post?.security?.length === 0);
  assert.equal(open.length, 6);
  assert.deepEqual(operation("/madang.agent.v1.AgentService/SignInGuest").security, []);
  assert.equal(operation("/madang.agent.v1.AgentService/SignOut").security, undefined);
});
