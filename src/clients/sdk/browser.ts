// The SDK for pages: all of it but what needs Node, which index.ts adds.
export { ChatError } from "../../core/errors.ts";
export { createMessageId } from "../../core/ids.ts";
export type { CallOptions } from "./calls.ts";
export type { HistoryAsk, HistoryPage, Placed, ReadCounts } from "./channel-acts.ts";
export type { Channel, ChannelHead, ChannelKind } from "./channel-from-wire.ts";
export type { ChannelView } from "./channel-view.ts";
export type { ChatEvent, ChatEventOf, ConnectionState, LogEvent, MessageEvent } from "./chat-event.ts";
export type { Publication } from "./client-core.ts";
export type { ClientOptions } from "./client-options.ts";
export type { ConnectOptions } from "./connection-state.ts";
export { type ChatClient, createClient } from "./create-client.ts";
export type { Credentials } from "./credentials.ts";
export type { Listener } from "./listeners.ts";
export type { NewChannel, Page, PageAsk, Who } from "./lobby-acts.ts";
export type { ChatMessage, CustomData, Reaction } from "./message-from-wire.ts";
export type {
  Device,
  InboxItem,
  NotificationLevel,
  NotificationPreference,
  NotificationReason,
  NotificationStep,
  NotificationStepKind,
} from "./notification-from-wire.ts";
export type { InboxChange, NewDevice, Notifications, PushKeys } from "./notifications.ts";
export type { OutboxStore } from "./outbox.ts";
export type { OutgoingMessage, QueuedMessage, Sent } from "./outgoing-message.ts";
export type { ProfileChange } from "./people-acts.ts";
export type { Me, Member, Person, PersonKind, Profile, Role } from "./person-from-wire.ts";
export type { Presence, PresencePicture, Watched } from "./presence-watch.ts";
export type { PublishOptions } from "./publisher.ts";
export type { SavedSession, TokenStore } from "./session.ts";
export { type SocketIoOptions, socketIoTransport } from "./socket-io-transport.ts";
export type { SavedCursors } from "./subscription.ts";
export type { StreamOptions, Transport, UnaryOptions, Upstream } from "./transport.ts";
