// Runs a case on a bare connection: HTTP requests written by hand, and bytes of any kind.
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { FuzzCase, Head } from "../fuzz-case.ts";
import { doHarm } from "../make/harm.ts";
import type { LookUp } from "../make/look-up.ts";
import { toJsonText } from "../make/to-json.ts";
import { toWire } from "../make/to-wire.ts";
import { type Answer, faultOf } from "./answer.ts";
import { longestAnswerMs, streamMs } from "./patience.ts";

const manyBytes = 4 * 1024 * 1024;
/** More than any answer that is looked into. */
const keptBytes = 64 * 1024;

/** Writes the case to a port and reads what comes; never rejects. */
export async function runRaw(
  drawn: FuzzCase,
  address: string,
  token: string | undefined,
  lookUp: LookUp,
): Promise<Answer> {
  const pieces = drawn.head ? [toRequest(drawn, drawn.head, address, token, lookUp)] : rawPieces(drawn, address);
  const { port, hostname } = new URL(`http://${address}`);
  const socket = connect(Number(port), hostname).on("error", () => undefined);
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  let answer = "";
  socket.setEncoding("latin1").on("data", (text: string) => {
    if (answer.length < keptBytes) answer += text;
  });
  for (const piece of pieces) {
    if (typeof piece === "number") await sleep(piece);
    else if (!socket.destroyed) socket.write(piece);
  }
  const isOwed = drawn.head !== undefined && owesAnswer(drawn.head, pieces);
  await Promise.race([closed, sleep(isOwed ? longestAnswerMs : streamMs, undefined, { ref: false })]);
  const isLeft = !socket.destroyed;
  socket.resetAndDestroy();
  if (isLeft && isOwed && answer === "") return { said: "nothing", wrong: `no answer within ${longestAnswerMs} ms` };
  return judge(answer);
}

function rawPieces({ steps }: FuzzCase, address: string): (Uint8Array | number)[] {
  return steps.flatMap((step): (Uint8Array | number)[] => {
    if (step.act === "wait") return [step.ms];
    if (step.act !== "raw") return [];
    return [Buffer.from(Buffer.from(step.bytes).toString("latin1").replace("HOST", address), "latin1")];
  });
}

function toRequest(
  { steps }: FuzzCase,
  head: Head,
  address: string,
  token: string | undefined,
  lookUp: LookUp,
): Uint8Array {
  const bodies = steps.flatMap((step) => {
    if (step.act !== "send") return [];
    const isProto = head.lines.some((line) => line.includes("application/proto"));
    const text = isProto ? toWire(step.parts, lookUp) : Buffer.from(toJsonText(step.parts, lookUp));
    return [doHarm(text, step.harms)];
  });
  const [body, length] = withLength(Buffer.concat(bodies), head.length);
  const authorization = token === undefined ? [] : [`authorization: Bearer ${token}`];
  const lines = [
    `${head.method} ${head.path} HTTP/1.1`,
    `host: ${address}`,
    ...authorization,
    ...head.lines,
    ...length,
  ];
  return Buffer.concat([Buffer.from([...lines, "connection: close", "", ""].join("\r\n"), "latin1"), body]);
}

function withLength(body: Buffer, length: Head["length"]): [Buffer, string[]] {
  const told = (bytes: number | string): [Buffer, string[]] => [body, [`content-length: ${bytes}`]];
  const chunked = ["transfer-encoding: chunked"];
  const size = body.length.toString(16);
  switch (length) {
    case "right":
      return told(body.length);
    case "longer":
      return told(body.length + 7);
    case "shorter":
      return told(body.length >> 1);
    case "words":
      return told("-1, x");
    case "none":
      return [body, []];
    case "chunked":
      return [Buffer.from(`${size}\r\n${body.toString("latin1")}\r\n0\r\n\r\n`, "latin1"), chunked];
    case "broken chunks":
      return [Buffer.from(`${size}g\r\n${body.toString("latin1")}`, "latin1"), chunked];
  }
}

// A server may wait for what was promised, and need not read what is too much.
function owesAnswer(head: Head, pieces: readonly (Uint8Array | number)[]): boolean {
  const isWhole = (head.length === "right" || head.length === "chunked") && /^[A-Z]+$/.test(head.method);
  const isSmall = pieces.every((piece) => typeof piece === "number" || piece.length < manyBytes);
  return isWhole && isSmall && head.method !== "CONNECT" && !head.lines.some((line) => /^(upgrade|expect)/.test(line));
}

function judge(answer: string): Answer {
  const status = /^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? "";
  const [, code = "", message = ""] = /"code":"(\w+)","message":"([^"]*)/.exec(answer) ?? [];
  const fault = status.startsWith("5") || status.startsWith("4") ? faultOf(code, message, false) : undefined;
  return { said: `${status} ${code} ${message}`, wrong: fault ?? (status === "500" ? "HTTP 500" : undefined) };
}
