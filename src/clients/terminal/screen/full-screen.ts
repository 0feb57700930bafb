// The terminal as a whole screen: takes it over, and gives it back as it was, whatever happens.
import { type Instance, render } from "ink";
import { createElement as h } from "react";
import { after } from "../../screens/after.ts";
import type { Visit } from "../visit.ts";
import { act } from "./act.ts";
import { Screen } from "./screen.ts";
import { ScreenSession } from "./screen-session.ts";
import { firstState } from "./screen-state.ts";
import { ScreenStore } from "./screen-store.ts";

/** A row that a terminal takes for wider than we do must not push the others down. */
const wrapOff = "\u001b[?7l";
const wrapOn = "\u001b[?7h";
/** How long leaving waits for messages that are on their way. */
const lastSendsMs = 2_000;

/** Chats until the person leaves; resolves to the exit code, with the screen given back. */
export async function fullScreen(visit: Visit): Promise<number> {
  const { stdout, stderr } = process;
  const store = new ScreenStore(firstState(visit.words, sizeOf(stdout)));
  const session = new ScreenSession(visit, store);
  const resized = () => {
    store.dispatch({ type: "resized", size: sizeOf(stdout) });
    store.show();
  };
  stdout.on("resize", resized);
  const crashed = crashOf(session);
  const instance = take(store, session);
  session.start();
  // Drawing may fail as well: then the screen is given back already.
  const exited = instance.waitUntilExit().then(() => undefined, toError);
  const outcome = await Promise.race([session.ended, crashed.promise, exited]);
  session.close();
  stdout.off("resize", resized);
  crashed.forget();
  giveBack(instance);
  return finish(visit, outcome, (line) => void stderr.write(`${line}\n`));
}

type Outcome = Error | { readonly sentence: string | undefined } | undefined;

async function finish(visit: Visit, outcome: Outcome, complain: (line: string) => void): Promise<number> {
  const { words, client, outboxPath } = visit;
  if (outcome instanceof Error) complain(words.crashed(outcome.stack ?? outcome.message));
  else if (outcome?.sentence !== undefined) complain(outcome.sentence);
  else await lastSends(visit);
  const waiting = client.pending().length;
  if (waiting > 0) complain(outboxPath === undefined ? words.missing(waiting) : words.kept(waiting, outboxPath));
  return outcome instanceof Error || outcome?.sentence !== undefined ? 1 : 0;
}

async function lastSends({ client }: Visit): Promise<void> {
  if (client.state !== "connected" || client.pending().length === 0) return;
  await new Promise<void>((resolve) => {
    const cancel = after(lastSendsMs, resolve);
    client.on("acknowledged", () => {
      if (client.pending().length > 0) return;
      cancel();
      resolve();
    });
  });
}

function take(store: ScreenStore, session: ScreenSession): Instance {
  const screen = h(Screen, { store, onAct: (asked) => act(asked, store, session) });
  const instance = render(screen, {
    alternateScreen: true,
    exitOnCtrlC: false,
    incrementalRendering: true,
    interactive: true,
  });
  process.stdout.write(wrapOff);
  process.once("exit", wrapAgain);
  return instance;
}

function giveBack(instance: Instance): void {
  instance.unmount();
  process.off("exit", wrapAgain);
  wrapAgain();
}

function wrapAgain(): void {
  process.stdout.write(wrapOn);
}

/** Signals are a way to leave; an error that nobody caught ends the screen and is told after it. */
function crashOf(session: ScreenSession): { readonly promise: Promise<Error>; readonly forget: () => void } {
  const { promise, resolve } = Promise.withResolvers<Error>();
  const crash = (error: unknown) => resolve(toError(error));
  const leave = () => session.leave();
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, leave);
  process.once("disconnect", leave);
  process.channel?.unref();
  process.on("uncaughtException", crash).on("unhandledRejection", crash);
  return {
    promise,
    forget: () => void process.off("uncaughtException", crash).off("unhandledRejection", crash),
  };
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function sizeOf({ columns, rows }: NodeJS.WriteStream) {
  return { columns: columns || 80, rows: rows || 24 };
}
