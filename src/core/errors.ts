// Every failure that a client can meet: one function each, so that code, reason and sentence stand in one place.

import { ChatError, type Code } from "./chat-error.ts";

export { ChatError, type Code };

const fail = (code: Code, reason: string, message: string) => new ChatError(code, reason, message);
const later = (code: Code, reason: string, message: string, retryAfterMs: number) =>
  new ChatError(code, reason, message, { retryAfterMs });

/** All failures by reason; docs/errors.md lists the same ones, which a test checks. */
export const errors = {
  textEmpty: () => fail("INVALID_ARGUMENT", "TEXT_EMPTY", "The text is empty: write something first."),
  textTooLong: (max: number) =>
    fail("INVALID_ARGUMENT", "TEXT_TOO_LONG", `The text is too long: at most ${max} characters; send it in parts.`),
  textControl: () =>
    fail("INVALID_ARGUMENT", "TEXT_CONTROL", "The text holds control characters: only tab and newline are allowed."),
  customInvalid: (what: string) => fail("INVALID_ARGUMENT", "CUSTOM_INVALID", `The custom data is not valid: ${what}.`),
  emojiInvalid: () =>
    fail("INVALID_ARGUMENT", "EMOJI_INVALID", "A reaction is 1 to 16 characters without spaces, by custom one emoji."),
  idInvalid: (field: string) =>
    fail("INVALID_ARGUMENT", "ID_INVALID", `${field} must be 1 to 64 of letters, digits and ._:- only.`),
  idReused: () =>
    fail("ALREADY_EXISTS", "ID_REUSED", "This client_message_id was used for something else: take a new one."),
  nameInvalid: (what: string) => fail("INVALID_ARGUMENT", "NAME_INVALID", `The name is not valid: ${what}.`),
  nameTooLong: (max: number) =>
    fail("INVALID_ARGUMENT", "NAME_TOO_LONG", `The name is too long: at most ${max} characters.`),
  nameTaken: (name: string) =>
    fail("ALREADY_EXISTS", "NAME_TAKEN", `The name "${name}" is taken, or looks like one that is: choose another.`),
  topicTooLong: (max: number) =>
    fail("INVALID_ARGUMENT", "TOPIC_TOO_LONG", `This text is too long: at most ${max} characters.`),
  profileInvalid: (what: string) => fail("INVALID_ARGUMENT", "PROFILE_INVALID", `The profile is not valid: ${what}.`),
  passwordTooShort: (min: number) =>
    fail("INVALID_ARGUMENT", "PASSWORD_TOO_SHORT", `The password is too short: at least ${min} characters.`),
  passwordTooLong: (max: number) =>
    fail("INVALID_ARGUMENT", "PASSWORD_TOO_LONG", `The password is too long: at most ${max} characters.`),
  guestTokenInvalid: () =>
    fail(
      "INVALID_ARGUMENT",
      "GUEST_TOKEN_INVALID",
      "A guest token is 16 to 128 letters, digits or ._-, made at random.",
    ),
  pageSize: (max: number) =>
    fail("INVALID_ARGUMENT", "PAGE_SIZE", `page_size must be 1 to ${max}, or 0 for the default.`),
  pageToken: () =>
    fail("INVALID_ARGUMENT", "PAGE_TOKEN", "This page_token is not one of ours: start from the first page."),
  tooManyOpen: (max: number) =>
    fail("INVALID_ARGUMENT", "TOO_MANY_OPEN", `At most ${max} channels can be open in one session: name fewer.`),
  tooManyWatched: (max: number) =>
    fail("INVALID_ARGUMENT", "TOO_MANY_WATCHED", `At most ${max} people can be watched in one call: name fewer.`),
  tooManyInFrame: (max: number) =>
    fail("INVALID_ARGUMENT", "FRAME_TOO_LARGE", `One frame holds 1 to ${max} sends: split it.`),
  argumentInvalid: (what: string) => fail("INVALID_ARGUMENT", "ARGUMENT_INVALID", what),
  directToSelf: () =>
    fail("INVALID_ARGUMENT", "DIRECT_TO_SELF", "A direct channel is between two people: name somebody else."),

  deviceInvalid: (what: string) => fail("INVALID_ARGUMENT", "DEVICE_INVALID", `The device is not valid: ${what}.`),
  targetPrivate: () =>
    fail(
      "PERMISSION_DENIED",
      "TARGET_PRIVATE",
      "This address leads into the server's own network: its operator must allow that with --notify-private.",
    ),
  tooManyDevices: (max: number) =>
    fail("FAILED_PRECONDITION", "TOO_MANY_DEVICES", `One person can have ${max} devices: remove one first.`),
  tooManyPreferences: (max: number) =>
    fail("FAILED_PRECONDITION", "TOO_MANY_CHANNELS", `At most ${max} channels can have a preference of their own.`),
  deviceNotFound: () => fail("NOT_FOUND", "DEVICE_NOT_FOUND", "You have no such device: ListDevices shows yours."),
  noPasswordKind: () =>
    fail("FAILED_PRECONDITION", "NO_PASSWORD_KIND", "Only accounts have a password: this person signs in another way."),
  fileExists: () =>
    fail("ALREADY_EXISTS", "FILE_EXISTS", "There is a file of this name already: name one that is not there yet."),
  operatorOnly: () =>
    fail(
      "PERMISSION_DENIED",
      "OPERATOR_ONLY",
      "Only the operator of this server may do that: see madang admin --help.",
    ),

  channelNotFound: () =>
    fail(
      "NOT_FOUND",
      "CHANNEL_NOT_FOUND",
      "There is no such channel, or it is private: ListChannels shows what there is.",
    ),
  messageNotFound: () =>
    fail("NOT_FOUND", "MESSAGE_NOT_FOUND", "There is no message with this seq in the channel, or it was deleted."),
  userNotFound: () => fail("NOT_FOUND", "USER_NOT_FOUND", "Nobody here has this name or id."),
  memberNotFound: () =>
    fail("NOT_FOUND", "MEMBER_NOT_FOUND", "This person is not in the channel: ListMembers shows who is."),

  serviceUnknown: () => fail("NOT_FOUND", "SERVICE_UNKNOWN", "No service of this name is served here."),

  methodUnknown: () => fail("UNIMPLEMENTED", "METHOD_UNKNOWN", "There is no such call here: /api lists what there is."),
  hostForbidden: () =>
    fail(
      "PERMISSION_DENIED",
      "HOST_FORBIDDEN",
      "This server is not called so: the operator can name the address of its page with --http-origins.",
    ),
  originForbidden: () =>
    fail(
      "PERMISSION_DENIED",
      "ORIGIN_FORBIDDEN",
      "Pages of this origin may not use this server: the operator can name it with --http-origins.",
    ),

  notAMember: () => fail("PERMISSION_DENIED", "NOT_A_MEMBER", "You are not a member of this channel: join it first."),
  notTheAuthor: () =>
    fail("PERMISSION_DENIED", "NOT_THE_AUTHOR", "This message is somebody else's: only its author may do this."),
  notAModerator: () =>
    fail("PERMISSION_DENIED", "NOT_A_MODERATOR", "Only a moderator or owner of higher rank than theirs may do this."),
  notAnOwner: () => fail("PERMISSION_DENIED", "NOT_AN_OWNER", "Only an owner of the channel may do this."),
  banned: () =>
    fail("PERMISSION_DENIED", "BANNED", "This person is banned from the channel: a moderator can lift the ban."),
  guestsOff: () =>
    fail(
      "PERMISSION_DENIED",
      "GUESTS_OFF",
      "Guests may not sign in here: sign up, or ask the operator for --guests on.",
    ),
  suspended: () => fail("PERMISSION_DENIED", "SUSPENDED", "This account is suspended: ask the operator."),

  channelArchived: () =>
    fail(
      "FAILED_PRECONDITION",
      "CHANNEL_ARCHIVED",
      "This channel is archived: nobody can write here until an owner opens it.",
    ),
  cannotLeave: () =>
    fail(
      "FAILED_PRECONDITION",
      "CANNOT_LEAVE",
      "Nobody leaves this channel: the lobby and direct channels have fixed members.",
    ),
  cannotInvite: () =>
    fail(
      "FAILED_PRECONDITION",
      "CANNOT_INVITE",
      "Nobody is invited here: everybody is in the lobby, and direct channels are for two.",
    ),
  cannotChange: () =>
    fail(
      "FAILED_PRECONDITION",
      "CANNOT_CHANGE",
      "The lobby and direct channels cannot be renamed, archived or moderated this way.",
    ),
  lastOwner: () =>
    fail("FAILED_PRECONDITION", "LAST_OWNER", "The last owner cannot step down: make somebody else an owner first."),
  tooManyReactions: (max: number) =>
    fail("FAILED_PRECONDITION", "TOO_MANY_REACTIONS", `A message holds at most ${max} kinds of reactions.`),
  noPassword: () =>
    fail("FAILED_PRECONDITION", "NO_PASSWORD", "This person signs in without a password: there is none to change."),
  tokensOff: () =>
    fail(
      "FAILED_PRECONDITION",
      "TOKENS_OFF",
      "Tokens of a host program are not accepted: start with --auth-key or --auth-jwks.",
    ),
  beyondEnd: () =>
    fail("OUT_OF_RANGE", "BEYOND_END", "This seq lies beyond the channel's last event: subscribe again."),

  doorClosed: () =>
    fail(
      "UNIMPLEMENTED",
      "DOOR_CLOSED",
      "This older protocol answers this machine only: the operator can name it with --doors.",
    ),
  noChannelHere: () =>
    fail(
      "FAILED_PRECONDITION",
      "NO_CHANNEL_HERE",
      "No channel is open at this port: ask the Lobby with MAKE_CHANNEL or JOIN_CHANNEL where one is.",
    ),
  channelClosed: () =>
    fail("UNAVAILABLE", "CHANNEL_CLOSED", "The last member left and the channel's port is closed: make a new one."),
  heartbeatTaken: () =>
    fail("ALREADY_EXISTS", "HEARTBEAT_TAKEN", "This index has a heartbeat already: end that one, or log in anew."),
  commandUnknown: () =>
    fail(
      "INVALID_ARGUMENT",
      "COMMAND_UNKNOWN",
      "This command is not known: it is 0 to 4, LIST_CHANNELS to LIST_USERS.",
    ),
  indexOfAnother: () =>
    fail(
      "PERMISSION_DENIED",
      "INDEX_OF_ANOTHER",
      "This index is somebody's who signed in elsewhere: log in for one of your own.",
    ),
  doorFull: (what: string) =>
    later("RESOURCE_EXHAUSTED", "DOOR_FULL", `There is no more room: ${what}. Try again later.`, 5_000),

  signInFirst: () =>
    fail(
      "UNAUTHENTICATED",
      "SIGN_IN_FIRST",
      'Sign in first: this call needs the metadata "authorization: Bearer <access token>".',
    ),
  sessionEnded: () => fail("UNAUTHENTICATED", "SESSION_ENDED", "This session has ended: sign in again."),
  tokenExpired: () =>
    fail("UNAUTHENTICATED", "TOKEN_EXPIRED", "The access token has expired: call RefreshSession, or sign in again."),
  wrongPassword: () => fail("UNAUTHENTICATED", "WRONG_PASSWORD", "Name and password do not match."),
  tokenInvalid: (why: string) => fail("UNAUTHENTICATED", "TOKEN_INVALID", `The token was not accepted: ${why}.`),

  sendRate: (retryAfterMs: number) =>
    later(
      "RESOURCE_EXHAUSTED",
      "SEND_RATE",
      "You send faster than is allowed: wait a moment and send it again.",
      retryAfterMs,
    ),
  deviceRate: (retryAfterMs: number) =>
    later(
      "RESOURCE_EXHAUSTED",
      "DEVICE_RATE",
      "You register or try devices faster than is allowed: wait a little.",
      retryAfterMs,
    ),
  signInRate: (retryAfterMs: number) =>
    later(
      "RESOURCE_EXHAUSTED",
      "SIGN_IN_RATE",
      "Too many sign-ins from here failed, or too many guests came: wait a moment.",
      retryAfterMs,
    ),
  signInBusy: () =>
    later("RESOURCE_EXHAUSTED", "SIGN_IN_BUSY", "Too many people sign in at this moment: try again.", 1_000),
  tooManyChannels: (max: number) =>
    fail("FAILED_PRECONDITION", "TOO_MANY_CHANNELS", `One person can be in at most ${max} channels: leave one first.`),
  tooManyStreams: (max: number) =>
    later(
      "RESOURCE_EXHAUSTED",
      "TOO_MANY_STREAMS",
      `One session may hold ${max} of these streams: close one first.`,
      5_000,
    ),
  tooManyCalls: (max: number) =>
    later("RESOURCE_EXHAUSTED", "TOO_MANY_CALLS", `One socket may have ${max} calls open: wait for answers.`, 1_000),
  tooManyConnections: (max: number) =>
    later(
      "RESOURCE_EXHAUSTED",
      "TOO_MANY_CONNECTIONS",
      `At most ${max} connections come from one address: close one, or ask the operator for more.`,
      30_000,
    ),
  slowConsumer: () =>
    later(
      "RESOURCE_EXHAUSTED",
      "SLOW_CONSUMER",
      "Nothing was read for too long: subscribe again from the cursors given.",
      1_000,
    ),

  draining: () =>
    later("UNAVAILABLE", "DRAINING", "The server is going down: connect again and resume from your cursors.", 500),
  backlog: () =>
    later("UNAVAILABLE", "BACKLOG", "The store is behind: send the same again, with the same id, in a moment.", 1_000),
  notOwner: (owner: string) =>
    later("UNAVAILABLE", "NOT_OWNER", "This channel has moved to another node: ask again with the same id.", 200).with(
      "owner",
      owner,
    ),
  nodeGone: () =>
    later(
      "UNAVAILABLE",
      "NODE_GONE",
      "The node that keeps this channel does not answer: ask again with the same id.",
      500,
    ),
  storeFailed: (cause?: unknown) =>
    new ChatError("UNAVAILABLE", "STORE_FAILED", "The store could not answer: ask again with the same id.", {
      retryAfterMs: 1_000,
      cause,
    }),
  laneBroken: () =>
    fail("ABORTED", "EARLIER_FAILED", "An earlier send of this stream failed: nothing after it was stored."),
  deadline: () =>
    fail("DEADLINE_EXCEEDED", "DEADLINE", "The call took longer than its deadline: ask again with the same id."),
  internal: (callId: string) =>
    new ChatError("INTERNAL", "INTERNAL", `Internal error; the operator finds it in the log as call ${callId}.`, {
      metadata: { call: callId },
    }),
} as const;
