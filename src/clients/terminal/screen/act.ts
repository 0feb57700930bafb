// Does what a key asks for.
import { complete } from "./completion.ts";
import {
  type Direction,
  type Draft,
  eraseAfter,
  eraseBefore,
  eraseLineEnd,
  eraseLineStart,
  eraseWord,
  insert,
  move,
} from "./draft.ts";
import { moveRow } from "./draft-rows.ts";
import type { KeyAct } from "./key-acts.ts";
import { prompt } from "./layout.ts";
import type { ScreenSession } from "./screen-session.ts";
import type { ScreenState } from "./screen-state.ts";
import type { ScreenStore } from "./screen-store.ts";

const erasers = {
  before: eraseBefore,
  after: eraseAfter,
  word: eraseWord,
  lineStart: eraseLineStart,
  lineEnd: eraseLineEnd,
} as const;

/** Does one act: what is about the draft in the store, everything else in the session. */
export function act(asked: KeyAct, store: ScreenStore, session: ScreenSession): void {
  const { draft } = store.state;
  const write = (next: Draft) => store.dispatch({ type: "drafted", draft: next });
  switch (asked.type) {
    case "insert":
      write(insert(draft, asked.text));
      return session.typed();
    case "newline":
      return write(insert(draft, "\n"));
    case "erase":
      return write(erasers[asked.what](draft));
    case "move":
      return moveCaret(asked.direction, store, session);
    case "submit":
      return submit(store, session);
    case "complete":
      return completeWord(store);
    case "page":
      return session.scroll(asked.pages);
    case "channel":
      return session.step(asked.step);
    case "dismiss":
      return store.dispatch({ type: "dismissed" });
    case "leaveIfEmpty":
      return draft.text === "" ? session.leave() : write(eraseAfter(draft));
    case "quit":
      return session.leave();
  }
}

function moveCaret(direction: Direction | "up" | "down", store: ScreenStore, session: ScreenSession): void {
  const { draft, size } = store.state;
  if (direction !== "up" && direction !== "down")
    return store.dispatch({ type: "drafted", draft: move(draft, direction) });
  if (draft.text === "" && direction === "up") return session.editLast();
  const next = moveRow(draft, size.columns - prompt.length, direction === "up" ? -1 : 1);
  if (next) store.dispatch({ type: "drafted", draft: next });
}

// A backslash at the end of a line says that the message goes on.
function submit(store: ScreenStore, session: ScreenSession): void {
  const { draft } = store.state;
  if (!draft.text.slice(0, draft.caret).endsWith("\\")) return session.submit();
  store.dispatch({ type: "drafted", draft: insert(eraseBefore(draft), "\n") });
}

function completeWord(store: ScreenStore): void {
  const { draft, cycle } = store.state;
  const done = complete(draft, cycle, choicesOf(store.state));
  if (done) store.dispatch({ type: "drafted", draft: done.draft, cycle: done.cycle });
}

function choicesOf({ people, messages, channels, me }: ScreenState) {
  const names = [...people.map(({ name }) => name), ...messages.map(({ from }) => from.name)];
  const named = channels.filter(({ kind }) => kind !== "direct").map(({ name }) => name);
  return { people: [...new Set(names)].filter((name) => name !== "" && name !== me?.name), channels: named };
}
