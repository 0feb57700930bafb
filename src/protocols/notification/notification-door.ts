// The door by which other services hand over what people are to be told, and who is connected to them.
import type { Clock } from "../../core/clock.ts";
import { ChatError } from "../../core/errors.ts";
import type { NotificationStore } from "../../core/ports.ts";
import type { Service } from "../../core/service.ts";
import { ChatService as ChatServiceDesc } from "../../gen/compat/notification/chat_service_pb.ts";
import { NotificationService as NotificationServiceDesc } from "../../gen/compat/notification/notification_pb.ts";
import type { Door, Print } from "../courtyard/door.ts";
import { ChatService } from "./chat-service.ts";
import { ConnectedPeople } from "./connected-people.ts";
import { Requests } from "./requests.ts";

const hourMs = 3_600_000;
const keptMs = 30 * 24 * hourMs;

/** What the door is given. */
export interface NotificationParts {
  readonly store: NotificationStore;
  readonly clock: Clock;
  /** Hears why old requests could not be forgotten; it is tried again after an hour. */
  readonly onUnexpected?: ((failure: unknown) => void) | undefined;
  /** Without it nothing is printed: what is printed holds the text of messages. */
  readonly print?: Print | undefined;
  /** Whether SendNotification goes to the open streams of its person as well; its older server was silent there. */
  readonly pushToStreams: boolean;
  /** Remembers who is connected to the services that use this door; left out: the door has a memory of its own. */
  readonly connected?: ConnectedPeople | undefined;
  /** Lets SendNotification answer failure for whom this says that nobody here is; left out: success for all. */
  readonly isKnown?: ((userId: string) => Promise<boolean>) | undefined;
}

/** The door, and what it knows. */
export interface NotificationDoor extends Door {
  /** Who is connected to the services that use this door. */
  readonly connected: Pick<ConnectedPeople, "statusOf">;
}

/** Makes the door. What it takes is kept for 30 days. */
export function createNotificationDoor(parts: NotificationParts): NotificationDoor {
  const { store, clock, print, pushToStreams, isKnown } = parts;
  const requests = new Requests({ store, clock });
  const { connected = new ConnectedPeople(clock) } = parts;
  const offline: Service<typeof NotificationServiceDesc> = {
    async notifyOfflineUsers({ userIds, message, roomId }) {
      await requests.keep({ userIds, message, roomId, source: "offline-users" });
      return {};
    },
  };
  const chat = new ChatService({ requests, connected, now: () => clock.now(), print, pushToStreams, isKnown });
  const tidy = () => {
    connected.sweep();
    void forgetOld(parts);
  };
  tidy();
  const cancel = clock.every(hourMs, tidy);
  return {
    name: "notification",
    connected,
    services: [
      { desc: NotificationServiceDesc, service: offline },
      { desc: ChatServiceDesc, service: chat },
    ],
    close() {
      cancel();
      chat.close();
    },
  };
}

async function forgetOld({ store, clock, onUnexpected }: NotificationParts): Promise<void> {
  try {
    await store.forgetBefore(clock.now() - keptMs);
  } catch (failure) {
    const cause = failure instanceof ChatError ? failure.cause : failure;
    if (cause !== undefined) onUnexpected?.(cause);
  }
}
