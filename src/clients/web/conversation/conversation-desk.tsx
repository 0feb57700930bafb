// What the parts of one conversation share: what one is writing about, and where one reads.
import { createContext, type ReactNode, type RefObject, useContext, useEffect, useMemo, useRef, useState } from "react";
import type { ChatMessage } from "../../sdk/browser.ts";
import type { Outgoing } from "../state/outgoing.ts";
import { useActs, useClient } from "../state/use-chat.tsx";
import { HistoryReader } from "./history-reader.ts";
import type { TravelNotes } from "./travel-notes.ts";

/** A message that is being answered or changed. */
export interface About {
  readonly act: "reply" | "edit";
  readonly message: ChatMessage;
}

/** A message in the channel, or one of ours that is not there yet. */
export type Followed = ChatMessage | Outgoing;

interface Desk {
  readonly about: About | undefined;
  /** Begins or ends an answer or a change; the caret goes to where one writes. */
  readonly writeAbout: (about: About | undefined) => void;
  readonly field: RefObject<HTMLTextAreaElement | null>;
  readonly reader: HistoryReader;
  readonly notes: TravelNotes;
  /** The message whose way is shown. */
  readonly followed: Followed | undefined;
  readonly follow: (message: Followed | undefined) => void;
}

interface DeskProps {
  readonly notes: TravelNotes;
  readonly children: ReactNode;
}

const DeskContext = createContext<Desk | undefined>(undefined);

/** Everything below it belongs to the channel in front; give it that channel as its key. */
export function ConversationDesk({ notes, children }: DeskProps) {
  const acts = useActs();
  const client = useClient();
  const [reader] = useState(() => new HistoryReader(client, acts.store));
  const [about, setAbout] = useState<About>();
  const [followed, follow] = useState<Followed>();
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(reader.start, [reader]);
  const desk = useMemo<Desk>(() => {
    const writeAbout = (next: About | undefined) => {
      setAbout(next);
      field.current?.focus();
      // Once more after a menu has closed and given the focus back.
      setTimeout(() => field.current?.focus());
    };
    return { about, writeAbout, field, reader, notes, followed, follow };
  }, [about, reader, notes, followed]);
  return <DeskContext value={desk}>{children}</DeskContext>;
}

/** The desk of the channel in front. */
export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error("No conversation is open.");
  return desk;
}
