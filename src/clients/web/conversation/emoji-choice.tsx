// A small list of emoji to react with, searched by name and walked through by arrow keys.
import { ActionIcon, Popover } from "@mantine/core";
import { useState } from "react";
import { Icon } from "../theme/icon.tsx";
import { useWords } from "../words/use-words.tsx";
import { EmojiGrid } from "./emoji-grid.tsx";
import actionStyles from "./message-actions.module.css";

interface EmojiChoiceProps {
  readonly onChoose: (emoji: string) => void;
  readonly onOpen: (isOpen: boolean) => void;
}

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
        <EmojiGrid
          onChoose={(emoji) => {
            change(false);
            onChoose(emoji);
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}
