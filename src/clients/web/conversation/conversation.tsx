// The channel in front: its bar, its messages, and where one writes.
import { ActionIcon } from "@mantine/core";
import { useEffect, useState } from "react";
import { channelLabel } from "../channels/channel-label.ts";
import { Composer } from "../composer/composer.tsx";
import { StatusDot } from "../frame/status-dot.tsx";
import { ChannelBell } from "../notify/channel-bell.tsx";
import { InboxDot } from "../notify/inbox-dot.tsx";
import { PushStrip } from "../notify/push-strip.tsx";
import { GoToMessage } from "../place/go-to-message.tsx";
import { useChat, useClient } from "../state/use-chat.tsx";
import { Icon } from "../theme/icon.tsx";
import { useWords } from "../words/use-words.tsx";
import styles from "./conversation.module.css";
import { ConversationDesk } from "./conversation-desk.tsx";
import { MessageList } from "./message-list.tsx";
import { Notices } from "./notices.tsx";
import { TravelDrawer } from "./travel-drawer.tsx";
import { TravelNotes } from "./travel-notes.ts";
import { TypingLine } from "./typing-line.tsx";

interface ConversationProps {
  readonly className?: string | undefined;
  readonly onOpenSide: () => void;
  /** Undefined: the people stand beside it. */
  readonly onOpenPeople: (() => void) | undefined;
}

/** The middle of the page. */
export function Conversation({ className = "", onOpenSide, onOpenPeople }: ConversationProps) {
  const { frame } = useWords();
  const channel = useChat((state) => state.channels.find(({ channelId }) => channelId === state.channelId));
  const channelId = useChat((state) => state.channelId);
  const hereCount = useChat((state) => (state.connection === "connected" ? state.hereCount : 0));
  const notes = useTravelNotes();
  return (
    <main className={`${styles["conversation"]} ${className}`}>
      <header className={styles["bar"]}>
        <ActionIcon
          className={styles["open"]}
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={frame.openSide}
          onClick={onOpenSide}
        >
          <Icon name="menu" />
          <InboxDot />
        </ActionIcon>
        <h1 className={styles["name"]}>{channelLabel(channel)}</h1>
        <p className={styles["topic"]}>{channel?.topic}</p>
        <span className={styles["state"]}>
          <StatusDot isSmall />
        </span>
        <ChannelBell />
        {hereCount > 0 && <Here count={hereCount} onOpenPeople={onOpenPeople} />}
      </header>
      <Notices />
      <ConversationDesk key={channelId} notes={notes}>
        <GoToMessage />
        <MessageList />
        <TypingLine />
        <PushStrip />
        <Composer />
        <TravelDrawer />
      </ConversationDesk>
    </main>
  );
}

interface HereProps {
  readonly count: number;
  readonly onOpenPeople: (() => void) | undefined;
}

function Here({ count, onOpenPeople }: HereProps) {
  const { frame } = useWords();
  const content = (
    <>
      <Icon name="people" size={16} /> {frame.here(count)}
    </>
  );
  if (!onOpenPeople) return <span className={styles["here"]}>{content}</span>;
  return (
    <button type="button" className={styles["here"]} onClick={onOpenPeople}>
      {content}
    </button>
  );
}

function useTravelNotes(): TravelNotes {
  const client = useClient();
  const [notes] = useState(() => new TravelNotes(client.state === "connected"));
  useEffect(() => client.listen((event) => notes.hear(event, Date.now())), [client, notes]);
  return notes;
}
