// Runs a case over Socket.IO by hand: packets are texts, and need not be what its library would write.
import type { DescMethod } from "@bufbuild/protobuf";
import { setTimeout as sleep } from "node:timers/promises";
import type { FuzzCase, Step } from "../fuzz-case.ts";
import { doHarm } from "../make/harm.ts";
import type { LookUp } from "../make/look-up.ts";
import { toJsonText } from "../make/to-json.ts";
import type { Target } from "../targets.ts";
import { type Answer, faultOf } from "./answer.ts";
import { longestAnswerMs, streamMs } from "./patience.ts";

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
  const closed = new Promise<void>((resolve) => socket.addEventListener("close", () => resolve()));
  const answered = new Promise<void>((resolve) => {
    socket.addEventListener("message", ({ data }) => {
      heard.push(String(data));
      if (/^4(31|2\["goodbye)/.test(String(data))) resolve();
    });
  });
  socket.addEventListener("error", () => undefined);
  const opened = new Promise<void>((resolve) => socket.addEventListener("open", () => resolve()));
  const isOpen = await Promise.race([
    opened.then(() => true),
    closed.then(() => false),
    sleep(longestAnswerMs, false, { ref: false }),
  ]);
  if (!isOpen) {
    socket.close();
    return { said: "no socket", wrong: `no socket within ${longestAnswerMs} ms` };
  }
  for (const text of texts) if (socket.readyState === WebSocket.OPEN) socket.send(text);
  const isOwed =
    method?.methodKind === "unary" && steps.every((step) => step.act === "send" && step.harms.length === 0);
  const patience = sleep(isOwed ? longestAnswerMs : streamMs, "late" as const, { ref: false });
  const outcome = await Promise.race([closed, answered, patience]);
  socket.close();
  if (isOwed && outcome === "late") return { said: "nothing", wrong: `no answer within ${longestAnswerMs} ms` };
  return judge(heard);
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
  const said = heard.at(-1)?.slice(0, 120) ?? "nothing";
  return { said, wrong: codes.map((code) => faultOf(code, "", false)).find(Boolean) };
}
