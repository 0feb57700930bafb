// What somebody wants to be told of in general, and where.
import { NativeSelect } from "@mantine/core";
import type { NotificationLevel } from "../../sdk/browser.ts";
import dialogStyles from "../frame/dialog.module.css";
import { Failure } from "../frame/failure.tsx";
import { useWork } from "../state/use-work.ts";
import { useWords } from "../words/use-words.tsx";
import { OtherDevices } from "./other-devices.tsx";
import { ThisBrowser } from "./this-browser.tsx";
import { useDevices } from "./use-devices.ts";
import { useNotify, useWish } from "./use-notify.tsx";
import { WebhookForm } from "./webhook-form.tsx";

/** Everything is kept as soon as it is chosen. */
export function NotificationSettings() {
  const { notify } = useWords();
  const devices = useDevices();
  return (
    <>
      <GeneralLevel />
      <h3 className={dialogStyles["heading"]}>{notify.thisBrowser}</h3>
      <ThisBrowser />
      <h3 className={dialogStyles["heading"]}>{notify.addWebhook}</h3>
      <WebhookForm onAdded={devices.reload} />
      <h3 className={dialogStyles["heading"]}>{notify.otherDevices}</h3>
      <OtherDevices devices={devices} />
    </>
  );
}

function GeneralLevel() {
  const { notify } = useWords();
  const { wishes } = useNotify();
  const { level } = useWish("");
  const work = useWork();
  const choices: readonly { readonly value: NotificationLevel; readonly label: string }[] = [
    { value: "default", label: notify.generalDefault },
    { value: "all", label: notify.levels.all },
    { value: "mentions", label: notify.levels.mentions },
    { value: "nothing", label: notify.levels.nothing },
  ];
  return (
    <>
      <NativeSelect
        data-autofocus
        label={notify.general}
        description={notify.generalHint}
        data={[...choices]}
        value={level}
        disabled={work.isBusy}
        onChange={(event) => {
          const chosen = choices.find(({ value }) => value === event.currentTarget.value);
          if (chosen) void work.run(() => wishes.set("", { level: chosen.value }));
        }}
      />
      <Failure of={work.failure} />
    </>
  );
}
