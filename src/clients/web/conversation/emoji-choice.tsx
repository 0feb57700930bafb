// A small list of emoji to react with, walked through by arrow keys.
import { ActionIcon, Popover } from "@mantine/core";
import { type KeyboardEvent, useState } from "react";
import { Icon } from "../theme/icon.tsx";
import { useWords } from "../words/use-words.tsx";
import styles from "./emoji-choice.module.css";
import { emojiList } from "./emoji-list.ts";
import actionStyles from "./message-actions.module.css";

interface EmojiChoiceProps {
  readonly onChoose: (emoji: string) => void;
  readonly onOpen: (isOpen: boolean) => void;
}

const columns = 8;
const steps: Readonly<Record<string, number>> = {
  ArrowRight: 1,
  ArrowLeft: -1,
  ArrowDown: columns,
  ArrowUp: -columns,
};

/** A button that opens the list. */
export function EmojiChoice({ onChoose, onOpen }: EmojiChoiceProps) {
  const { conversation } = useWords();
  const [isOpen, setOpen] = useState(false);
  const change = (next: boolean) => {
    setOpen(next);
    onOpen(next);
  };
  return (
    <Popover opened={isOpen} onChange={change} position="bottom-end" shadow="md" trapFocus returnFocus withinPortal>
      <Popover.Target>
        <ActionIcon
          className={actionStyles["wide"]}
          variant="subtle"
          color="gray"
          aria-label={conversation.moreEmoji}
          title={conversation.moreEmoji}
          onClick={() => change(!isOpen)}
        >
          <Icon name="smile" size={17} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown p={6} aria-label={conversation.moreEmoji}>
        <div className={styles["list"]} onKeyDown={walk}>
          {emojiList.map((emoji) => (
            <button
              key={emoji}
              type="button"
              className={styles["emoji"]}
              aria-label={conversation.reactWith(emoji)}
              onClick={() => {
                change(false);
                onChoose(emoji);
              }}
            >
              {emoji}
            </button>
          ))}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

function walk(event: KeyboardEvent<HTMLElement>): void {
  const step = steps[event.key];
  if (step === undefined) return;
  const buttons = [...event.currentTarget.querySelectorAll("button")];
  const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
  event.preventDefault();
  buttons[at + step]?.focus();
}
