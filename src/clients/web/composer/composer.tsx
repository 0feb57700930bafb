// Where one writes.
import { ActionIcon } from "@mantine/core";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { channelLabel } from "../channels/channel-label.ts";
import { useActs, useChat } from "../state/use-chat.tsx";
import { Icon } from "../theme/icon.tsx";
import { useWords } from "../words/use-words.tsx";
import styles from "./composer.module.css";

/** Enter sends, Shift+Enter begins a line; while a syllable is being composed Enter belongs to it. */
export function Composer() {
  const { conversation } = useWords();
  const acts = useActs();
  const channel = useChat((state) => state.channels.find(({ channelId }) => channelId === state.channelId));
  const [text, setText] = useState("");
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  const send = () => {
    if (text.trim() === "") return;
    acts.say(text);
    setText("");
    field.current?.focus();
  };
  const press = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <div className={styles["composer"]}>
      <textarea
        ref={field}
        className={styles["field"]}
        rows={1}
        value={text}
        placeholder={conversation.placeholder(channelLabel(channel))}
        aria-label={conversation.placeholder(channelLabel(channel))}
        onKeyDown={press}
        onChange={(event) => {
          setText(event.currentTarget.value);
          if (event.currentTarget.value !== "") acts.typed();
        }}
      />
      <ActionIcon
        size="lg"
        variant={text.trim() === "" ? "transparent" : "filled"}
        aria-label={conversation.send}
        disabled={text.trim() === ""}
        onClick={send}
      >
        <Icon name="send" size={18} />
      </ActionIcon>
    </div>
  );
}
