// The door to arithmetic and greetings, over real sockets, with clients that know nothing of us.
import assert from "node:assert/strict";
import { once } from "node:events";
import { type ClientHttp2Stream, connect, type IncomingHttpHeaders } from "node:http2";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { Client, credentials, type ServiceError } from "@grpc/grpc-js";
import { InputArgsOfBinaryFuncSchema, ReturnValueSchema } from "../../src/gen/compat/agg_funcs/agg_funcs_pb.ts";
import { HelloRequestSchema, HelloResponseSchema } from "../../src/gen/compat/agg_funcs/hello_pb.ts";
import { createAggFuncsDoor } from "../../src/protocols/agg-funcs/agg-funcs-door.ts";
import { createListener } from "../../src/rpc/listen.ts";
import { callHeaders, toFrame } from "../support/wire-call.ts";

const door = createAggFuncsDoor({});
const listener = createListener({
  services: door.services.map((each) => ({ ...each, opensTo: () => true })),
  connectionsPerAddress: 0,
  authenticate: () => assert.fail("an older protocol knows no tokens"),
  onUnexpected: (failure) => assert.fail(String(failure)),
});
const { port } = await listener.open("127.0.0.1", 0);
const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
const session = connect(`http://127.0.0.1:${port}`, { settings: { initialWindowSize: 16 * 1024 } });
after(async () => {
  client.close();
  session.destroy();
  door.close();
  await listener.close(0);
});

const fromHello = (greeting: string) =>
  Buffer.from(toBinary(HelloRequestSchema, create(HelloRequestSchema, { greeting })));
const toReply = (bytes: Buffer) => fromBinary(HelloResponseSchema, bytes).reply;
const numbered = (count: number) => Array.from({ length: count }, (_, i) => `person ${i}`);

function compute(path: string, value1: number, value2: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  client.makeUnaryRequest(
    path,
    (args: { value1: number; value2: number }) =>
      Buffer.from(toBinary(InputArgsOfBinaryFuncSchema, create(InputArgsOfBinaryFuncSchema, args))),
    (bytes) => fromBinary(ReturnValueSchema, bytes).value,
    { value1, value2 },
    { deadline: Date.now() + 10_000 },
    (failure, value) => (failure ? reject(failure) : resolve(value as number)),
  );
  return promise;
}

const deadline = () => ({ deadline: Date.now() + 20_000 });

/** What a call made by hand came back with. */
interface WireAnswer {
  readonly headers: IncomingHttpHeaders;
  readonly message: string;
}

async function wire(path: string, body: Uint8Array, contentType = "application/grpc"): Promise<WireAnswer> {
  const stream = session.request({ ...callHeaders({ path }), "content-type": contentType });
  let headers: IncomingHttpHeaders = {};
  for (const event of ["response", "trailers"] as const)
    stream.on(event, (more: IncomingHttpHeaders) => (headers = { ...headers, ...more }));
  const chunks: Buffer[] = [];
  stream.on("data", (bytes: Buffer) => chunks.push(bytes));
  stream.on("error", () => undefined);
  stream.end(body);
  await once(stream, "close", { signal: AbortSignal.timeout(10_000) });
  return { headers, message: Buffer.concat(chunks).subarray(5).toString("hex") };
}

const status = async (path: string, body: Uint8Array) => (await wire(path, body)).headers["grpc-status"];
const bytes = (hex: string) => toFrame(Buffer.from(hex, "hex"));

test("sum and multiply answer any client, and wrap around", async () => {
  assert.equal(await compute("/proto.gRPCRouteFuncs/sum", 5, 3), 8);
  assert.equal(await compute("/proto.gRPCRouteFuncs/multiply", 5, 3), 15);
  assert.equal(await compute("/proto.gRPCRouteFuncs/sum", 2147483647, 1), -2147483648);
  assert.equal(await compute("/proto.gRPCRouteFuncs/multiply", 46341, 46341), -2147479015);
});

test("the answers are those bytes on the wire, also for a number of more than 32 bits", async () => {
  const { headers, message } = await wire("/proto.gRPCRouteFuncs/sum", bytes("08ffffffff071001"));
  assert.equal(message, "0880808080f8ffffffff01");
  assert.match(headers["content-type"] ?? "", /^application\/grpc\b/);
  assert.equal((await wire("/proto.gRPCRouteFuncs/sum", bytes("088080808010100b"))).message, "080b");
  assert.equal((await wire("/proto.gRPCRouteFuncs/multiply", bytes(""))).message, "");
});

test("the content type may name the encoding, and what is no gRPC is refused", async () => {
  const named = await wire("/proto.gRPCRouteFuncs/sum", bytes("08051003"), "application/grpc+proto");
  assert.equal(named.message, "0808");
  const json = await wire("/proto.gRPCRouteFuncs/sum", Buffer.from("{}"), "application/json");
  assert.equal(json.headers[":status"], 415);
});

test("what is wrong with a call is told by the codes of the time", async () => {
  assert.equal(await status("/proto.gRPCRouteFuncs/Sum", bytes("08051003")), "12");
  assert.equal(await status("/proto.gRPCRouteFunc/sum", bytes("08051003")), "12");
  assert.equal(await status("/proto.gRPCRouteFuncs/sum", bytes("ffffff")), "13");
  assert.equal(await status("/HelloService/SayHello", bytes("0a02c328")), "13");
  assert.equal(await status("/proto.gRPCRouteFuncs/sum", Buffer.alloc(0)), "13");
  assert.equal(await status("/HelloService/SayHello", toFrame(Buffer.alloc(4 * 1024 * 1024 + 1))), "8");
  assert.equal(await compute("/proto.gRPCRouteFuncs/sum", 1, 2), 3, "and others go on");
});

test("SayHello answers once, LotsOfReplies three times", async () => {
  const { promise, resolve, reject } = Promise.withResolvers<string | undefined>();
  const answered = (failure: ServiceError | null, reply?: string) => (failure ? reject(failure) : resolve(reply));
  client.makeUnaryRequest("/HelloService/SayHello", fromHello, toReply, "안녕", deadline(), answered);
  assert.equal(await promise, "Hello, 안녕");
  const replies = client.makeServerStreamRequest("/HelloService/LotsOfReplies", fromHello, toReply, "ann", deadline());
  assert.deepEqual(await replies.toArray(), ["Hello, ann (1)", "Hello, ann (2)", "Hello, ann (3)"]);
});

function greetAll(names: readonly string[]): Promise<string | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<string | undefined>();
  const path = "/HelloService/LotsOfGreetings";
  const call = client.makeClientStreamRequest(path, fromHello, toReply, deadline(), (failure, reply) =>
    failure ? reject(failure) : resolve(reply),
  );
  for (const name of names) call.write(name);
  call.end();
  return promise;
}

test("LotsOfGreetings greets all in one reply, nobody if there is none, and has an end", async () => {
  assert.equal(await greetAll(["ann", "bob", "carl"]), "Hello, ann, bob, carl");
  assert.equal(await greetAll([]), "Hello, nobody");
  const many = numbered(5_000);
  assert.equal(await greetAll(many), `Hello, ${many.join(", ")}`);
  const large = "x".repeat(1024 * 1024);
  await assert.rejects(greetAll([large, large, large, large]), { code: 8 });
});

test("BidiHello answers each before the client says more", async () => {
  const call = client.makeBidiStreamRequest("/HelloService/BidiHello", fromHello, toReply, deadline());
  for (const name of numbered(20)) {
    call.write(name);
    const [reply] = await once(call, "data");
    assert.equal(reply, `Hello, ${name}`);
  }
  call.end();
  const [end] = await once(call, "status");
  assert.equal(end.code, 0);
});

test("BidiHello answers all in their order to who sends first and reads later", async () => {
  const call = client.makeBidiStreamRequest("/HelloService/BidiHello", fromHello, toReply, deadline());
  const names = numbered(20_000);
  for (const name of names) call.write(name);
  call.end();
  await sleep(300);
  assert.deepEqual(
    await call.toArray(),
    names.map((name) => `Hello, ${name}`),
  );
});

/** Writes greetings of a kilobyte until the server reads no more; resolves to how many. */
async function greetUntilStalled(stream: ClientHttp2Stream, most: number): Promise<number> {
  const frame = toFrame(fromHello("x".repeat(1_024)));
  for (let sent = 1; sent <= most; sent++) {
    if (stream.write(frame)) continue;
    const taken = once(stream, "drain").then(() => true);
    if (!(await Promise.race([taken, sleep(500, false)]))) return sent;
  }
  return most;
}

test("who does not read the answers is not read, loses none, and disturbs nobody", async () => {
  const stream = session.request(callHeaders({ path: "/HelloService/BidiHello" }));
  stream.pause();
  const sent = await greetUntilStalled(stream, 50_000);
  assert.ok(sent > 100 && sent < 5_000, `${sent} kB were taken of one who does not read`);
  assert.equal(await compute("/proto.gRPCRouteFuncs/sum", 1, 2), 3);
  let received = 0;
  stream.on("data", (more: Buffer) => (received += more.length));
  stream.resume();
  stream.end();
  await once(stream, "end", { signal: AbortSignal.timeout(10_000) });
  const reply = create(HelloResponseSchema, { reply: `Hello, ${"x".repeat(1_024)}` });
  assert.equal(received, sent * toFrame(toBinary(HelloResponseSchema, reply)).length);
});
