// The question for objects over HTTP: a plain REST server's and Madang's, and how their answers are read.
import type { Shelf } from "./taker.ts";

/** One question and how to read the answer. */
export interface Rest {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  read(answer: string): readonly string[];
}

/** Makes the question for so many objects from that one on. */
export type AskRest = (shelf: Shelf, index: number, count: number) => Rest;

/** `GET /objects/17`: one object a question. */
export const askPlainRest: AskRest = (_, index) => ({
  method: "GET",
  path: `/objects/${index}`,
  headers: { accept: "application/json" },
  read: (answer) => [(JSON.parse(answer) as { text: string }).text],
});

/** Madang's ListMessages with JSON. */
export const askMadang: AskRest = ({ channelId, token, seqs }, index, pageSize) => ({
  method: "POST",
  path: "/madang.channel.v1.ChannelService/ListMessages",
  headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
  body: JSON.stringify({ channelId, afterSeq: (seqs[index] as number) - 1, pageSize }),
  read: (answer) => (JSON.parse(answer) as { messages: { text: string }[] }).messages.map(({ text }) => text),
});
