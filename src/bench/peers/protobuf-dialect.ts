// Centrifugo's protocol in protobuf: replies one after the other, each behind its length; messages are counted without copying them.
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import type { Dialect, Ears, Position } from "./dialect.ts";

// Numbers of fields, as its client.proto has them.
const command = { id: 1, connect: 4, subscribe: 5 } as const;
const connectRequest = { token: 1 } as const;
const subscribeRequest = { channel: 1, recover: 3, epoch: 6, offset: 7 } as const;
const reply = { id: 1, error: 2, push: 4, connect: 5, subscribe: 6 } as const;
const push = { channel: 2, publication: 4 } as const;
const publication = { data: 4, offset: 6 } as const;
const subscribeResult = { epoch: 6, publications: 7, recovered: 8, offset: 9 } as const;

/** The leaner of the two forms. */
export const protobuf: Dialect = {
  name: "protobuf",
  way: "centrifugo-protobuf",
  query: "?cf_protocol=protobuf",
  connect: (token) =>
    toCommand(1, command.connect, (writer) => writer.tag(connectRequest.token, WireType.LengthDelimited).string(token)),
  subscribe: (channel, since) => toCommand(2, command.subscribe, (writer) => writeSubscribe(writer, channel, since)),
  pong: new Uint8Array([0]),
  read: (message, ears) => new ReplyReader(message, ears).read(),
};

function toCommand(id: number, field: number, write: (writer: BinaryWriter) => void): Uint8Array {
  const writer = new BinaryWriter().fork();
  writer.tag(command.id, WireType.Varint).uint32(id);
  writer.tag(field, WireType.LengthDelimited).fork();
  write(writer);
  return writer.join().join().finish();
}

function writeSubscribe(writer: BinaryWriter, channel: string, since: Position | undefined): void {
  writer.tag(subscribeRequest.channel, WireType.LengthDelimited).string(channel);
  if (!since) return;
  writer.tag(subscribeRequest.recover, WireType.Varint).bool(true);
  writer.tag(subscribeRequest.epoch, WireType.LengthDelimited).string(since.epoch);
  writer.tag(subscribeRequest.offset, WireType.Varint).uint64(since.offset);
}

/** One pass over a message. */
class ReplyReader {
  readonly #bytes: Buffer;
  readonly #ears: Ears;
  #at = 0;

  constructor(bytes: Buffer, ears: Ears) {
    this.#bytes = bytes;
    this.#ears = ears;
  }

  read(): void {
    while (this.#at < this.#bytes.length) {
      const end = this.#end();
      if (end === this.#at) this.#ears.ping();
      else this.#reply(end);
    }
  }

  #reply(end: number): void {
    while (this.#at < end) {
      const tag = this.#varint();
      if (tag === tagOf(reply.push)) this.#push(this.#end());
      else if (tag === tagOf(reply.subscribe)) this.#subscribed(this.#end());
      else if (tag === tagOf(reply.connect)) this.#connected(this.#end());
      else if (tag === tagOf(reply.error)) throw new Error(`the server answers an error: ${this.#text(this.#end())}`);
      else this.#skip(tag);
    }
  }

  #connected(end: number): void {
    this.#at = end;
    this.#ears.connected();
  }

  #push(end: number): void {
    while (this.#at < end) {
      const tag = this.#varint();
      if (tag === tagOf(push.publication)) this.#publication(this.#end());
      else if (tag === tagOf(push.channel)) this.#skip(tag);
      else throw new Error(`the server pushes something else: field ${tag >> 3}`);
    }
  }

  #publication(end: number): void {
    let dataStart = 0;
    let dataEnd = 0;
    let offset = 0;
    while (this.#at < end) {
      const tag = this.#varint();
      if (tag === tagOf(publication.data)) {
        dataEnd = this.#end();
        dataStart = this.#at;
        this.#at = dataEnd;
      } else if (tag === tagOf(publication.offset, WireType.Varint)) offset = this.#varint();
      else this.#skip(tag);
    }
    this.#ears.publication(offset, this.#bytes, dataStart, dataEnd);
  }

  #subscribed(end: number): void {
    let epoch = "";
    let recovered = false;
    let offset = 0;
    while (this.#at < end) {
      const tag = this.#varint();
      if (tag === tagOf(subscribeResult.publications)) this.#publication(this.#end());
      else if (tag === tagOf(subscribeResult.epoch)) epoch = this.#text(this.#end());
      else if (tag === tagOf(subscribeResult.offset, WireType.Varint)) offset = this.#varint();
      else if (tag === tagOf(subscribeResult.recovered, WireType.Varint)) recovered = this.#varint() === 1;
      else this.#skip(tag);
    }
    this.#ears.subscribed({ epoch, offset, recovered });
  }

  #skip(tag: number): void {
    if ((tag & 7) === WireType.LengthDelimited) this.#at = this.#end();
    else if ((tag & 7) === WireType.Varint) this.#varint();
    else throw new Error(`a field of another kind: ${tag}`);
  }

  /** Where what is behind the next length ends. */
  #end(): number {
    const length = this.#varint();
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new Error("a reply is cut short");
    return end;
  }

  #text(end: number): string {
    const text = this.#bytes.toString("utf8", this.#at, end);
    this.#at = end;
    return text;
  }

  #varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new Error("a reply is cut short");
      value += (byte & 0x7f) * scale;
      if (byte < 128) return value;
    }
  }
}

function tagOf(field: number, wireType: WireType = WireType.LengthDelimited): number {
  return (field << 3) | wireType;
}
