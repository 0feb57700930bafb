// A process that lets people talk and notifies the others, until somebody kills it: node notifier-program.ts <folder>
import { type Backend, openEmbedded } from "../../src/backends/embedded/open.ts";
import { Hub } from "../../src/core/hub.ts";
import type { ChatSignals } from "../../src/core/signals.ts";
import { Topics } from "../../src/core/topics.ts";
import { systemClock as clock } from "../../src/runtime/system-clock.ts";
import { Notifications } from "../../src/services/notification/notifications.ts";
import { Drafts } from "./drafts.ts";

/** The channels of the process, each with ten members. */
export const channelIds = Array.from({ length: 8 }, (_, i) => `c${i}`);
export const memberIds = Array.from({ length: 9 }, (_, i) => `p${i}`);

/** A store in a folder and the notification service over it: nobody is ever present. */
export function openNotified(data: string): { backend: Backend; notifications: Notifications } {
  const hub = new Hub({ clock, schedule: (turn) => setImmediate(turn) });
  const backend = openEmbedded({ data, hub, clock });
  const notifications = new Notifications({
    ...backend,
    whoIsThere: { isOnline: () => false, isHere: () => false },
    clock,
    topics: new Topics<ChatSignals>(),
    settings: { when: "offline", onlineAfterMs: 0 },
    rules: { allowPlainHttp: false, checkTarget: async () => undefined },
    way: { deliver: async () => ({ result: "refused", detail: "400" }) },
    pushKey: async () => "",
    onWaiting: () => undefined,
    onUnexpected: (failure) => console.error(failure),
  });
  return { backend, notifications };
}

if (import.meta.main) {
  const { backend, notifications } = openNotified(process.argv[2] ?? "");
  notifications.start();
  const drafts = channelIds.map((channelId) => new Drafts(channelId, "ann"));
  for (const draft of drafts) await backend.log.append(draft.created({ members: memberIds }));
  for (let said = 0; ; said++) {
    await Promise.all(
      drafts.map((draft) => backend.log.append(draft.posted(`message ${said}`, { id: `${process.pid}.${said}` }))),
    );
    console.log(said);
  }
}
