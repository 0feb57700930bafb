// How components read the chat and act in it.
import { createContext, type ReactNode, useContext, useSyncExternalStore } from "react";
import type { ChatClient } from "../../sdk/browser.ts";
import type { SessionGate } from "../session/session-gate.ts";
import type { ChatSession } from "./chat-session.ts";
import type { ChatState } from "./chat-state.ts";

interface Inside {
  readonly session: ChatSession;
  readonly gate: SessionGate;
}

const InsideContext = createContext<Inside | undefined>(undefined);

/** Everything below it is about this session. */
export function ChatProvider({ session, gate, children }: Inside & { readonly children: ReactNode }) {
  return <InsideContext value={{ session, gate }}>{children}</InsideContext>;
}

/** A part of the state; the component is drawn anew when that part is another. `select` must not make new objects. */
export function useChat<Part>(select: (state: ChatState) => Part): Part {
  const { store } = useActs();
  return useSyncExternalStore(store.subscribe, () => select(store.shown()));
}

/** What one does in the channel in front: say, retry, open, … */
export function useActs(): ChatSession {
  return useInside().session;
}

/** The client itself, for everything else that one does: channels, people, reactions. */
export function useClient(): ChatClient {
  return useInside().session.client;
}

/** The way out. */
export function useGate(): SessionGate {
  return useInside().gate;
}

function useInside(): Inside {
  const inside = useContext(InsideContext);
  if (!inside) throw new Error("Nobody is inside.");
  return inside;
}
