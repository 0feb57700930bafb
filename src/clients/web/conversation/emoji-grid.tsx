// The emoji in rows below a field that searches them by name.
import { type KeyboardEvent, useState } from "react";
import { useWords } from "../words/use-words.tsx";
import styles from "./emoji-choice.module.css";
import { useEmojiNames } from "./emoji-fetch.ts";
import { emojiList } from "./emoji-list.ts";
import type { NamedEmoji } from "./emoji-names.ts";
import { findEmoji } from "./emoji-search.ts";

const mostFound = 64;
const columns = 8;
const steps: Readonly<Record<string, number>> = {
  ArrowRight: 1,
  ArrowLeft: -1,
  ArrowDown: columns,
  ArrowUp: -columns,
};

/** The small list until something is typed; Enter chooses the first, the arrow down goes into the rows. */
export function EmojiGrid({ onChoose }: { readonly onChoose: (emoji: string) => void }) {
  const { conversation, texts } = useWords();
  const [wish, setWish] = useState("");
  const all = useEmojiNames(true);
  const typed = wish.trim().replaceAll(":", "").replaceAll(/\s+/g, "_");
  const shown = typed === "" ? unsearched(all) : findEmoji(all, typed, mostFound);
  return (
    <div onKeyDown={walk}>
      <input
        className={styles["search"]}
        type="search"
        data-autofocus
        value={wish}
        placeholder={texts.searchEmoji}
        aria-label={texts.searchEmoji}
        onChange={(event) => setWish(event.currentTarget.value)}
        onKeyDown={(event) => {
          // The Enter that ends a syllable is the input method's.
          if (event.key !== "Enter" || event.nativeEvent.isComposing || !shown[0]) return;
          event.preventDefault();
          onChoose(shown[0].emoji);
        }}
      />
      <div className={styles["list"]}>
        {shown.map(({ emoji, name }) => (
          <button
            key={emoji}
            type="button"
            className={styles["emoji"]}
            aria-label={conversation.reactWith(emoji)}
            title={name && `:${name}:`}
            onClick={() => onChoose(emoji)}
          >
            {emoji}
          </button>
        ))}
      </div>
      {shown.length === 0 && (
        <p className={styles["none"]} role="status">
          {texts.noEmoji}
        </p>
      )}
    </div>
  );
}

function unsearched(all: readonly NamedEmoji[]): readonly { readonly emoji: string; readonly name?: string }[] {
  const names = new Map(all.map((one) => [one.emoji, one.names[0]]));
  return emojiList.map((emoji) => {
    const name = names.get(emoji);
    return name === undefined ? { emoji } : { emoji, name };
  });
}

function walk(event: KeyboardEvent<HTMLElement>): void {
  const step = steps[event.key];
  if (step === undefined) return;
  const buttons = [...event.currentTarget.querySelectorAll("button")];
  const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
  const isInField = at < 0;
  if (isInField && event.key !== "ArrowDown") return;
  event.preventDefault();
  if (isInField) buttons[0]?.focus();
  else if (event.key === "ArrowUp" && at < columns) event.currentTarget.querySelector("input")?.focus();
  else buttons[at + step]?.focus();
}
