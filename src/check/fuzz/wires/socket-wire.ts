// Runs a case over Socket.IO by hand: packets are texts, and need not be what its library would write.

import { setTimeout as sleep } from "node:timers/promises";
import type { DescMethod } from "@bufbuild/protobuf";
import type { FuzzCase, Step } from "../fuzz-case.ts";
import { doHarm } from "../make/harm.ts";
import type { LookUp } from "../make/look-up.ts";
import { toJsonText } from "../make/to-json.ts";
import type { Target } from "../targets.ts";
import { type Answer, faultOf } from "./answer.ts";
import { longestAnswerMs, streamMs } from "./patience.ts";

const greetingMs = 250;

/** Does what the case says on a socket of its own; never rejects. */
export async function runSocket(
  { steps }: FuzzCase,
  { method }: Target,
  address: string,
  token: string | undefined,
  lookUp: LookUp,
): Promise<Answer> {
  const texts = method ? [`40`, ...toPackets(method, steps, token, lookUp)] : steps.map((step) => rawText(step, token));
  const heard: string[] = [];
  const socket = new WebSocket(`ws://${address}/socket.io/?EIO=4&transport=websocket`);
  const [closed, opened] = [once(socket, "close"), once(socket, "open")];
  const [answered, greeted] = [hears(socket, /^4(31|2\["goodbye)/), hears(socket, /^4[04]/)];
  socket.addEventListener("message", ({ data }) => void heard.push(String(data)));
  await Promise.race([opened, closed, after(longestAnswerMs)]);
  if (heard.length === 0 && socket.readyState !== WebSocket.OPEN) {
    socket.close();
    return { said: "no socket", wrong: `no socket within ${longestAnswerMs} ms` };
  }
  for (const [i, text] of texts.entries()) {
    if (socket.readyState === WebSocket.OPEN) socket.send(text);
    // Before the handshake is answered the library takes nothing else.
    if (i === 0) await Promise.race([closed, greeted, after(greetingMs)]);
  }
  const isOwed = method?.methodKind === "unary" && steps.some(({ act }) => act === "send") && steps.every(isPlain);
  const outcome = await Promise.race([closed, answered, after(isOwed ? longestAnswerMs : streamMs)]);
  socket.close();
  if (isOwed && outcome === "late") return { said: "nothing", wrong: `no answer within ${longestAnswerMs} ms` };
  return judge(heard);
}

function once(socket: WebSocket, event: "open" | "close"): Promise<void> {
  // A socket that fails is closed as well.
  socket.addEventListener("error", () => undefined);
  return new Promise((resolve) => socket.addEventListener(event, () => resolve()));
}

function hears(socket: WebSocket, pattern: RegExp): Promise<void> {
  return new Promise((resolve) => {
    socket.addEventListener("message", ({ data }) => {
      if (pattern.test(String(data))) resolve();
    });
  });
}

function after(ms: number): Promise<"late"> {
  return sleep(ms, "late", { ref: false });
}

function isPlain(step: Step): boolean {
  return step.act === "finish" || (step.act === "send" && step.harms.length === 0);
}

function toPackets(method: DescMethod, steps: readonly Step[], token: string | undefined, lookUp: LookUp): string[] {
  const path = JSON.stringify(`${method.parent.typeName}/${method.name}`);
  const meta = JSON.stringify({ token });
  const isUnary = method.methodKind === "unary";
  const isUp = method.methodKind === "bidi_streaming";
  const opening = isUp ? [`42["open",1,${path},null,${meta}]`] : [];
  return [
    ...opening,
    ...steps.flatMap((step) => {
      if (step.act === "finish" || step.act === "cancel") return isUnary ? [] : [`42["${step.act}",1]`];
      if (step.act !== "send") return [];
      const json = toJsonText(step.parts, lookUp);
      if (isUp) return [harmed(`42["send",1,${json}]`, step)];
      const words = `${path},${json},${meta}]`;
      return [harmed(isUnary ? `421["call",${words}` : `42["open",1,${words}`, step)];
    }),
  ];
}

function harmed(text: string, step: Step): string {
  if (step.act !== "send" || step.harms.length === 0) return text;
  return Buffer.from(doHarm(Buffer.from(text), step.harms)).toString("utf8");
}

function rawText(step: Step, token = ""): string {
  return step.act === "raw" ? Buffer.from(step.bytes).toString("utf8").replace("TOKEN", token) : "";
}

function judge(heard: readonly string[]): Answer {
  const codes = heard.flatMap((text) =>
    [...text.slice(0, 2_000).matchAll(/"code":"([A-Z_]+)"/g)].map(([, code]) => code ?? ""),
  );
  const kind = /^\d*(?:\["\w+)?/.exec(heard.at(-1) ?? "")?.[0];
  return { said: `${kind} ${codes.at(-1) ?? ""}`, wrong: codes.map((code) => faultOf(code, "", false)).find(Boolean) };
}
