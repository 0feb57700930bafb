// What Madang needs of a backend, in the domain's words; every backend passes the same conformance suites.
import type { ChannelRow, MemberRow } from "./channel-state.ts";
import type { ChatError } from "./errors.ts";
import type { Draft, EventPage, LoggedEvent, ReadRange } from "./event.ts";
import type { Following, FollowStart } from "./following.ts";
import type { Tail, TailStart } from "./tail.ts";

/** The answer to a draft. */
export interface Appended {
  /** The event's place; of the channel's head if the draft asked for what was so already. */
  readonly seq: number;
  readonly atMs: number;
  /** False if this was a repeat or nothing had to change. */
  readonly appended: boolean;
}

/** Where a channel stands. */
export interface Head {
  readonly channelId: string;
  /** 0: it has no event. */
  readonly seq: number;
  readonly messages: number;
  /** The first seq that is still kept. */
  readonly firstSeq: number;
}

/** The answer to the drafts of a lane: the first ones are in, and if not all are, why the next one is not. */
export interface LaneAnswer {
  readonly appended: readonly Appended[];
  readonly failure: ChatError | undefined;
}

/** Drafts that stand in one order: after the first that fails, the rest of the lane fails too. */
export interface Lane {
  /** Resolves when the answer is durable; never rejects. */
  append(drafts: readonly Draft[]): Promise<LaneAnswer>;
  close(): void;
}

/** A batch of the feed: events of many channels, each channel's in order. */
export type FeedBatch = readonly LoggedEvent[];

/** The log of all channels: the one place where order is decided. */
export interface MessageLog {
  /** Rises only when the store was restored from a backup. */
  readonly epoch: number;
  /**
   * Gives the draft its seq. Resolves when the event and all that is derived from it are durable; a repeat (same
   * actor, channel and id) gets the first answer before any right is asked. Rejects with a ChatError: certainly not in
   * the log; but UNAVAILABLE means unknown, ask again with the same id.
   */
  append(draft: Draft): Promise<Appended>;
  /** A lane for a sender who does not wait for each answer. */
  lane(): Lane;
  /** Reads events; rejects with UNAVAILABLE if the store cannot be read, never with an empty page. */
  read(channelId: string, range: ReadRange): Promise<EventPage>;
  /** Heads in the order asked for; a channel without events has seq 0. */
  heads(channelIds: readonly string[]): Promise<Head[]>;
  /** Everything after the cursors, without gap or repeat, into the sink; see Following. */
  follow(start: FollowStart): Following;
  /** One channel as events, for those in this process who make something else of them; see Tail. */
  tail(start: TailStart): Tail;
  /**
   * All channels for a named reader, at least once, in channel order; asking for the next batch confirms the last.
   * The place is kept over restarts. A reader that is new begins with the first event there is, or after the last one
   * there was when this was called.
   */
  feed(reader: string, signal: AbortSignal, begin?: "first" | "now"): AsyncIterable<FeedBatch>;
}

/** A page of something in a stable order. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Where the next page begins; undefined: there is no more. */
  readonly next: string | undefined;
}

/** Which page. */
export interface PageAsk {
  readonly after?: string | undefined;
  readonly size: number;
}

/** A channel from the side of one person. */
export interface ChannelOfUser {
  readonly channel: ChannelRow;
  readonly member: MemberRow | undefined;
  readonly head: Head;
  readonly readSeq: number;
  /** Messages after the read position. */
  readonly unread: number;
  /** Unread messages that mention the person; all unread ones of a direct channel. */
  readonly mentions: number;
  /** The other one of a direct channel. */
  readonly peer: MemberRow | undefined;
}

/** A message as it stands now. */
export interface StoredMessage {
  readonly seq: number;
  /** The event that posted it, as it is in the log. */
  readonly bytes: Uint8Array;
  /** The text after its last edit. */
  readonly edited: { readonly text: string; readonly mentions: readonly string[]; readonly atMs: number } | undefined;
  readonly deleted: boolean;
  readonly reactions: readonly { readonly emoji: string; readonly userIds: readonly string[] }[];
}

/** Which messages. */
export interface HistoryAsk {
  readonly before?: number;
  readonly after?: number;
  readonly size: number;
  /** Also the lines that only an older protocol's door shows. */
  readonly doorLines?: boolean;
}

/** Messages, oldest first, and the range (after, through] that they account for. */
export interface HistoryPage {
  readonly messages: readonly StoredMessage[];
  readonly after: number;
  readonly through: number;
  readonly head: Head;
}

/** What is derived from the log: read-only but for two acts. Absent and unreadable (UNAVAILABLE) are different answers. */
export interface ChannelStore {
  channel(channelId: string): Promise<ChannelRow | undefined>;
  channelNamed(nameKey: string): Promise<ChannelRow | undefined>;
  member(channelId: string, userId: string): Promise<MemberRow | undefined>;
  /** In the order of user ids. */
  members(channelId: string, page: PageAsk): Promise<Page<MemberRow>>;
  /** The channel from one person's side; undefined if there is no such channel. */
  channelOf(userId: string, channelId: string): Promise<ChannelOfUser | undefined>;
  /** The channels that the person is in, the lobby first, then in the order of ids. */
  channelsOf(userId: string, page: PageAsk): Promise<Page<ChannelOfUser>>;
  /** Public channels and the person's own, in the order of ids. */
  directory(userId: string, page: PageAsk): Promise<Page<ChannelOfUser>>;
  /** All channels, whoever may see them, in the order of ids: for the operator. */
  channels(page: PageAsk): Promise<Page<Pick<ChannelOfUser, "channel" | "head">>>;
  /** Messages before a seq (newest last) or after one (oldest first). */
  history(channelId: string, ask: HistoryAsk): Promise<HistoryPage>;
  /** Claims a channel name (by its key) for an id; resolves to the id that holds it: the first one to ask. */
  claimName(nameKey: string, channelId: string): Promise<string>;
  /** Gives a name back, if this channel holds it. */
  releaseName(nameKey: string, channelId: string): Promise<void>;
  /** Moves the person's read position; the highest wins. */
  markRead(userId: string, channelId: string, seq: number): Promise<void>;
}

/** How far a copy of the store is. */
export interface BackupProgress {
  readonly donePages: number;
  readonly totalPages: number;
}

/**
 * Copies the store as it stands at one moment from now on, while it goes on being used; `path` is absolute. Resolves to
 * the size in bytes once the copy is checked, whole and on disk. Rejects with ARGUMENT_INVALID or FILE_EXISTS, or with
 * the signal's reason; then there is no file.
 */
export type BackUp = (
  path: string,
  onProgress: (progress: BackupProgress) => void,
  signal: AbortSignal,
) => Promise<number>;

/** What doors of older protocols must not forget: the numbers of people, other counts, and where readers had come to. */
export interface NumberStore {
  /** The next number of a counter: 1, 2, 3 …; of "people" the next one that nobody has. */
  next(counter: string): Promise<number>;
  /** The number of a person: given at the first ask, and theirs for good. */
  numberOf(userId: string): Promise<number>;
  /** Who has this number. */
  holderOf(number: number): Promise<string | undefined>;
  /** Where a reader had come to, by a name that its door gave it; undefined: it has no place, or was live. */
  placeOf(reader: string): Promise<number | undefined>;
  /** Keeps a reader's place: a seq, `live` as long as it hears everything at once; undefined forgets it. */
  keepPlace(reader: string, place: number | "live" | undefined): Promise<void>;
  /** The names of all readers with a place, of those that begin so. */
  readersLike(prefix: string): Promise<string[]>;
  /** All readers whose names begin so, and who were live, have come to this seq: after a restart. */
  settlePlaces(prefix: string, seq: number): Promise<void>;
  /** Gives a person without a number this one, if nobody has it; resolves to who has it. */
  claim(number: number, userId: string): Promise<string | undefined>;
}

/** A person. */
export interface UserRow {
  readonly userId: string;
  readonly name: string;
  readonly nameKey: string;
  readonly kind: "guest" | "account" | "hosted" | "built-in";
  /** The encoded password hash; undefined if there is no password. */
  readonly passwordHash: string | undefined;
  /** SHA-256 of the name that the guest wished for and the guest's token. */
  readonly guestHash: string | undefined;
  /** Who the person is at the host program: issuer and subject. */
  readonly hostedId: string | undefined;
  /** The encoded madang.agent.v1.Profile. */
  readonly profile: Uint8Array;
  readonly suspended: boolean;
  readonly createdAtMs: number;
}

/** A session: one sign-in's life. */
export interface SessionRow {
  readonly sessionId: string;
  readonly userId: string;
  /** SHA-256 of the access token. */
  readonly accessHash: string;
  readonly accessExpiresAtMs: number;
  /** SHA-256 of the refresh token. */
  readonly refreshHash: string;
  readonly refreshExpiresAtMs: number;
  readonly createdAtMs: number;
}

/** The tokens that replace those of a session. */
export type NextTokens = Pick<SessionRow, "accessHash" | "accessExpiresAtMs" | "refreshHash" | "refreshExpiresAtMs">;

/** People and their sessions; validity is by the store's clock. */
export interface SessionStore {
  /** Resolves to false, and does nothing, if the name key, guest or hosted id is held by somebody else. */
  createUser(user: UserRow): Promise<boolean>;
  user(userId: string): Promise<UserRow | undefined>;
  userNamed(nameKey: string): Promise<UserRow | undefined>;
  /** In the order of ids; with a prefix those whose name keys begin so: for the operator. */
  users(page: PageAsk, keyPrefix?: string): Promise<Page<UserRow>>;
  userHosted(hostedId: string): Promise<UserRow | undefined>;
  /** The guest with this hash of wished name and token. */
  userGuest(guestHash: string): Promise<UserRow | undefined>;
  /** Resolves to false, and does nothing, if the new name is somebody else's. */
  changeUser(
    userId: string,
    change: Partial<Pick<UserRow, "passwordHash" | "profile" | "suspended" | "name" | "nameKey">>,
  ): Promise<boolean>;
  createSession(session: SessionRow): Promise<void>;
  /** The session with this access token, expired or not; undefined if it has ended. */
  sessionByAccess(accessHash: string): Promise<SessionRow | undefined>;
  /** Atomic: of many at once with the same refresh token one gets the session, the others undefined. */
  rotate(refreshHash: string, next: NextTokens): Promise<SessionRow | undefined>;
  /** Ends one session; resolves to whether it was there. */
  endSession(sessionId: string): Promise<boolean>;
  /** Ends all sessions of a person but one; resolves to the ids of those that ended. */
  endSessions(userId: string, exceptSessionId?: string): Promise<string[]>;
  sessionsOf(userId: string): Promise<SessionRow[]>;
  /** Gives back the names of guests whose last session ended before this time; resolves to how many. */
  releaseGuestNames(endedBeforeMs: number): Promise<number>;
}

/** What another service asked to tell people. */
export interface NotificationRequest {
  /** Chosen by whoever keeps it: kept again, it is the same request. */
  readonly requestId: string;
  /** The names by which the other service knows people: not our user ids. */
  readonly userIds: readonly string[];
  readonly message: string;
  /** Where it happened; "" if that was not said. */
  readonly roomId: string;
  /** By which call it came. */
  readonly source: "offline-users" | "send-notification";
  readonly atMs: number;
}

/** One person of a request. */
export interface KeptNotification extends Omit<NotificationRequest, "userIds"> {
  readonly userId: string;
}

/** What people are to be told on behalf of other services. */
export interface NotificationStore {
  /**
   * Resolves when all of it is durable; a person named twice is kept once, and a request for nobody is nothing. A
   * repeat adds nothing but people who were not there, and the first message stays. Rejects with UNAVAILABLE, which
   * means unknown: keep it again with the same id.
   */
  keep(request: NotificationRequest): Promise<void>;
  /** What a request said; undefined if it was forgotten. */
  request(requestId: string): Promise<Omit<NotificationRequest, "userIds"> | undefined>;
  /** One item for each request and person, in the order of arrival; long messages make a page shorter than asked. */
  kept(page: PageAsk): Promise<Page<KeptNotification>>;
  /** Forgets what was asked before this time; places in the order stay as they are. */
  forgetBefore(atMs: number): Promise<void>;
}
