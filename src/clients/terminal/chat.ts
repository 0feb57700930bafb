// Runs the terminal: on the whole screen where there is one, else line by line.

import { ringWhenMeant } from "./bell.ts";
import type { ChatFlags } from "./chat-command.ts";
import { askHidden } from "./hidden-prompt.ts";
import { lineMode } from "./lines/line-mode.ts";
import { openVisit } from "./open-visit.ts";
import { Refusal } from "./refusal.ts";
import type { Visit } from "./visit.ts";
import { wordsFor } from "./words/words.ts";

/** Chats until the person leaves or the input ends; resolves to the exit code. What cannot be is a sentence and 1. */
export async function chat(flags: ChatFlags): Promise<number> {
  const { stdin, stdout, stderr, env } = process;
  const words = wordsFor(env);
  const askPassword = stdin.isTTY ? (question: string) => askHidden(question, stdin, stderr) : undefined;
  let visit: Visit;
  try {
    visit = await openVisit(flags, { words, env, askPassword });
  } catch (failure) {
    if (!(failure instanceof Refusal)) throw failure;
    if (failure.reason === "CANCELLED") return 0;
    stderr.write(`${failure.message}\n`);
    return 1;
  }
  // What is no terminal is read by a program, to which a bell is a strange character.
  const write = (text: string) => void stdout.write(text);
  const quiet = visit.rings && stdout.isTTY && !flags.json ? ringWhenMeant(visit.client, write) : undefined;
  try {
    const hasScreen = stdin.isTTY && stdout.isTTY && env["TERM"] !== "dumb";
    if (hasScreen && !flags.json) {
      // React watches itself unless it is told that this is no development, and that costs most of the time.
      env["NODE_ENV"] ??= "production";
      const { fullScreen } = await import("./screen/full-screen.ts");
      return await fullScreen(visit);
    }
    return await talkInLines(visit, flags.json ?? false);
  } finally {
    quiet?.();
    await visit.client.close();
  }
}

async function talkInLines(visit: Visit, json: boolean): Promise<number> {
  const { stdin, stdout, stderr } = process;
  const stop = stopAsked();
  // Nobody reads any more what is printed: that is an end like Ctrl-C.
  stdout.on("error", stop.now);
  stderr.on("error", stop.now);
  const print = (line: string) => void stdout.write(`${line}\n`);
  const complain = (line: string) => void stderr.write(`${line}\n`);
  return lineMode(visit, { input: stdin, print, complain, json, stop: stop.signal });
}

function stopAsked(): { readonly signal: AbortSignal; readonly now: () => void } {
  const controller = new AbortController();
  const now = () => controller.abort();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, now);
  // The launcher that started us is gone.
  process.once("disconnect", now);
  process.channel?.unref();
  return { signal: controller.signal, now };
}
