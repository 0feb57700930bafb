// Above the field: which message is being answered or changed.
import { ActionIcon } from "@mantine/core";
import { useDesk } from "../conversation/conversation-desk.tsx";
import { oneLine } from "../conversation/quote.tsx";
import { Icon } from "../theme/icon.tsx";
import { useWords } from "../words/use-words.tsx";
import styles from "./composer.module.css";

/** Nothing while one writes something new. */
export function AboutStrip() {
  const { composer } = useWords().conversation;
  const { about, writeAbout } = useDesk();
  if (!about) return null;
  const { act, message } = about;
  return (
    <div className={styles["about"]}>
      <Icon name={act === "edit" ? "pencil" : "reply"} size={15} />
      <strong>{act === "edit" ? composer.editing : composer.replying(message.from.name)}</strong>
      <bdi className={styles["quoted"]}>{oneLine(message.text)}</bdi>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="sm"
        aria-label={composer.cancel}
        title={composer.cancel}
        onClick={() => writeAbout(undefined)}
      >
        <Icon name="close" size={15} />
      </ActionIcon>
    </div>
  );
}
