// What a channel's log amounts to, by a fold of the checker's own: texts, reactions, mentions and counts.
import { actId } from "../record/message-id.ts";
import type { ToldEvent } from "../record/observation.ts";

/** A message as it stands at some seq of its channel. */
export interface ReplayedMessage {
  readonly seq: number;
  readonly id: string;
  readonly by: string;
  text: string;
  deleted: boolean;
  mentions: readonly string[];
  /** User ids by emoji. */
  readonly reactions: Map<string, Set<string>>;
}

/** One channel, replayed event by event. */
export class Replay {
  readonly messages = new Map<number, ReplayedMessage>();
  /** The last seq that was applied. */
  seq = 0;
  /** How many messages the channel had, by its events' own word. */
  count = 0;

  /** Applies the next event. */
  apply(event: ToldEvent): void {
    this.seq = event.seq;
    this.count = event.messages;
    const target = this.messages.get(event.target ?? 0);
    if (event.type === "message") this.messages.set(event.seq, said(event));
    else if (event.type === "edited" && target && !target.deleted) {
      target.text = event.text ?? "";
      target.mentions = event.mentions ?? [];
    } else if (event.type === "deleted" && target) erase(target);
    else if (event.type === "reaction" && target && !target.deleted) react(target, event);
  }
}

/** The events of a channel in their order; undefined when nobody was told some of them, so that no replay is whole. */
export function wholeLog(events: ReadonlyMap<number, ToldEvent>): ToldEvent[] | undefined {
  const log = [...events.values()].sort((a, b) => a.seq - b.seq);
  const isWhole = log.every((event, i) => !event.standing && (i === 0 || event.seq === (log[i - 1]?.seq ?? 0) + 1));
  return isWhole ? log : undefined;
}

function said(event: ToldEvent): ReplayedMessage {
  const { seq, by, text = "", mentions = [] } = event;
  return { seq, id: actId(event), by, text, mentions, deleted: false, reactions: new Map() };
}

function erase(message: ReplayedMessage): void {
  message.deleted = true;
  message.text = "";
  message.mentions = [];
  message.reactions.clear();
}

function react({ reactions }: ReplayedMessage, { emoji = "", by, removed }: ToldEvent): void {
  const users = reactions.get(emoji) ?? new Set<string>();
  reactions.set(emoji, users);
  if (removed) users.delete(by);
  else users.add(by);
  if (users.size === 0) reactions.delete(emoji);
}
