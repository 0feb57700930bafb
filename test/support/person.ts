// Somebody in a chat who notes all that they hear.
import {
  type ChatClient,
  type ChatEvent,
  type ConnectTo,
  connect,
  type LogEvent,
  socketIoTransport,
} from "../../src/clients/sdk/index.ts";
import { eventually } from "./running-command.ts";

const deadlineMs = 10_000;

/** What may be said of a client besides who and where it is. */
export type PersonOptions = Partial<Omit<ConnectTo, "address" | "transport">>;

/** A person with one client. The same name is the same person, also on another client. */
export class Person {
  readonly client: ChatClient;
  /** Everything that was told, from the first event on. */
  readonly heard: ChatEvent[];

  private constructor(client: ChatClient, heard: ChatEvent[]) {
    this.client = client;
    this.heard = heard;
  }

  /** Connects by gRPC, or to an http address by Socket.IO; `leave` when done. */
  static async enter(address: string, name: string, options: PersonOptions = {}): Promise<Person> {
    const heard: ChatEvent[] = [];
    const guest = { name, token: `the-token-of-${name}` };
    const way = address.startsWith("http") ? { transport: socketIoTransport(address) } : { address };
    const client = await connect({ guest, listener: (event) => heard.push(event), ...options, ...way });
    return new Person(client, heard);
  }

  get id(): string {
    return this.client.me?.id ?? "";
  }

  /** What was told of a channel's log. */
  log(channelId: string): LogEvent[] {
    return this.heard.filter((event): event is LogEvent => "from" in event && event.channelId === channelId);
  }

  /** The seqs that were told, in the order of telling. */
  seqs(channelId: string): number[] {
    return this.log(channelId).map(({ seq }) => seq);
  }

  /** The texts that were told, in the order of telling. */
  texts(channelId: string): string[] {
    return this.log(channelId).flatMap((event) => (event.type === "message" ? [event.text] : []));
  }

  /** Resolves once they have heard this text. */
  hears(channelId: string, text: string): Promise<void> {
    return this.until(() => this.texts(channelId).includes(text), `"${text}"`);
  }

  /** Resolves once this is true, or rejects and says what was waited for. */
  until(isTrue: () => boolean, what: string): Promise<void> {
    const last = () => JSON.stringify(this.heard.slice(-5));
    return eventually(isTrue, deadlineMs, () => `${this.client.me?.name} waited for ${what}; heard last: ${last()}`);
  }

  /** Closes the client. */
  leave(): Promise<void> {
    return this.client.close();
  }
}
