// A lobby that fans out as Madang does and nothing else: no store, no people, no bounds. Whoever serves it brings the wire.
import type { Duplex } from "node:stream";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { encodePart, encodeRange } from "../../core/frame.ts";
import {
  PublishRequestSchema,
  PublishResponseSchema,
  type SendMessageRequest,
} from "../../gen/madang/channel/v1/channel_pb.ts";
import { EventSchema } from "../../gen/madang/channel/v1/event_pb.ts";
import { toGrpcFrame } from "../load/grpc-frames.ts";
import { createPacedTurns } from "./paced-turns.ts";

/** The lobby and all who are in it. */
export class BareLobby {
  readonly #streams = new Set<Duplex>();
  readonly #takeTurn = createPacedTurns();
  #head = 0;
  #events: { bytes: Uint8Array }[] = [];

  /** From now on the stream gets what is said, in frames as those of Subscribe, until it closes. */
  follow(stream: Duplex): void {
    const heads = [{ channelId: "lobby", cursor: BigInt(this.#head) }];
    stream.write(toGrpcFrame(encodePart({ heads, caughtUp: true })));
    this.#streams.add(stream);
    stream.once("close", () => this.#streams.delete(stream));
  }

  /** Makes an ear for the messages of one Publish stream, which are acknowledged on it. */
  earFor(stream: Duplex): (message: Uint8Array) => void {
    let sends = 0;
    return (message) => {
      const seqs = fromBinary(PublishRequestSchema, message).sends.map((send) => this.#say(send));
      const acks = create(PublishResponseSchema, { firstSend: BigInt(sends), seqs });
      sends += seqs.length;
      stream.write(toGrpcFrame(toBinary(PublishResponseSchema, acks)));
    };
  }

  #say({ text, clientMessageId }: SendMessageRequest): bigint {
    this.#head++;
    const seq = BigInt(this.#head);
    const messagePosted = { case: "messagePosted" as const, value: { text } };
    // The same bytes for each delivery as Madang's.
    const actor = { actorId: "0123456789012345678901", actorName: "bench-sender-0", clientMessageId };
    const event = create(EventSchema, { seq, atMs: BigInt(Date.now()), messages: seq, ...actor, body: messagePosted });
    this.#events.push({ bytes: toBinary(EventSchema, event) });
    if (this.#events.length === 1) this.#takeTurn(() => this.#flush());
    return seq;
  }

  #flush(): void {
    const frame = toGrpcFrame(encodeRange("lobby", this.#head - this.#events.length, this.#head, this.#events));
    this.#events = [];
    for (const stream of this.#streams) stream.write(frame);
  }
}
