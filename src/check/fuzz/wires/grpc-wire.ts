// Runs a case over gRPC by hand: any bytes as messages, in any order, on HTTP/2 that is right.
import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants } from "node:http2";
import { setTimeout as sleep } from "node:timers/promises";
import type { FrameLie, FuzzCase, Step } from "../fuzz-case.ts";
import { doHarm } from "../make/harm.ts";
import type { LookUp } from "../make/look-up.ts";
import { toWire } from "../make/to-wire.ts";
import type { Target } from "../targets.ts";
import { type Answer, faultOf } from "./answer.ts";
import { longestAnswerMs, streamMs } from "./patience.ts";

type Headers = Readonly<Record<string, string | undefined>>;

// Of our own side, in MB: Node never takes off again what was counted for requests that were given up halfway.
const maxSessionMemory = 1_000_000;

/** Calls of one port; a connection that the server ended is made anew. */
export class GrpcWire {
  readonly #address: string;
  #session: ClientHttp2Session | undefined;

  constructor(address: string) {
    this.#address = address;
  }

  /** Does what the case says; never rejects. */
  async run(drawn: FuzzCase, target: Target, token: string | undefined, lookUp: LookUp): Promise<Answer> {
    const session = this.#connected();
    const stream = open(session, target, token, drawn.metadata);
    const seen: Record<string, string | undefined> = {};
    for (const event of ["response", "trailers"] as const) stream.on(event, (headers) => Object.assign(seen, headers));
    const closed = new Promise<void>((resolve) => stream.once("close", resolve));
    stream.on("error", () => undefined).resume();
    for (const step of drawn.steps) await act(stream, step, lookUp);
    const owesAnswer = drawn.steps.at(-1)?.act === "finish" && answersOnce(target) && drawn.steps.every(isPlain);
    await Promise.race([closed, sleep(owesAnswer ? longestAnswerMs : streamMs, undefined, { ref: false })]);
    const isClosed = stream.closed;
    if (!isClosed) stream.close(constants.NGHTTP2_CANCEL);
    if (!isClosed && owesAnswer) return { said: "nothing", wrong: `no answer within ${longestAnswerMs} ms` };
    if (session.destroyed && seen["grpc-status"] === undefined) return cutOff(target);
    return judge(seen, stream.rstCode, target);
  }

  close(): void {
    this.#session?.destroy();
  }

  #connected(): ClientHttp2Session {
    if (!this.#session || this.#session.closed || this.#session.destroyed) {
      this.#session = connect(`http://${this.#address}`, { maxSessionMemory }).on("error", () => undefined);
    }
    return this.#session;
  }
}

function open(
  session: ClientHttp2Session,
  { method }: Target,
  token: string | undefined,
  metadata: FuzzCase["metadata"],
): ClientHttp2Stream {
  return session.request({
    ":method": "POST",
    ":path": `/${method?.parent.typeName}/${method?.name}`,
    "content-type": "application/grpc",
    te: "trailers",
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...metadata,
  });
}

function answersOnce({ method }: Target): boolean {
  return method?.methodKind === "unary" || method?.methodKind === "client_streaming";
}

function isPlain(step: Step): boolean {
  return step.act === "finish" || (step.act === "send" && !step.lie);
}

async function act(stream: ClientHttp2Stream, step: Step, lookUp: LookUp): Promise<void> {
  if (step.act === "wait") await sleep(step.ms);
  if (stream.destroyed || stream.closed) return;
  if (step.act === "cancel") stream.close(constants.NGHTTP2_CANCEL);
  if (stream.writableEnded) return;
  if (step.act === "finish") stream.end();
  if (step.act === "raw") stream.write(step.bytes);
  if (step.act === "send") stream.write(toFrame(doHarm(toWire(step.parts, lookUp), step.harms), step.lie));
}

function toFrame(message: Uint8Array, lie: FrameLie | undefined): Uint8Array {
  if (lie === "no head") return message;
  const told = { longer: message.length + 9, shorter: message.length >> 1, huge: 0xff_ff_ff_ff, compressed: undefined };
  const head = Buffer.alloc(5);
  head.writeUInt8(lie === "compressed" ? 1 : 0);
  head.writeUInt32BE((lie && told[lie]) ?? message.length, 1);
  return Buffer.concat([head, message]);
}

// Everything that is said is right as HTTP/2, so it is no reason to cut off all who share the connection. A channel's
// port is closed with its last member.
function cutOff({ wire }: Target): Answer {
  return { said: "cut off", wrong: wire === "channel" ? undefined : "the connection was cut" };
}

function judge(seen: Headers, rstCode: number | undefined, { isOlder }: Target): Answer {
  const message = seen["grpc-message"] ?? "";
  if (seen["grpc-status"] === undefined) {
    const isFault = rstCode === constants.NGHTTP2_INTERNAL_ERROR;
    return { said: `reset ${rstCode}`, wrong: isFault ? "stream reset with INTERNAL_ERROR" : undefined };
  }
  const code = Number(seen["grpc-status"]);
  return { said: String(code), wrong: faultOf(code, decodeURI(message), isOlder) };
}
