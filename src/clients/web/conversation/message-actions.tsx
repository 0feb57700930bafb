// What can be done with a message: a few buttons beside it, everything else behind the dots.
import { ActionIcon, Menu } from "@mantine/core";
import { useState } from "react";
import { Icon } from "../theme/icon.tsx";
import { useWords } from "../words/use-words.tsx";
import { EmojiChoice } from "./emoji-choice.tsx";
import { quickEmoji } from "./emoji-list.ts";
import styles from "./message-actions.module.css";
import type { MessageActs } from "./use-message-acts.ts";

interface MessageActionsProps {
  readonly acts: MessageActs;
  readonly onAskRemove: () => void;
  /** A menu is open: the buttons must stay while the focus is in it. */
  readonly onOpen: (isOpen: boolean) => void;
}

/** On a narrow screen only the dots are there. */
export function MessageActions({ acts, onAskRemove, onOpen }: MessageActionsProps) {
  const { conversation } = useWords();
  return (
    <div className={styles["actions"]} role="toolbar" aria-label={conversation.actions}>
      {quickEmoji.map((emoji) => (
        <button
          key={emoji}
          type="button"
          className={styles["quick"]}
          aria-label={conversation.reactWith(emoji)}
          onClick={() => acts.react(emoji)}
        >
          {emoji}
        </button>
      ))}
      <EmojiChoice onChoose={acts.react} onOpen={onOpen} />
      <ActionIcon
        className={styles["wide"]}
        variant="subtle"
        color="gray"
        aria-label={conversation.reply}
        title={conversation.reply}
        onClick={acts.reply}
      >
        <Icon name="reply" size={17} />
      </ActionIcon>
      <More acts={acts} onAskRemove={onAskRemove} onOpen={onOpen} />
    </div>
  );
}

function More({ acts, onAskRemove, onOpen }: MessageActionsProps) {
  const { conversation } = useWords();
  const [isOpen, setOpen] = useState(false);
  const change = (next: boolean) => {
    setOpen(next);
    onOpen(next);
  };
  return (
    <Menu opened={isOpen} onChange={change} position="bottom-end" shadow="md" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={conversation.more} title={conversation.more}>
          <Icon name="dots" size={17} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={styles["row"]}>
          {quickEmoji.map((emoji) => (
            <Menu.Item key={emoji} aria-label={conversation.reactWith(emoji)} onClick={() => acts.react(emoji)}>
              {emoji}
            </Menu.Item>
          ))}
        </div>
        <Menu.Item leftSection={<Icon name="reply" size={16} />} onClick={acts.reply}>
          {conversation.reply}
        </Menu.Item>
        {acts.mayEdit && (
          <Menu.Item leftSection={<Icon name="pencil" size={16} />} onClick={acts.edit}>
            {conversation.edit}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<Icon name="copy" size={16} />} onClick={acts.copyText}>
          {conversation.copyText}
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="link" size={16} />} onClick={acts.copyLink}>
          {conversation.copyLink}
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="clock" size={16} />} onClick={acts.followWay}>
          {conversation.travel.show}
        </Menu.Item>
        {acts.mayRemove && (
          <Menu.Item className={styles["danger"]} leftSection={<Icon name="trash" size={16} />} onClick={onAskRemove}>
            {conversation.remove}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
