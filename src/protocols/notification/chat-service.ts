// chat.ChatService: how another service tells one person something, and says who is connected to it.
import { errors } from "../../core/errors.ts";
import type { ByteStream, Service } from "../../core/service.ts";
import {
  type ChatService as ChatServiceDesc,
  type NotificationRequest,
  NotificationResponseSchema,
  type SendNotificationRequest,
} from "../../gen/compat/notification/chat_service_pb.ts";
import { framed } from "../../rpc/framed.ts";
import type { Print } from "../courtyard/door.ts";
import type { ConnectedPeople } from "./connected-people.ts";
import { namesSomebody } from "./names-somebody.ts";
import type { Requests } from "./requests.ts";
import { StatusStream, type StatusStreamOwner } from "./status-stream.ts";
import { StreamsByName } from "./streams-by-name.ts";

/** What the service is given. */
export interface ChatServiceParts {
  readonly requests: Requests;
  readonly connected: ConnectedPeople;
  readonly now: () => number;
  readonly print: Print | undefined;
  /** Whether what is sent goes to the open streams of its person as well; they get nothing otherwise. */
  readonly pushToStreams: boolean;
  /** Answers failure, and keeps nothing, for whom this says that nobody here is; left out: answers success for all. */
  readonly isKnown: ((userId: string) => Promise<boolean>) | undefined;
}

/** Keeps what is sent, hears who is connected, and pushes where that was asked for. */
export class ChatService implements Service<typeof ChatServiceDesc> {
  readonly #parts: ChatServiceParts;
  readonly #open = new Set<StatusStream>();
  readonly #streams = new StreamsByName<StatusStream>();
  readonly #owner: StatusStreamOwner;

  constructor(parts: ChatServiceParts) {
    this.#parts = parts;
    this.#owner = {
      now: parts.now,
      said: (stream, request) => this.#said(stream, request),
      gone: (stream) => {
        this.#open.delete(stream);
        this.#streams.take(stream);
      },
    };
  }

  async sendNotification({ userId, message }: SendNotificationRequest): Promise<{ status: string }> {
    const { print, requests, isKnown } = this.#parts;
    print?.(`[Notification] Sending to ${userId}: ${message}`);
    if (isKnown && !(namesSomebody(userId) && (await isKnown(userId)))) return { status: "failure" };
    await requests.keep({ userIds: [userId], message, roomId: "", source: "send-notification" });
    this.#push(userId, message);
    return { status: "success" };
  }

  streamNotifications(): ByteStream<NotificationRequest> {
    return (sink) => {
      const stream = new StatusStream(sink, this.#owner);
      this.#open.add(stream);
      return stream;
    };
  }

  /** Ends all open streams. */
  close(): void {
    for (const stream of this.#open) stream.end(errors.draining());
  }

  #said(stream: StatusStream, { userId, status }: NotificationRequest): void {
    const { print, connected, pushToStreams } = this.#parts;
    print?.(`[Stream] User ${userId} is now ${status}`);
    connected.hear(userId, status, stream.speaker);
    if (pushToStreams) this.#streams.give(stream, userId);
  }

  #push(userId: string, message: string): void {
    const streams = this.#streams.of(userId);
    if (streams.length === 0) return;
    const bytes = framed(NotificationResponseSchema, { userId, update: message });
    for (const stream of streams) stream.push(bytes);
  }
}
