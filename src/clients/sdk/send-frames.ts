// Cuts many sends into frames that every wire takes.
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { SendMessageRequestSchema } from "../../gen/madang/channel/v1/channel_pb.ts";

type Send = MessageInitShape<typeof SendMessageRequestSchema>;

const maxSends = 1_000;
/** Half of what the narrowest wire takes in one message: sizes are guessed, not measured. */
const maxBytes = 512 * 1024;

/** The same sends in the same order, 1 to 1,000 a frame; one that is too large by itself stands alone. */
export function sendFrames(sends: readonly Send[]): Send[][] {
  const frames: Send[][] = [];
  let bytes = 0;
  for (const send of sends) {
    const size = sizeOf(send);
    const last = frames.at(-1);
    if (last && last.length < maxSends && bytes + size <= maxBytes) {
      last.push(send);
      bytes += size;
    } else {
      frames.push([send]);
      bytes = size;
    }
  }
  return frames;
}

/** About as much as it takes as JSON, at most: three bytes a letter, and data in base64. */
function sizeOf({ text = "", custom }: Send): number {
  return 300 + 3 * text.length + Math.ceil(((custom?.data?.length ?? 0) * 4) / 3);
}
