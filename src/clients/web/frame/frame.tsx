// The house: the side with the channels, the channel in front, and on wide screens who is there.
import { type KeyboardEvent, useEffect, useState } from "react";
import { Conversation } from "../conversation/conversation.tsx";
import { PeopleColumn } from "../people/people-column.tsx";
import { useChat } from "../state/use-chat.tsx";
import { useWords } from "../words/use-words.tsx";
import styles from "./frame.module.css";
import { Side } from "./side.tsx";
import { useLooking } from "./use-looking.ts";
import { useTitle } from "./use-title.ts";

/** Everything inside. On a phone the side lies over the conversation while it is open. */
export function Frame() {
  const { frame } = useWords();
  const [isSideOpen, setSideOpen] = useState(false);
  const channelId = useChat((state) => state.channelId);
  useTitle();
  useLooking();
  // Whoever chose a channel wants to see it.
  useEffect(() => setSideOpen(false), [channelId]);
  const closeOnEscape = (event: KeyboardEvent) => {
    if (event.key === "Escape") setSideOpen(false);
  };
  return (
    <div
      className={styles["frame"]}
      onKeyDown={isSideOpen ? closeOnEscape : undefined}
      data-side={isSideOpen || undefined}
    >
      <Side className={styles["side"]} />
      {isSideOpen && (
        <button
          type="button"
          className={styles["shade"]}
          aria-label={frame.closeSide}
          onClick={() => setSideOpen(false)}
        />
      )}
      <Conversation className={styles["front"]} onOpenSide={() => setSideOpen(true)} />
      <PeopleColumn className={styles["people"]} />
    </div>
  );
}
