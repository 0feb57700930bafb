// A person of today's Madang, over its SDK: what is not acknowledged is sent again, with the same id.
import { type ChatClient, connect, socketIoTransport } from "../../src/clients/sdk/index.ts";
import type { DemoRecord } from "./record.ts";
import type { Place, Speaker } from "./speaker.ts";
import { until } from "./until.ts";

/** Connected for as long as the demo lasts. */
export class SdkSpeaker implements Speaker {
  readonly name: string;
  readonly door = "madang";
  readonly #client: ChatClient;
  readonly #record: DemoRecord;

  /** Comes in as a guest, by gRPC or at an http address by Socket.IO. */
  static async enter(address: string, name: string, record: DemoRecord): Promise<SdkSpeaker> {
    const way = address.startsWith("http") ? { transport: socketIoTransport(address) } : { address };
    const client = await connect({ guest: { name, token: `the-demo-token-of-${name}` }, ...way });
    return new SdkSpeaker(name, client, record);
  }

  private constructor(name: string, client: ChatClient, record: DemoRecord) {
    this.name = name;
    this.#client = client;
    this.#record = record;
    record.enter(name, this.door, { hasEcho: true });
    client.on("message", ({ channelId, text }) => record.saw(name, channelId, text));
  }

  async say({ channelId }: Place, text: string): Promise<void> {
    this.#record.said(this.name, channelId, text);
    await this.#client.send(channelId, text);
    this.#record.settled(text, "acknowledged");
  }

  isThere(): Promise<void> {
    return until(
      () => this.#client.state === "connected",
      () => `${this.name} connects again`,
    );
  }

  /** Joins the channel that a chatting console made: it stands in the lobby under its number. */
  async join(number: number): Promise<Place> {
    const { items } = await this.#client.listChannels({ pageSize: 200 });
    const made = items.filter(({ name }) => name.startsWith(`room-${number}-`)).at(-1);
    if (!made) throw new Error(`There is no channel room-${number} among ${items.map(({ name }) => name).join(", ")}.`);
    const { channelId } = await this.#client.joinChannel(made.channelId);
    return { channelId, number };
  }

  /** What is stored of a channel, oldest first. */
  async texts(channelId: string): Promise<string[]> {
    const texts: string[] = [];
    for (let before: number | undefined; before !== 1; ) {
      const page = await this.#client.listMessages(channelId, { before, pageSize: 200 });
      texts.unshift(...page.messages.map(({ text }) => text));
      before = page.after + 1;
    }
    return texts;
  }

  close(): Promise<void> {
    return this.#client.close();
  }
}
