// Where one writes.
import { ActionIcon } from "@mantine/core";
import { type ClipboardEvent, type KeyboardEvent, useEffect, useId } from "react";
import { channelLabel } from "../channels/channel-label.ts";
import { useDesk } from "../conversation/conversation-desk.tsx";
import { useChat } from "../state/use-chat.tsx";
import { Icon } from "../theme/icon.tsx";
import { useWords } from "../words/use-words.tsx";
import { AboutStrip } from "./about-strip.tsx";
import styles from "./composer.module.css";
import { optionId, Suggestions } from "./suggestions.tsx";
import { maxPasteLength, maxTextLength, roomLeft } from "./text-limit.ts";
import { useCompletion } from "./use-completion.ts";
import { useComposer } from "./use-composer.ts";
import { useEnter } from "./use-enter.ts";

/** From so few characters left they are counted. */
const countFrom = 400;

/** Enter sends, Shift+Enter begins a line, Up in an empty field changes one's last message, Esc leaves what it is about. */
export function Composer() {
  const { conversation } = useWords();
  const { about, writeAbout, field } = useDesk();
  const channel = useChat((state) => state.channels.find(({ channelId }) => channelId === state.channelId));
  const { text, change, fault, setFault, isBusy, send, editLast } = useComposer();
  const suggesting = useCompletion(field, text, change);
  const { candidates, names, index } = suggesting;
  const listId = useId();
  useEffect(() => {
    field.current?.focus();
  }, [field]);
  useEnter(field, () => {
    if (candidates.length > 0) suggesting.choose();
    else send();
    return true;
  });
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (suggesting.press(event)) return;
    const isPlain = !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.key === "ArrowUp" && isPlain && text === "" && about === undefined && editLast()) event.preventDefault();
    if (event.key === "Escape" && about) {
      event.preventDefault();
      writeAbout(undefined);
    }
  };
  const paste = (event: ClipboardEvent) => {
    const { length } = event.clipboardData.getData("text/plain");
    if (length <= maxPasteLength) return;
    event.preventDefault();
    setFault(conversation.composer.pasteTooLong(length));
  };
  const label = conversation.placeholder(channelLabel(channel));
  const isEmpty = text.trim() === "";
  return (
    <div className={styles["place"]}>
      <AboutStrip />
      {candidates.length > 0 && (
        <Suggestions id={listId} candidates={candidates} names={names} index={index} onChoose={suggesting.choose} />
      )}
      <div className={styles["composer"]} data-about={about?.act}>
        <textarea
          ref={field}
          className={styles["field"]}
          rows={1}
          dir="auto"
          value={text}
          placeholder={channel?.archived ? conversation.composer.archived : label}
          aria-label={label}
          aria-autocomplete="list"
          aria-controls={candidates.length > 0 ? listId : undefined}
          aria-activedescendant={candidates.length > 0 ? optionId(listId, index) : undefined}
          onKeyDown={press}
          onPaste={paste}
          onSelect={suggesting.look}
          onChange={(event) => {
            change(event.currentTarget.value);
            suggesting.look();
            // While a syllable is being composed the field is the input method's.
            if (isTypedColon(event.nativeEvent)) suggesting.endName();
          }}
        />
        <ActionIcon
          size="lg"
          variant={isEmpty ? "transparent" : "filled"}
          aria-label={about?.act === "edit" ? conversation.composer.save : conversation.send}
          disabled={isEmpty || isBusy}
          onClick={send}
        >
          <Icon name={about?.act === "edit" ? "check" : "send"} size={18} />
        </ActionIcon>
      </div>
      {fault === undefined ? (
        <Room text={text} />
      ) : (
        <p className={styles["fault"]} role="alert">
          {fault}
        </p>
      )}
    </div>
  );
}

function isTypedColon(event: Event): boolean {
  return event instanceof InputEvent && event.data === ":" && !event.isComposing;
}

function Room({ text }: { readonly text: string }) {
  const { composer } = useWords().conversation;
  if (text.length < maxTextLength - countFrom) return null;
  const room = roomLeft(text);
  if (room >= countFrom) return null;
  return (
    <p className={styles["room"]} data-over={room < 0 || undefined}>
      {room < 0 ? composer.tooLong(-room) : composer.room(room)}
    </p>
  );
}
