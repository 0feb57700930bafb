// Centrifugo's protocol in JSON, as browsers mostly speak it: replies a line each; of a message's line no more is parsed than its end.
import type { Dialect, Ears } from "./dialect.ts";

const newline = 0x0a;
const pushBegin = Buffer.from('{"push":{"channel":"');
const dataName = Buffer.from('"pub":{"data":');
/** What a publication without tags or sender ends with, before its number. */
const offsetName = Buffer.from(',"offset":');
const pushEnd = "}}}";

/** The form that its clients speak unless told otherwise. */
export const json: Dialect = {
  name: "JSON",
  way: "centrifugo-json",
  query: "",
  connect: (token) => JSON.stringify({ id: 1, connect: { token } }),
  subscribe: (channel, since) =>
    JSON.stringify({ id: 2, subscribe: { channel, ...(since && { recover: true, ...since }) } }),
  pong: "{}",
  read(message, ears) {
    for (let at = 0; at < message.length; ) {
      const found = message.indexOf(newline, at);
      const end = found < 0 ? message.length : found;
      readLine(message.subarray(at, end), ears);
      at = end + 1;
    }
  },
};

function readLine(line: Buffer, ears: Ears): void {
  if (line.length === 2) ears.ping();
  else if (line[2] === pushBegin[2] && line[3] === pushBegin[3] && line[4] === pushBegin[4]) readPush(line, ears);
  else readReply(JSON.parse(line.toString()) as Reply, ears);
}

function readPush(line: Buffer, ears: Ears): void {
  const dataAt = line.indexOf(dataName, pushBegin.length);
  const offsetAt = line.lastIndexOf(offsetName);
  if (dataAt < 0 || offsetAt < dataAt)
    throw new Error(`the server pushes something else: ${line.subarray(0, 80).toString()}`);
  const offset = Number(line.toString("latin1", offsetAt + offsetName.length, line.length - pushEnd.length));
  ears.publication(offset, line, dataAt + dataName.length, offsetAt);
}

function readReply({ error, connect, subscribe }: Reply, ears: Ears): void {
  if (error) throw new Error(`the server answers an error: ${error.code} ${error.message}`);
  if (connect) ears.connected();
  if (!subscribe) return;
  const { publications = [], epoch = "", offset = 0, recovered = false } = subscribe;
  for (const publication of publications) {
    const data = Buffer.from(JSON.stringify(publication.data));
    ears.publication(publication.offset, data, 0, data.length);
  }
  ears.subscribed({ epoch, offset, recovered });
}

/** A reply, as far as it is looked at. */
interface Reply {
  readonly error?: { readonly code: number; readonly message: string };
  readonly connect?: object;
  readonly subscribe?: {
    readonly epoch?: string;
    readonly offset?: number;
    readonly recovered?: boolean;
    readonly publications?: readonly { readonly data: unknown; readonly offset: number }[];
  };
}
