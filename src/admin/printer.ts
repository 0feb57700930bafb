// How an operator's command answers: tables and sentences for people, JSON for programs.
import { type DescMessage, type MessageShape, toJson } from "@bufbuild/protobuf";
import type { BackupResponse } from "../gen/madang/admin/v1/admin_pb.ts";
import { BackupResponseSchema } from "../gen/madang/admin/v1/admin_pb.ts";
import { progressLine } from "./progress.ts";

/** Standard output holds the answer and nothing else; what went wrong goes to standard error. */
export interface Printer {
  /** The whole answer: the message for programs, the lines for people. */
  answer<Desc extends DescMessage>(desc: Desc, message: MessageShape<Desc>, lines: () => readonly string[]): void;
  /** How far a copy is. */
  progress(response: BackupResponse): void;
  /** A last word for people. */
  note(sentence: string): void;
  /** Why there is no answer. */
  failure(reason: string, sentence: string): void;
}

/** For programs: protobuf's JSON mapping of the contract. */
export function jsonPrinter(): Printer {
  const print = <Desc extends DescMessage>(desc: Desc, message: MessageShape<Desc>, space?: number) =>
    console.log(JSON.stringify(toJson(desc, message, { alwaysEmitImplicit: true }), undefined, space));
  return {
    answer: (desc, message) => print(desc, message, 2),
    progress: (response) => print(BackupResponseSchema, response),
    note: () => undefined,
    failure: (reason, message) => console.error(JSON.stringify({ error: { reason, message } })),
  };
}

/** For people: on a terminal a copy's progress is one line that grows. */
export function textPrinter(): Printer {
  let shownPercent = -1;
  return {
    answer: (_desc, _message, lines) => {
      for (const line of lines()) console.log(line);
    },
    progress({ donePages, totalPages, complete }) {
      const percent = totalPages === 0n ? 0 : Number((donePages * 100n) / totalPages);
      const { isTTY, columns } = process.stderr;
      if (isTTY) process.stderr.write(`\r${progressLine(percent, columns)}${complete ? "\n" : ""}`);
      else if (Math.floor(percent / 10) > Math.floor(shownPercent / 10)) console.error(`${percent} %`);
      shownPercent = Math.max(shownPercent, percent);
    },
    note: (sentence) => console.log(sentence),
    failure: (_reason, sentence) => console.error(sentence),
  };
}
