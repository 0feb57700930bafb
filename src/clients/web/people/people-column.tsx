// Who is there: those who have the channel open first.
import { useMemo } from "react";
import type { Presence } from "../../sdk/browser.ts";
import { useChat } from "../state/use-chat.tsx";
import { useWords } from "../words/use-words.tsx";
import { Avatar } from "./avatar.tsx";
import styles from "./people-column.module.css";

/** The right column of wide screens. */
export function PeopleColumn({ className = "" }: { readonly className?: string | undefined }) {
  const { frame } = useWords();
  const people = useChat((state) => state.people);
  const shown = useMemo(() => inOrder(people), [people]);
  return (
    <aside className={`${styles["column"]} ${className}`} aria-label={frame.peopleTitle}>
      <h2 className={styles["title"]}>{frame.peopleTitle}</h2>
      <ul className={styles["rows"]}>
        {shown.map((person) => (
          <PersonRow key={person.id} person={person} />
        ))}
      </ul>
    </aside>
  );
}

function PersonRow({ person }: { readonly person: Presence }) {
  const { frame } = useWords();
  const isMe = useChat((state) => state.me?.id === person.id);
  return (
    <li className={styles["row"]} data-here={person.here || undefined}>
      <Avatar person={person} size={28} />
      <span className={styles["name"]}>{person.name}</span>
      {isMe && <span className={styles["you"]}>{frame.you}</span>}
    </li>
  );
}

function inOrder(people: readonly Presence[]): readonly Presence[] {
  const online = people.filter((one) => one.online);
  return online.toSorted((one, other) => Number(other.here) - Number(one.here) || one.name.localeCompare(other.name));
}
