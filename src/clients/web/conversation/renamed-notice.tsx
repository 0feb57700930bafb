// Tells guests, once, that they came in under another name than they asked for.
import { ActionIcon } from "@mantine/core";
import { useEffect, useState } from "react";
import { keepText, keptText } from "../session/browser-storage.ts";
import { useChat } from "../state/use-chat.tsx";
import { Icon } from "../theme/icon.tsx";
import { useWords } from "../words/use-words.tsx";
import styles from "./notices.module.css";

/** Nothing for who has the name they wanted, or was told before. */
export function RenamedNotice() {
  const { frame } = useWords();
  const me = useChat((state) => state.me);
  const [asked, setAsked] = useState<string>();
  useEffect(() => {
    const wanted = keptText("name");
    const isOther = me?.kind === "guest" && wanted !== undefined && plain(wanted) !== plain(me.name);
    if (!isOther || keptText("renamed") === me.name) return;
    keepText("renamed", me.name);
    setAsked(wanted);
  }, [me]);
  if (asked === undefined || !me) return null;
  return (
    <p className={styles["notice"]} role="status">
      <span>{frame.renamed(asked, me.name)}</span>
      <ActionIcon variant="subtle" color="gray" aria-label={frame.close} onClick={() => setAsked(undefined)}>
        <Icon name="close" size={16} />
      </ActionIcon>
    </p>
  );
}

// What the server makes the same.
function plain(name: string): string {
  return name.normalize("NFKC").trim().toLowerCase();
}
