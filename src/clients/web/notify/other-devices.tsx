// The other browsers and programs that are told, how each one does, and how to be rid of it.
import { Button } from "@mantine/core";
import type { Device } from "../../sdk/browser.ts";
import dialogStyles from "../frame/dialog.module.css";
import { Failure } from "../frame/failure.tsx";
import { useClient } from "../state/use-chat.tsx";
import { useWork } from "../state/use-work.ts";
import { useWords } from "../words/use-words.tsx";
import type { Words } from "../words/words.ts";
import styles from "./devices.module.css";
import { momentBeside } from "./moment-beside.ts";
import { TestDevice } from "./test-device.tsx";
import type { Devices } from "./use-devices.ts";
import { usePush } from "./use-notify.tsx";

/** A list; this browser is not in it. */
export function OtherDevices({ devices: { devices, failure, reload } }: { readonly devices: Devices }) {
  const { notify, conversation } = useWords();
  const mine = usePush().device?.id;
  const others = devices?.filter(({ id }) => id !== mine);
  if (failure !== undefined) return <Failure of={failure} />;
  if (!others) return <p className={dialogStyles["note"]}>{conversation.loading}</p>;
  if (others.length === 0) return <p className={dialogStyles["note"]}>{notify.noDevices}</p>;
  return (
    <ul className={dialogStyles["rows"]}>
      {others.map((device) => (
        <DeviceRow key={device.id} device={device} onGone={reload} />
      ))}
    </ul>
  );
}

function DeviceRow({ device, onGone }: { readonly device: Device; readonly onGone: () => void }) {
  const words = useWords();
  const { notify } = words;
  const { notifications } = useClient();
  const work = useWork();
  const label = labelOf(device, words);
  const remove = () => void work.run(() => notifications.removeDevice(device.id)).then((isGone) => isGone && onGone());
  return (
    <li className={styles["device"]}>
      <div className={styles["words"]}>
        <bdi className={dialogStyles["name"]}>{label}</bdi>
        <span className={dialogStyles["small"]}>{stateOf(device, words)}</span>
        <Failure of={work.failure} />
        {device.way.kind === "webhook" && <TestDevice deviceId={device.id} label={label} />}
      </div>
      <Button
        size="compact-sm"
        variant="default"
        loading={work.isBusy}
        aria-label={notify.removeNamed(label)}
        onClick={remove}
      >
        {notify.remove}
      </Button>
    </li>
  );
}

function labelOf({ label, way }: Device, { notify }: Words): string {
  if (label !== "") return label;
  return way.kind === "webhook" ? way.url : notify.browser;
}

function stateOf({ way, lastTakenAt, lastFailure, waiting }: Device, words: Words): string {
  const { notify } = words;
  const kind = way.kind === "webhook" ? notify.webhook : notify.browser;
  const taken =
    lastTakenAt === undefined ? notify.neverTaken : notify.lastTaken(momentBeside(lastTakenAt, Date.now(), words));
  const failed = lastFailure === undefined ? [] : [notify.lastFailure(lastFailure)];
  const waits = waiting > 0 ? [notify.waiting(waiting)] : [];
  return [kind, taken, ...failed, ...waits].join(" · ");
}
