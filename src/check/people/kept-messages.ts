// The messages that somebody saw last: what they answer, react to, edit and take back.

const maxMessages = 40;

/** A message that one can do something with. */
export interface KnownMessage {
  readonly channelId: string;
  readonly seq: number;
  readonly id: string;
}

/** The last ones of all channels, and of one's own. */
export class KeptMessages {
  readonly all: KnownMessage[] = [];
  readonly own: KnownMessage[] = [];

  /** Remembers one, and forgets the oldest. */
  add(message: KnownMessage, isOwn: boolean): void {
    for (const list of isOwn ? [this.all, this.own] : [this.all]) {
      list.push(message);
      if (list.length > maxMessages) list.shift();
    }
  }

  /** What is left of a channel that one is no longer in: nothing. */
  forget(channelId: string): void {
    for (const list of [this.all, this.own]) {
      const kept = list.filter((each) => each.channelId !== channelId);
      list.splice(0, list.length, ...kept);
    }
  }
}
