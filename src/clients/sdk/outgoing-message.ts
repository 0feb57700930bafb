// A message on its way out.
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { SendMessageRequestSchema } from "../../gen/madang/channel/v1/channel_pb.ts";
import type { CustomData } from "./message-from-wire.ts";

/** What one sends: a text, custom data or both. */
export interface OutgoingMessage {
  readonly text?: string | undefined;
  /** The seq of the message that it answers. */
  readonly replyTo?: number | undefined;
  readonly custom?: CustomData | undefined;
  /** Its id; made if left out. The same id again is the same message. */
  readonly clientMessageId?: string | undefined;
}

/** Where a message found its place. */
export interface Sent {
  readonly seq: number;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly at: number;
  readonly clientMessageId: string;
}

/** A message that waits to be acknowledged. */
export interface QueuedMessage {
  readonly channelId: string;
  readonly clientMessageId: string;
  readonly text: string;
  readonly replyTo: number | undefined;
  readonly custom: CustomData | undefined;
  /** Who queued it; undefined: it was queued before anybody was signed in. */
  readonly by: string | undefined;
}

/** The request that sends it; `seenSeq` is the last seq that the sender held when it was written, 0 if unknown. */
export function requestToSend(
  message: Omit<QueuedMessage, "by">,
  seenSeq: number,
): MessageInitShape<typeof SendMessageRequestSchema> {
  const { channelId, clientMessageId, text, replyTo, custom } = message;
  return {
    channelId,
    clientMessageId,
    seenSeq: BigInt(seenSeq),
    text,
    replyToSeq: BigInt(replyTo ?? 0),
    ...(custom && { custom }),
  };
}

/** About how much memory a queued message takes. */
export function bytesOf({ text, custom }: QueuedMessage): number {
  return 200 + 2 * text.length + (custom?.data.length ?? 0);
}
