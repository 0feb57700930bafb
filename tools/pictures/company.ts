// People who talk so that there is something to see: by the SDK, with a memory of what was said where.
import { setTimeout as sleep } from "node:timers/promises";
import { type ChatClient, connect } from "../../src/clients/sdk/index.ts";
import { until } from "../demo/until.ts";

const lobby = "lobby";
/** Who writes is told once a second: so long somebody may still be named who has said it already. */
const tellMs = 1_200;

/** A few guests in the lobby; the first of them hears everybody else, too. */
export class Company {
  readonly #clients = new Map<string, ChatClient>();
  readonly #seqs = new Map<string, number>();
  readonly #ids = new Map<string, string>();
  readonly #address: string;

  private constructor(address: string) {
    this.#address = address;
  }

  /** They come in one after the other; `close` when done. */
  static async gather(address: string, names: readonly string[]): Promise<Company> {
    const company = new Company(address);
    for (const name of names) await company.#enter(name);
    return company;
  }

  /** One of them says it, perhaps as an answer to what was said before; to the text itself, to react to it. */
  async say(name: string, text: string, answered?: string): Promise<string> {
    const replyTo = answered === undefined ? undefined : await this.heard(answered);
    await this.#client(name).send(lobby, { text, replyTo });
    await this.heard(text);
    return text;
  }

  /** Resolves when the text was said in the lobby by anybody; to its number there. */
  async heard(text: string): Promise<number> {
    await until(
      () => this.#seqs.has(text),
      () => `"${text}" is said in the lobby`,
    );
    return this.#seqs.get(text) ?? 0;
  }

  /** Some of them react to what was said. */
  async react(text: string, emoji: string, names: readonly string[]): Promise<void> {
    const seq = await this.heard(text);
    for (const name of names) await this.#client(name).react(lobby, seq, emoji);
  }

  /** One of them begins to write in the lobby, when `isQuiet` says that nobody else is shown as writing. */
  async type(name: string, isQuiet: () => Promise<unknown>): Promise<void> {
    await sleep(tellMs);
    await isQuiet();
    await this.#client(name).typing(lobby);
  }

  /** One of them writes to somebody alone. */
  async whisper(name: string, to: string, ...texts: string[]): Promise<void> {
    const client = this.#client(name);
    const { channelId } = await client.openDirect({ name: to });
    for (const text of texts) await client.send(channelId, text);
  }

  /** One of them makes a channel, brings in somebody who has spoken in the lobby, and says something there. */
  async meet(name: string, channel: string, guest: string, ...texts: string[]): Promise<void> {
    const client = this.#client(name);
    const { channelId } = await client.createChannel({ name: channel });
    await client.invite(channelId, this.#ids.get(guest) ?? "");
    for (const text of texts) await client.send(channelId, text);
  }

  /** All go. */
  async close(): Promise<void> {
    await Promise.all([...this.#clients.values()].map((client) => client.close()));
  }

  async #enter(name: string): Promise<void> {
    const client = await connect({ address: this.#address, guest: { name } });
    if (this.#clients.size === 0) {
      client.on("message", ({ channelId, from, text, seq }) => {
        if (channelId !== lobby) return;
        this.#ids.set(from.name, from.id);
        this.#seqs.set(text, seq);
      });
    }
    this.#clients.set(name, client);
    await client.setOpenChannels([lobby]);
  }

  #client(name: string): ChatClient {
    const client = this.#clients.get(name);
    if (!client) throw new Error(`${name} is not here.`);
    return client;
  }
}
