// Who is there: those who have the channel open first, and below them those who belong to it and are not online.
import { ActionIcon } from "@mantine/core";
import { useMemo } from "react";
import type { Presence } from "../../sdk/browser.ts";
import { channelLabel } from "../channels/channel-label.ts";
import { useDialogs } from "../frame/dialogs.tsx";
import { useChat } from "../state/use-chat.tsx";
import { Icon } from "../theme/icon.tsx";
import { useWords } from "../words/use-words.tsx";
import { Avatar } from "./avatar.tsx";
import styles from "./people-column.module.css";
import { peopleInOrder } from "./people-order.ts";
import { PresenceSign } from "./presence-sign.tsx";
import { useMembers } from "./use-members.ts";

interface PeopleColumnProps {
  readonly className?: string | undefined;
  /** Given where it lies over the conversation. */
  readonly onClose?: () => void;
}

/** The right column of wide screens, or a drawer. */
export function PeopleColumn({ className = "", onClose }: PeopleColumnProps) {
  const { frame, people: words } = useWords();
  const people = useChat((state) => state.people);
  const isKnown = useChat((state) => state.connection === "connected");
  const members = useMembers();
  const { online, offline, moreOffline } = useMemo(() => peopleInOrder(people, members), [people, members]);
  return (
    <aside
      className={`${styles["column"]} ${className}`}
      aria-label={frame.peopleTitle}
      data-unknown={!isKnown || undefined}
    >
      <header className={styles["head"]}>
        <h2 className={styles["title"]}>{frame.peopleTitle}</h2>
        <DetailsButton />
        {onClose && (
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={words.closePeople} onClick={onClose}>
            <Icon name="close" />
          </ActionIcon>
        )}
      </header>
      {!isKnown && <p className={styles["unknown"]}>{words.unknown}</p>}
      <ul className={styles["rows"]}>
        {online.map((person) => (
          <PersonRow key={person.id} person={person} />
        ))}
      </ul>
      {/* Until it was told who is online, and we always are, nobody is called offline. */}
      {people.length > 0 && offline.length > 0 && (
        <>
          {isKnown && <h3 className={styles["group"]}>{words.membersOffline}</h3>}
          <ul className={styles["rows"]} data-offline>
            {offline.map((person) => (
              <PersonRow key={person.id} person={{ ...person, online: false, here: false }} />
            ))}
          </ul>
        </>
      )}
      {moreOffline > 0 && <p className={styles["unknown"]}>{words.moreOffline(moreOffline)}</p>}
    </aside>
  );
}

// Members, invitations, the name and the topic; of two there is nothing to tell that their cards do not.
function DetailsButton() {
  const { channels: words } = useWords();
  const { show } = useDialogs();
  const channel = useChat((state) => state.channels.find(({ channelId }) => channelId === state.channelId));
  if (!channel || channel.kind === "direct") return null;
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      aria-label={words.details(channelLabel(channel))}
      title={words.details(channelLabel(channel))}
      onClick={() => show({ kind: "channel", channelId: channel.channelId })}
    >
      <Icon name="dots" />
    </ActionIcon>
  );
}

function PersonRow({ person }: { readonly person: Presence }) {
  const { frame } = useWords();
  const { show } = useDialogs();
  const isMe = useChat((state) => state.me?.id === person.id);
  const isKnown = useChat((state) => state.connection === "connected");
  return (
    <li>
      <button
        type="button"
        className={styles["row"]}
        data-here={person.here || undefined}
        onClick={() => show({ kind: "person", person: { id: person.id, name: person.name } })}
      >
        <Avatar person={person} size={28} />
        <bdi className={styles["name"]}>{person.name}</bdi>
        {isMe && <span className={styles["you"]}>{frame.you}</span>}
        {isKnown && <PresenceSign presence={person} />}
      </button>
    </li>
  );
}
