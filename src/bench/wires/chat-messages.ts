// Messages of a chat as the channel's log holds them, to be written in every form.
import { create } from "@bufbuild/protobuf";
import { type Event, EventSchema } from "../../gen/madang/channel/v1/event_pb.ts";
import { hangul } from "./hangul.ts";

const english =
  "Shall we move tonight's release to 7? The store passed every check, but I'd like Jisoo & Min to look at the " +
  "numbers first: p99 < 20 ms on both machines. I'll bring cake, and the very long cables, too.";
const korean =
  "오늘 저녁 7시에 마당에서 만나요. 발표 자료는 제가 올려 둘게요, 숫자만 한번 더 봐 주세요. 늦는 분은 여기에 " +
  "한 줄 남겨 주시면 기다려요, 떡 있어요";

/** Two lines whose texts take 200 bytes each, and a long one. */
export const chatMessages: readonly { readonly name: string; readonly event: Event }[] = [
  { name: "English, 200 B", event: posted(english) },
  { name: "Korean, 200 B", event: posted(korean) },
  { name: "Korean, 9 KB", event: posted(hangul(3_000)) },
];

function posted(text: string): Event {
  return create(EventSchema, {
    seq: 48_213n,
    atMs: 1_795_188_768_835n,
    messages: 40_177n,
    actorId: "szZC5A8fuc3Mdat0",
    actorName: "ann",
    clientMessageId: "01K9M2V8XJ4C7R5TQZ6W3Y1BNE",
    body: { case: "messagePosted", value: { text } },
  });
}
