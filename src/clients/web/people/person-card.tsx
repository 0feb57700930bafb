// Who somebody is, and how to write to them alone.
import { Button } from "@mantine/core";
import type { Person, Profile } from "../../sdk/browser.ts";
import dialogStyles from "../frame/dialog.module.css";
import { useDialogs } from "../frame/dialogs.tsx";
import { Failure } from "../frame/failure.tsx";
import { useChat, useClient } from "../state/use-chat.tsx";
import { useWork } from "../state/use-work.ts";
import { useWords } from "../words/use-words.tsx";
import { Avatar } from "./avatar.tsx";
import styles from "./person-card.module.css";
import { useProfile } from "./use-profile.ts";

/** A card; of others it shows what they made public. */
export function PersonCard({ person }: { readonly person: Person }) {
  const { people: words } = useWords();
  const { enter, show } = useDialogs();
  const client = useClient();
  const work = useWork();
  const isMe = useChat((state) => state.me?.id === person.id);
  const { profile, failure } = useProfile(person.id);
  const isBuiltIn = person.id === "madang";
  return (
    <>
      <div className={styles["head"]}>
        <Avatar person={person} size={64} />
        <div>
          <bdi className={styles["name"]}>{person.name}</bdi>
          <div className={dialogStyles["small"]}>{profile && kindWord(profile, words)}</div>
        </div>
      </div>
      <Failure of={failure ?? work.failure} />
      {profile && <Facts profile={profile} isMe={isMe} />}
      <div className={dialogStyles["acts"]}>
        {isMe ? (
          <Button data-autofocus onClick={() => show({ kind: "profile" })}>
            {words.edit}
          </Button>
        ) : (
          !isBuiltIn && (
            <Button
              data-autofocus
              loading={work.isBusy}
              onClick={() => void work.run(async () => enter((await client.openDirect({ id: person.id })).channelId))}
            >
              {words.message}
            </Button>
          )
        )}
      </div>
    </>
  );
}

function Facts({ profile, isMe }: { readonly profile: Profile; readonly isMe: boolean }) {
  const { people: words } = useWords();
  const told: readonly (readonly [string, string])[] = [
    [words.about, profile.about],
    [words.age, profile.age > 0 ? String(profile.age) : ""],
    [words.gender, profile.gender],
    [words.hobbies, profile.hobbies.join(", ")],
    [words.city, profile.city],
  ];
  const shown = told.filter(([, value]) => value !== "");
  if (shown.length === 0) return <p className={dialogStyles["note"]}>{words.private}</p>;
  return (
    <>
      <dl className={styles["facts"]}>
        {shown.map(([label, value]) => (
          <div key={label} className={styles["fact"]}>
            <dt>{label}</dt>
            <dd dir="auto">{value}</dd>
          </div>
        ))}
      </dl>
      {isMe && !profile.public && <p className={dialogStyles["note"]}>{words.mineHidden}</p>}
    </>
  );
}

function kindWord({ kind }: Profile, words: { guest: string; account: string; builtIn: string }): string {
  if (kind === "guest") return words.guest;
  return kind === "built-in" ? words.builtIn : words.account;
}
