// Lets a program be told; the secret of its deliveries is shown once.
import { Button, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import dialogStyles from "../frame/dialog.module.css";
import { Failure } from "../frame/failure.tsx";
import { copyText } from "../place/copy-text.ts";
import { useClient } from "../state/use-chat.tsx";
import { useWork } from "../state/use-work.ts";
import { useWords } from "../words/use-words.tsx";
import styles from "./devices.module.css";

/** A field for the program's address. */
export function WebhookForm({ onAdded }: { readonly onAdded: () => void }) {
  const { notify } = useWords();
  const { notifications } = useClient();
  const work = useWork();
  const [url, setUrl] = useState("");
  const [secret, setSecret] = useState<string>();
  const add = async (event: FormEvent) => {
    event.preventDefault();
    const isAdded = await work.run(async () => {
      const { way } = await notifications.registerWebhook(url.trim(), { label: hostOf(url) });
      setSecret(way.kind === "webhook" ? way.secret : undefined);
    });
    if (!isAdded) return;
    setUrl("");
    onAdded();
  };
  return (
    <form onSubmit={(event) => void add(event)}>
      <div className={dialogStyles["inline"]}>
        <TextInput
          className={dialogStyles["grow"] ?? ""}
          label={notify.webhookUrl}
          description={notify.webhookHint}
          placeholder="https://"
          value={url}
          maxLength={2_000}
          autoComplete="off"
          spellCheck={false}
          inputMode="url"
          onChange={(event) => setUrl(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" loading={work.isBusy} disabled={url.trim() === ""}>
          {notify.add}
        </Button>
      </div>
      <Failure of={work.failure} />
      {secret !== undefined && <Secret secret={secret} />}
    </form>
  );
}

function Secret({ secret }: { readonly secret: string }) {
  const { notify } = useWords();
  const [isCopied, setCopied] = useState(false);
  return (
    <div ref={intoSight} className={styles["secret"]} role="status">
      <p className={dialogStyles["note"]}>{notify.secret}</p>
      <code className={styles["code"]}>{secret}</code>
      <Button size="compact-sm" onClick={() => void copyText(secret).then(setCopied)}>
        {isCopied ? notify.copied : notify.copy}
      </Button>
    </div>
  );
}

// It is shown once: nobody may overlook it.
function intoSight(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: "nearest" });
}

function hostOf(url: string): string {
  return URL.parse(url.trim())?.host.slice(0, 64) ?? "";
}
