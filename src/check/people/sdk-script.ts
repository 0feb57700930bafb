// What a person of today's Madang does next: drawn from their own chance, about what they saw.
import type { ActorParts } from "./actor.ts";
import { isCertain } from "./observe-event.ts";
import type { SdkPerson } from "./sdk-person.ts";

const emojis = ["👍", "🎉", "😀", "🙏"];
const burst = 12;
const maxAwayMs = 2_500;
const maxRooms = 3;

/** Messages that are published together. */
interface Row {
  readonly channelId: string;
  /** Those that are not acknowledged. */
  readonly left: string[];
  isUnderWay: boolean;
}

type Turn = readonly [weight: number, act: (script: SdkScript) => void];

/** Draws one act after the other. */
export class SdkScript {
  readonly #person: SdkPerson;
  readonly #parts: ActorParts;
  #rows = 0;
  #row: Row | undefined;
  #rooms = 0;
  #edits = 0;
  #isBetween = false;

  constructor(person: SdkPerson, parts: ActorParts) {
    this.#person = person;
    this.#parts = parts;
  }

  /** Does the next thing. */
  next(): void {
    let left = this.#parts.chance.next() * total;
    for (const [weight, act] of turns) {
      left -= weight;
      if (left < 0) return act(this);
    }
  }

  /** Says something, sometimes to somebody by name, sometimes in answer to something. */
  say(isReply = false): void {
    const { chance, others } = this.#parts;
    const answered = isReply ? chance.pick(this.#person.messages.all) : undefined;
    const channelId = answered?.channelId ?? this.#place();
    if (channelId === undefined) return;
    const clientMessageId = this.#person.nextId();
    const named = chance.next() < 0.15 ? ` @${chance.pick(others) ?? "nobody"}` : "";
    const text = `${clientMessageId} says a line${named}`;
    this.#person.run(
      async () => void (await this.#person.client.send(channelId, { text, clientMessageId, replyTo: answered?.seq })),
    );
  }

  /** Says a few things at once, over one stream; what was broken off is said again, with the same ids. */
  publish(): void {
    // One after the other: the order of two at once is promised to nobody.
    if (!this.#person.hears || this.#row?.isUnderWay) return;
    const row = this.#row ?? this.#newRow();
    if (!row) return;
    this.#row = row;
    const { channelId } = row;
    const ids = [...row.left];
    const messages = ids.map((id) => ({ channelId, clientMessageId: id, text: `${id} in a row` }));
    const onAcknowledged = (send: number, seq: number) => {
      row.left.shift();
      this.#parts.note({ what: "ack", channelId, id: ids[send] ?? "", seq });
      this.#person.knows(channelId, seq);
    };
    row.isUnderWay = true;
    this.#person.run(async () => {
      try {
        await this.#person.client.publish(messages, { onAcknowledged, sendsInFrame: 5 });
      } catch (error) {
        if (isCertain(error)) row.left.length = 0;
        throw error;
      } finally {
        row.isUnderWay = false;
        if (row.left.length === 0) this.#row = undefined;
      }
    });
  }

  /** Gives one of their messages another text. */
  edit(): void {
    const mine = this.#parts.chance.pick(this.#person.messages.own);
    if (!mine) return;
    const detail = `${mine.id} changed for the ${++this.#edits}. time by ${this.#parts.person.tag}`;
    this.#act("edit", mine, detail, () => this.#person.client.edit(mine.channelId, mine.seq, detail));
  }

  /** Takes one of their messages back. */
  delete(): void {
    const mine = this.#parts.chance.pick(this.#person.messages.own);
    if (mine) this.#act("delete", mine, "", () => this.#person.client.delete(mine.channelId, mine.seq));
  }

  /** Reacts to something, or takes it back. */
  react(): void {
    const { chance } = this.#parts;
    const some = chance.pick(this.#person.messages.all);
    const emoji = chance.pick(emojis) ?? "👍";
    const remove = chance.next() < 0.3;
    if (!some) return;
    this.#act(remove ? "unreact" : "react", some, emoji, () =>
      this.#person.client.react(some.channelId, some.seq, emoji, { remove }),
    );
  }

  /** Says that they have read something. */
  read(): void {
    const some = this.#parts.chance.pick(this.#person.messages.all);
    if (!some) return;
    const { channelId, seq: asked } = some;
    this.#person.run(async () => {
      this.#parts.note({ what: "read", channelId, asked });
      const { readSeq } = await this.#person.client.markRead(channelId, asked);
      this.#parts.note({ what: "read", channelId, asked, readSeq });
    });
  }

  /** Looks something up in the history. */
  lookUp(): void {
    const channelId = this.#place();
    if (channelId !== undefined) this.#person.run(() => this.#person.readPages(channelId, undefined, 2));
  }

  /** Makes a channel, or begins to talk with one other. */
  make(): void {
    const { chance, person, others, life } = this.#parts;
    if (!this.#person.hears || this.#rooms >= maxRooms) return;
    this.#rooms++;
    const other = chance.pick(others);
    const name = `${person.tag}-${life * maxRooms + this.#rooms}`;
    this.#person.run(async () => {
      await this.#person.follow(() =>
        other !== undefined && chance.next() < 0.5
          ? this.#person.client.openDirect({ name: other })
          : this.#person.client.createChannel({ name }),
      );
    });
  }

  /** Leaves a channel, and joins it again a moment later. */
  comeAndGo(): void {
    const { chance, channels, isAlone } = this.#parts;
    // The last one stays: what is shown of it is compared at the end.
    const channelId = chance.pick(channels.slice(0, -1).filter((each) => each !== "lobby"));
    // One coming and going after the other: of two at once nobody could tell what is owed.
    if (channelId === undefined || !isAlone || !this.#person.hears || this.#isBetween) return;
    this.#isBetween = true;
    this.#person.run(async () => {
      try {
        await this.#person.leaveChannel(channelId);
        await this.#person.comeBack(channelId);
      } finally {
        this.#isBetween = false;
      }
    });
  }

  /** Is away for a while. */
  goAway(): void {
    this.#person.run(() => this.#person.goAwayFor(this.#parts.chance.between(50, maxAwayMs)));
  }

  #act(
    act: "edit" | "delete" | "react" | "unreact",
    { channelId, seq: target }: { readonly channelId: string; readonly seq: number },
    detail: string,
    ask: () => Promise<{ readonly seq: number }>,
  ): void {
    this.#person.run(async () => {
      const { seq } = await ask();
      this.#parts.note({ what: "act", act, channelId, target, detail, seq });
      this.#person.knows(channelId, seq);
    });
  }

  #newRow(): Row | undefined {
    const channelId = this.#place();
    if (channelId === undefined) return undefined;
    const { note, name } = this.#parts;
    const lane = `${name}/row ${++this.#rows}`;
    const left = Array.from({ length: burst }, () => this.#person.nextId());
    for (const id of left) note({ what: "ask", channelId, id, lane });
    return { channelId, left, isUnderWay: false };
  }

  // The later channels of the list are new ones, and talked in as much as the old.
  #place(): string | undefined {
    return this.#parts.chance.pick(this.#person.channels);
  }
}

const turns: readonly Turn[] = [
  [50, (script) => script.say()],
  [8, (script) => script.say(true)],
  [3, (script) => script.publish()],
  [8, (script) => script.edit()],
  [3, (script) => script.delete()],
  [10, (script) => script.react()],
  [8, (script) => script.read()],
  [4, (script) => script.lookUp()],
  [2, (script) => script.make()],
  [2, (script) => script.comeAndGo()],
  [2, (script) => script.goAway()],
];

const total = turns.reduce((sum, [weight]) => sum + weight, 0);
