// Events as lines for people.
import type { ChatEvent, LogEvent } from "../../sdk/index.ts";
import { safeLine, safeText } from "../text/safe-text.ts";
import { timeLabel } from "../text/time-label.ts";
import { cutTo } from "../text/width.ts";
import type { Words } from "../words/words.ts";
import type { Remembered } from "./message-memory.ts";

/** What the lines need to know besides the event. */
export interface LineParts {
  readonly words: Words;
  /** What a channel is called. */
  readonly label: (channelId: string) => string;
  /** What was said with a seq, if it is known. */
  readonly recall: (channelId: string, seq: number) => Remembered | undefined;
}

const quoteColumns = 30;

/** The line of an event, further lines of its text set in; undefined if it is nothing to read. */
export function eventLine(event: ChatEvent, parts: LineParts): string | undefined {
  const { words, label } = parts;
  if (event.type === "gap") return event.filled ? undefined : `${label(event.channelId)} * ${words.gap}`;
  if (event.type === "reset") return `* ${words.reset}`;
  if (!("clientMessageId" in event && "from" in event)) return undefined;
  const head = `[${timeLabel(event.at)}] ${label(event.channelId)}`;
  const what = event.type === "message" ? said(event, parts) : `* ${safeLine(done(event, parts))}`;
  return `${head} ${what}`;
}

/** A message as it stands: who, to what, which text. */
export function said(message: Saying, { words, recall }: LineParts): string {
  const { from, text, replyTo, channelId, custom, deleted, editedAt, reactions } = message;
  const before = replyTo === undefined ? undefined : (recall(channelId, replyTo) ?? words.aMessage);
  const to = before === undefined ? "" : ` → ${quote(before)}`;
  const body = deleted ? words.deletedMark : text === "" && custom ? words.customMark(custom.type) : text;
  // Set in, so that nobody can write what looks like a line of somebody else.
  const lines = safeText(body).replaceAll("\n", "\n    | ");
  const marks = reactions.map(({ emoji, userIds }) => ` [${safeLine(emoji)} ${userIds.length}]`);
  if (editedAt !== undefined) marks.unshift(` ${words.editedMark}`);
  return `${safeLine(from.name)}${to}: ${lines}${marks.join("")}`;
}

type Saying = Pick<
  Extract<LogEvent, { type: "message" }>,
  "from" | "text" | "replyTo" | "channelId" | "custom" | "deleted" | "editedAt" | "reactions"
>;

function done(event: Exclude<LogEvent, { type: "message" }>, { words, recall }: LineParts): string {
  const by = event.from.name;
  const target = () =>
    "target" in event ? quote(recall(event.channelId, event.target) ?? words.aMessage) : words.aMessage;
  switch (event.type) {
    case "edited":
      return words.edited(by, target(), event.text);
    case "deleted":
      return words.deletedMessage(by, target());
    case "reaction":
      return (event.removed ? words.unreacted : words.reacted)(by, event.emoji, target());
    case "joined":
      return words.joined(event.user.name);
    case "left":
      return words.leftChannel(event.user.name);
    case "unbanned":
      return words.unbanned(by, event.user.name);
    case "removed":
      return (event.banned ? words.banned : words.removed)(by, event.user.name, event.reason);
    case "role":
      return words.roleGiven(by, event.user.name, words.roles[event.role]);
    case "channel":
      return channelChange(event, words);
    default:
      return words.unsupported(by);
  }
}

function channelChange(event: Extract<LogEvent, { type: "channel" }>, words: Words): string {
  const by = event.from.name;
  if (event.change === "created") return words.created(by);
  if (event.change === "archived") return (event.archived ? words.archived : words.reopened)(by);
  return words.changed(by, event.name ?? "", event.topic ?? "");
}

function quote(what: Remembered | string): string {
  if (typeof what === "string") return what;
  return `${safeLine(what.name)} "${cutTo(safeLine(what.text), quoteColumns)}"`;
}
