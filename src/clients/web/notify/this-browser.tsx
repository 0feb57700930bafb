// This browser as a place where somebody is told: on or off, with the text or without.
import { Switch } from "@mantine/core";
import dialogStyles from "../frame/dialog.module.css";
import { useWords } from "../words/use-words.tsx";
import styles from "./devices.module.css";
import { pushFailure } from "./push-failure.ts";
import { TestDevice } from "./test-device.tsx";
import { useNotify, usePush } from "./use-notify.tsx";

/** Two switches, or why there are none. */
export function ThisBrowser() {
  const words = useWords();
  const { notify } = words;
  const { push } = useNotify();
  const { phase, wish, isBusy, device, failure } = usePush();
  if (phase === "unavailable") return <p className={dialogStyles["note"]}>{notify.unavailable}</p>;
  if (phase === "blocked") return <p className={dialogStyles["note"]}>{notify.blocked}</p>;
  const isOn = phase === "on";
  return (
    <div className={styles["switches"]}>
      <Switch
        label={notify.tellHere}
        description={notify.thisBrowserHint}
        checked={isOn}
        disabled={isBusy}
        onChange={(event) => void (event.currentTarget.checked ? push.turnOn() : push.turnOff())}
      />
      {isOn && (
        <Switch
          label={notify.showText}
          description={notify.showTextHint}
          checked={wish !== "quiet"}
          disabled={isBusy}
          onChange={(event) => void push.showText(event.currentTarget.checked)}
        />
      )}
      {failure !== undefined && (
        <p className={dialogStyles["failure"]} role="alert">
          {pushFailure(failure, words)}
        </p>
      )}
      {isOn && device && <TestDevice deviceId={device.id} label={notify.thisBrowser} />}
    </div>
  );
}
