// The devices of the person, as the server has them.
import { useCallback, useEffect, useState } from "react";
import type { Device } from "../../sdk/browser.ts";
import { useClient } from "../state/use-chat.tsx";
import { usePush } from "./use-notify.tsx";

/** What was fetched last. */
export interface Devices {
  /** Undefined before they are there. */
  readonly devices: readonly Device[] | undefined;
  readonly failure: unknown;
  /** Fetches them anew. */
  reload(): void;
}

/** Fetched at once, and anew when this browser is registered or removed. */
export function useDevices(): Devices {
  const { notifications } = useClient();
  const { device } = usePush();
  const [devices, setDevices] = useState<readonly Device[]>();
  const [failure, setFailure] = useState<unknown>();
  const [round, setRound] = useState(0);
  // This browser's own change is one of the list.
  useEffect(() => {
    let isCurrent = true;
    notifications.devices().then(
      (found) => {
        if (!isCurrent) return;
        setDevices(found);
        setFailure(undefined);
      },
      (error: unknown) => isCurrent && setFailure(error),
    );
    return () => {
      isCurrent = false;
    };
  }, [notifications, device?.id, round]);
  const reload = useCallback(() => setRound((last) => last + 1), []);
  return { devices, failure, reload };
}
