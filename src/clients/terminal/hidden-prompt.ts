// Asks for a secret at the terminal without showing it.
import type { ReadStream, WriteStream } from "node:tty";
import { Refusal } from "./refusal.ts";

const enter = /[\r\n]/;
const erase = /[\b\u007f]/;

/** Resolves with what was typed up to Enter; rejects at Ctrl-C or Ctrl-D. */
export async function askHidden(question: string, input: ReadStream, output: WriteStream): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let typed: string[] = [];
  const onData = (chunk: string) => {
    for (const character of chunk) {
      if (enter.test(character)) return resolve(typed.join(""));
      if (character === "\u0003" || character === "\u0004") return reject(new Refusal("CANCELLED", ""));
      if (erase.test(character)) typed = typed.slice(0, -1);
      else typed.push(character);
    }
  };
  output.write(question);
  input.setEncoding("utf8").setRawMode(true).resume().on("data", onData);
  return promise.finally(() => {
    input.off("data", onData).setRawMode(false).pause();
    output.write("\n");
  });
}
