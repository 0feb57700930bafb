// A person of today's Madang, over gRPC, Socket.IO or HTTP: a client of the SDK whose every send and sight is noted.
import { join } from "node:path";
import {
  type ChatClient,
  type ChatEvent,
  createClient,
  fileOutbox,
  type SavedCursors,
} from "../../clients/sdk/index.ts";
import { ChatError } from "../../core/chat-error.ts";
import { plantInListener } from "../planted/plant-in-listener.ts";
import { idOf } from "../record/message-id.ts";
import { type Actor, type ActorParts, guestOf, type Heads } from "./actor.ts";
import { awaitUntil } from "./await-until.ts";
import { KeptCursors } from "./kept-cursors.ts";
import { KeptMessages } from "./kept-messages.ts";
import { isCertain, observationOf, standing } from "./observe-event.ts";
import { RestReader } from "./rest-reader.ts";
import { SdkScript } from "./sdk-script.ts";
import { wayIn } from "./way-in.ts";

const connectMs = 30_000;
const callMs = 8_000;
const maxPending = 30;
const pageSize = 200;
/** A server that is started anew on a busy machine is away for a minute. */
const maxTries = 60;
const comeBackMs = 1_500;

/** What is answered to whoever joins a channel. */
interface Joined {
  readonly channelId: string;
  readonly headSeq: number;
}

/** One client; over HTTP it hears nothing by itself, and reads pages instead. */
export class SdkPerson implements Actor {
  readonly messages = new KeptMessages();
  readonly #parts: ActorParts;
  readonly #script: SdkScript;
  readonly #kept: KeptCursors;
  /** The highest seq that was acknowledged to us or told to us, by channel. */
  readonly #knew = new Map<string, number>();
  readonly #underWay = new Set<Promise<void>>();
  #client: ChatClient;
  readonly #rest: RestReader;
  #isIn = false;
  #isAway = false;
  #ids = 0;

  constructor(parts: ActorParts) {
    this.#parts = parts;
    this.#kept = new KeptCursors(join(parts.folder, `${parts.person.name}.cursors`), () => this.#client.cursors());
    this.#rest = new RestReader(parts, { transport: () => wayIn(parts), guest: guestOf(parts.person.account) });
    this.#client = this.#make(this.hears && parts.life > 0 ? this.#kept.load() : undefined);
    this.#script = new SdkScript(this, parts);
  }

  get client(): ChatClient {
    return this.#client;
  }

  /** Whether they hear what is said; over HTTP one has to ask. */
  get hears(): boolean {
    return this.#parts.person.door !== "http";
  }

  /** The channels that they can speak in now. */
  get channels(): readonly string[] {
    if (!this.hears) return this.#parts.channels;
    const known = this.#client.channels().map(({ channelId }) => channelId);
    return known.length > 0 ? known : this.#parts.channels;
  }

  /** The id of their next message: its text begins with it. */
  nextId(): string {
    return idOf(this.#parts.person, this.#parts.life, ++this.#ids);
  }

  async enter(): Promise<void> {
    const { note, person, channels, life } = this.#parts;
    // What came after the place where an earlier life was cut off is owed to this one.
    if (this.hears && life > 0)
      for (const [channelId, seq] of Object.entries(this.#client.cursors().seqs))
        note({ what: "follow", channelId, seq });
    // Whoever comes back may meet a server that is away.
    for (let tries = 0; tries < maxTries && !this.#client.me; tries++) await this.#connect();
    note({ what: "enter", door: person.door, userId: this.#client.me?.id ?? "" });
    for (const channelId of channels.filter((each) => each !== "lobby"))
      this.knows(channelId, await this.follow(() => this.#join(channelId)));
    // Kept current through all that comes, and compared at the end.
    const watched = this.#parts.chance.pick(channels);
    if (this.hears && watched !== undefined) this.#client.view(watched);
    if (this.hears) this.#kept.begin();
  }

  act(): void {
    if (this.#isAway || this.#client.pending().length > maxPending) return;
    this.#script.next();
  }

  /** Does something that is answered; what the wire makes of it is no failure of theirs. */
  run(act: () => Promise<void>): void {
    const running = act().catch((error: unknown) => this.#failed(error));
    this.#underWay.add(running);
    void running.finally(() => this.#underWay.delete(running));
  }

  /** Joins a channel: from the head that is answered on, all is owed. */
  async follow(join: () => Promise<Joined>): Promise<number> {
    const { channelId, headSeq } = await join();
    if (this.hears) this.#parts.note({ what: "follow", channelId, seq: headSeq });
    return headSeq;
  }

  /** Leaves a channel: a later life must not believe that it was in it all the time. */
  async leaveChannel(channelId: string): Promise<void> {
    this.#parts.note({ what: "leave", channelId });
    this.#kept.leaveOut(channelId);
    await this.#client.leaveChannel(channelId);
    this.#rest.leave(channelId);
  }

  /** Joins it again. */
  async comeBack(channelId: string): Promise<void> {
    await this.follow(() => this.#client.joinChannel(channelId));
    this.#kept.takeIn(channelId);
  }

  /** The highest seq that they know of. */
  known(channelId: string): number {
    return Math.max(this.#knew.get(channelId) ?? 0, this.#client.seen(channelId));
  }

  /** They learned that the channel has come so far. */
  knows(channelId: string, seq: number): void {
    this.#knew.set(channelId, Math.max(this.#knew.get(channelId) ?? 0, seq));
  }

  /** Closes the client, and is back after a while with what it kept. */
  async goAwayFor(awayMs: number): Promise<void> {
    this.#isAway = true;
    const watched = this.#parts.channels.at(-1);
    await this.#client.close();
    // Only now: until it was closed it was still told things.
    const cursors = this.#client.cursors();
    await new Promise((resolve) => setTimeout(resolve, awayMs));
    this.#client = this.#make(this.hears ? cursors : undefined);
    await this.#connect();
    if (this.hears && watched !== undefined) this.#client.view(watched);
    this.#isAway = false;
  }

  async settle(): Promise<Heads> {
    const isQuiet = () => this.#client.pending().length === 0 && this.#underWay.size === 0;
    if (!(await awaitUntil(isQuiet, this.#parts.patienceMs)))
      this.#fault(
        `still waits for ${this.#client.pending().length} messages and ${this.#underWay.size} calls at the end`,
      );
    return Object.fromEntries([...this.#knew, ...this.channels.map((id) => [id, this.known(id)] as const)]);
  }

  async catchUp(heads: Heads): Promise<void> {
    if (!this.hears) return;
    const isThere = () =>
      this.#client.channels().every(({ channelId }) => this.#client.seen(channelId) >= (heads[channelId] ?? 0));
    await awaitUntil(isThere, this.#parts.patienceMs);
  }

  async look(): Promise<void> {
    const { note, channels } = this.#parts;
    if (this.hears) {
      note({ what: "counters", fresh: false, channels: this.#client.channels() });
      for (const channelId of channels.slice(-1)) {
        const { messages } = this.#client.view(channelId);
        note({ what: "view", channelId, messages: messages.map(standing) });
      }
    }
    await this.#lookAnew().catch((error: unknown) => this.#fault(`could not come in anew: ${String(error)}`));
  }

  leave(): Promise<void> {
    this.#kept.end();
    return this.#client.close();
  }

  /** Reads the pages of a channel, newest first, at most so many. */
  async readPages(channelId: string, client = this.#client, pages = Number.POSITIVE_INFINITY): Promise<void> {
    for (let before: number | undefined, page = 0; before !== 1 && page < pages; page++) {
      const knew = Math.max(this.known(channelId), 0);
      const read = await client.listMessages(channelId, { before, pageSize });
      const { after, through, head, messages } = read;
      const final = client !== this.#client;
      this.#parts.note({
        what: "page",
        channelId,
        after,
        through,
        head,
        knew,
        final,
        messages: messages.map(standing),
      });
      this.knows(channelId, head);
      if (!this.hears)
        for (const { seq, clientMessageId: id, from } of messages.slice(-5))
          this.messages.add({ channelId, seq, id }, from.id === client.me?.id);
      before = after + 1;
    }
  }

  // A client without a past holds what the server has counted.
  async #lookAnew(): Promise<void> {
    const client = createClient({
      transport: wayIn(this.#parts),
      guest: guestOf(this.#parts.person.account),
      subscribe: this.hears,
    });
    const caughtUp = new Promise<void>((resolve) => {
      client.on("caughtUp", () => resolve());
    });
    try {
      await client.connect({ timeoutMs: connectMs });
      if (this.hears) await caughtUp;
      if (this.hears) this.#parts.note({ what: "counters", fresh: true, channels: client.channels() });
      const rest = client.channels().filter(({ channelId }) => !this.#parts.channels.includes(channelId));
      for (const { channelId } of rest) await this.readPages(channelId, client);
    } finally {
      await client.close();
    }
  }

  async #connect(): Promise<void> {
    // In time or not, it goes on trying.
    await this.#client.connect({ timeoutMs: connectMs }).catch((error: unknown) => this.#failed(error));
    // Whoever has something open beats, so that it is soon known if they are cut off.
    if (this.hears) this.run(() => this.#client.setOpenChannels(["lobby"]));
  }

  #make(cursors: SavedCursors | undefined): ChatClient {
    const { person, folder, chance, planted } = this.#parts;
    const listener = (event: ChatEvent) => this.#hear(event);
    return createClient({
      transport: wayIn(this.#parts),
      guest: guestOf(person.account),
      outbox: fileOutbox(join(folder, `${person.name}.outbox`)),
      cursors,
      subscribe: this.hears,
      timeoutMs: callMs,
      random: chance.next,
      listener: planted ? plantInListener(listener, planted) : listener,
    });
  }

  #hear(event: ChatEvent): void {
    const { note, name, person } = this.#parts;
    // All is loaded again, from the heads that are told now.
    if (event.type === "reset") this.#isIn = false;
    this.#rest.hear(event);
    // Of a channel that was theirs from the start everything after its head is owed.
    if (event.type === "head" && !this.#isIn)
      note({ what: "follow", channelId: event.channel.channelId, seq: event.channel.seq });
    if (event.type === "caughtUp") {
      this.#isIn = true;
      if (person.door === "grpc" && this.#rest.isOwed) this.run(() => this.#rest.read(this.#client.cursors().epoch));
    }
    if (event.type === "acknowledged") {
      this.knows(event.channelId, event.seq);
      if (!this.hears)
        this.messages.add({ channelId: event.channelId, seq: event.seq, id: event.clientMessageId }, true);
    }
    if (event.type === "message" && !event.deleted)
      this.messages.add({ channelId: event.channelId, seq: event.seq, id: event.clientMessageId }, event.own);
    if (event.type === "channelLeft") this.messages.forget(event.channelId);
    const observation = observationOf(event, name);
    if (observation) note(observation);
  }

  /** Joins a channel, however often it takes. */
  async #join(channelId: string): Promise<Joined> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.#client.joinChannel(channelId);
      } catch (error) {
        if (isCertain(error) || tries >= maxTries) throw error;
        await new Promise((resolve) => setTimeout(resolve, comeBackMs));
      }
    }
  }

  #failed(error: unknown): void {
    if (error instanceof ChatError && error.code !== "INTERNAL") return;
    this.#fault(`met ${String(error)}`);
  }

  #fault(sentence: string): void {
    this.#parts.note({ what: "fault", sentence });
  }
}
