// Whether somebody is there: ● has this channel open, ○ is online elsewhere.
import type { Presence } from "../../sdk/browser.ts";
import { useWords } from "../words/use-words.tsx";
import styles from "./presence-sign.module.css";

/** A sign for eyes and a word for screen readers; nothing for who is not online. */
export function PresenceSign({ presence }: { readonly presence: Pick<Presence, "online" | "here"> | undefined }) {
  const { people } = useWords();
  if (!presence?.online && !presence?.here) return null;
  const word = presence.here ? people.here : people.online;
  return (
    <span className={styles["sign"]} data-here={presence.here || undefined} title={word}>
      <span className="unseen">{word}</span>
    </span>
  );
}
