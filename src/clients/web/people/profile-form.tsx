// One's own profile, to be changed.
import { Button, Switch, Textarea, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { Profile } from "../../sdk/browser.ts";
import styles from "../frame/dialog.module.css";
import { useDialogs } from "../frame/dialogs.tsx";
import { Failure } from "../frame/failure.tsx";
import { useChat, useClient } from "../state/use-chat.tsx";
import { useWork } from "../state/use-work.ts";
import { useWords } from "../words/use-words.tsx";
import { changeOf, fieldsOf, isAge, type ProfileFields } from "./profile-change.ts";
import { useProfile } from "./use-profile.ts";

/** A form, once the profile is there. */
export function ProfileForm() {
  const { conversation } = useWords();
  const myId = useChat((state) => state.me?.id);
  const { profile, failure } = useProfile(myId);
  if (failure !== undefined) return <Failure of={failure} />;
  if (!profile) return <p className={styles["note"]}>{conversation.loading}</p>;
  return <Fields profile={profile} />;
}

const texts = [
  ["age", 3],
  ["gender", 32],
  ["hobbies", 1_300],
  ["city", 128],
] as const;

function Fields({ profile }: { readonly profile: Profile }) {
  const { people: words } = useWords();
  const client = useClient();
  const { show } = useDialogs();
  const work = useWork();
  const [fields, setFields] = useState(() => fieldsOf(profile));
  const set = (change: Partial<ProfileFields>) => setFields((before) => ({ ...before, ...change }));
  const ageError = !isAge(fields.age) && words.ageInvalid;
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (await work.run(() => client.updateProfile(changeOf(fields)))) show({ kind: "person", person: profile });
  };
  return (
    <form className={styles["form"]} onSubmit={(event) => void save(event)}>
      <Textarea
        autoFocus
        label={words.about}
        value={fields.about}
        maxLength={250}
        rows={3}
        onChange={(event) => set({ about: event.currentTarget.value })}
      />
      {texts.map(([name, maxLength]) => (
        <TextInput
          key={name}
          label={words[name]}
          value={fields[name]}
          maxLength={maxLength}
          autoComplete="off"
          description={name === "hobbies" && words.hobbiesHint}
          error={name === "age" && ageError}
          {...(name === "age" && { inputMode: "numeric" })}
          onChange={(event) => set({ [name]: event.currentTarget.value })}
        />
      ))}
      <Switch
        label={words.public}
        description={words.publicHint}
        checked={fields.public}
        onChange={(event) => set({ public: event.currentTarget.checked })}
      />
      <Failure of={work.failure} />
      <div className={styles["acts"]}>
        <Button type="submit" loading={work.isBusy} disabled={ageError !== false}>
          {words.save}
        </Button>
      </div>
    </form>
  );
}
