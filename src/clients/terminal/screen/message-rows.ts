// The messages of a channel as rows: by day and author, with what they answer and what was done to them.
import type { ChatMessage } from "../../sdk/index.ts";
import { failureSentence } from "../failure-sentence.ts";
import { safeLine, safeText } from "../text/safe-text.ts";
import { dayLabel, isSameDay, timeLabel } from "../text/time-label.ts";
import { textWidth } from "../text/width.ts";
import { wrapText } from "../text/wrap.ts";
import type { Words } from "../words/words.ts";
import type { Outgoing } from "./outgoing.ts";
import { fitSpans, personColor, type Row, type Span } from "./row.ts";

/** What the rows depend on besides the messages. */
export interface MessageRowParts {
  readonly columns: number;
  readonly words: Words;
  readonly me: { readonly id: string; readonly name: string } | undefined;
  /** The numbers by which commands name messages, by seq; undefined: none are shown. */
  readonly numbers: ReadonlyMap<number, number> | undefined;
}

const indent = 2;
const gutter = 4;
const groupMs = 5 * 60_000;
/** Rows of outgoing messages come after all others. */
const outgoingSeq = Number.MAX_SAFE_INTEGER;

/** The rows, oldest first. */
export function messageRows(
  messages: readonly ChatMessage[],
  outgoing: readonly Outgoing[],
  parts: MessageRowParts,
): Row[] {
  const bySeq = new Map(messages.map((message) => [message.seq, message]));
  const rows: Row[] = [];
  let before: ChatMessage | undefined;
  for (const message of messages) {
    rows.push(...headRows(message, before, parts), ...bodyRows(message, bySeq.get(message.replyTo ?? 0), parts));
    before = message;
  }
  return [...rows, ...outgoingRows(outgoing, bySeq, before, parts)];
}

function headRows(message: ChatMessage, before: ChatMessage | undefined, parts: MessageRowParts): Row[] {
  const { seq, at, from } = message;
  const { words, columns } = parts;
  const rows: Row[] = [];
  const isNewDay = !before || !isSameDay(before.at, at);
  if (isNewDay)
    rows.push({
      seq,
      part: -2,
      spans: fitSpans([{ text: `── ${dayLabel(at, words.locale)} ──`, dim: true }], columns),
    });
  if (isNewDay || before.from.id !== from.id || at - before.at > groupMs)
    rows.push({ seq, part: -1, spans: authorSpans(from, timeLabel(at), parts) });
  return rows;
}

function authorSpans(from: { id: string; name: string }, time: string, { columns, numbers }: MessageRowParts): Span[] {
  const name = { text: safeLine(from.name), color: personColor(from.id), bold: true };
  return fitSpans([...blank(numbers ? gutter : 0), name, { text: `  ${time}`, dim: true }], columns);
}

// The same message at the same width looks the same: what was laid out once is kept as long as the message is.
const laidOut = new WeakMap<ChatMessage, { key: string; rows: Row[] }>();

function bodyRows(message: ChatMessage, answered: ChatMessage | undefined, parts: MessageRowParts): Row[] {
  const number = parts.numbers?.get(message.seq);
  const key = [
    parts.columns,
    parts.words.locale,
    parts.numbers !== undefined,
    number,
    answered?.text,
    parts.me?.id,
  ].join(" ");
  const kept = laidOut.get(message);
  if (kept?.key === key) return kept.rows;
  const lines = bodySpans(message, answered, parts);
  const rows = lines.map((spans, part) => toRow(message.seq, part, spans, part === 0 ? number : undefined, parts));
  laidOut.set(message, { key, rows });
  return rows;
}

function toRow(
  seq: number,
  part: number,
  spans: readonly Span[],
  number: number | undefined,
  parts: MessageRowParts,
): Row {
  const label = number === undefined ? "" : String(number);
  const margin: Span[] = parts.numbers ? [{ text: `${label.padStart(gutter - 1)} `, color: "yellow" }] : [];
  return { seq, part, spans: fitSpans([...margin, ...blank(indent), ...spans], parts.columns) };
}

function bodySpans(message: ChatMessage, answered: ChatMessage | undefined, parts: MessageRowParts): Span[][] {
  const { words, me } = parts;
  const lines: Span[][] = [];
  if (message.replyTo !== undefined) lines.push([quoteSpan(answered, words)]);
  const isForMe = me !== undefined && message.mentions.includes(me.id);
  if (message.deleted) return [...lines, [{ text: words.deletedMark, dim: true }]];
  const text = message.text === "" && message.custom ? words.customMark(message.custom.type) : message.text;
  const mark = message.editedAt === undefined ? undefined : { text: words.editedMark, dim: true };
  lines.push(...markedText(text, isForMe ? { bold: true, color: "yellow" } : {}, mark, parts));
  if (message.reactions.length > 0) lines.push(message.reactions.map((one) => reactionSpan(one, me?.id)));
  return lines;
}

function quoteSpan(answered: ChatMessage | undefined, words: Words): Span {
  if (!answered) return { text: `↳ ${words.aMessage}`, dim: true };
  const said = answered.deleted ? words.deletedMark : safeLine(answered.text);
  return { text: `↳ ${safeLine(answered.from.name)}: ${said}`, dim: true };
}

function reactionSpan({ emoji, userIds }: ChatMessage["reactions"][number], myId: string | undefined): Span {
  const isMine = myId !== undefined && userIds.includes(myId);
  return { text: `${safeLine(emoji)} ${userIds.length}  `, ...(isMine ? { color: "cyan" } : { dim: true }) };
}

function markedText(text: string, style: Omit<Span, "text">, mark: Span | undefined, parts: MessageRowParts): Span[][] {
  const width = parts.columns - indent - (parts.numbers ? gutter : 0);
  const lines: Span[][] = wrapText(safeText(text), width).map((line) => [{ text: line, ...style }]);
  if (!mark) return lines;
  const last = lines.at(-1);
  const fits = last?.[0] && textWidth(last[0].text) + 1 + textWidth(mark.text) <= width;
  if (fits) last.push({ ...mark, text: ` ${mark.text}` });
  else lines.push([mark]);
  return lines;
}

function outgoingRows(
  outgoing: readonly Outgoing[],
  bySeq: ReadonlyMap<number, ChatMessage>,
  before: ChatMessage | undefined,
  parts: MessageRowParts,
): Row[] {
  const { words, me } = parts;
  if (outgoing.length === 0) return [];
  const author = { id: me?.id ?? "", name: me?.name ?? "…" };
  const lines: Span[][] = [];
  for (const { text, replyTo, error, isSent } of outgoing) {
    if (replyTo !== undefined) lines.push([...blank(indent), quoteSpan(bySeq.get(replyTo), words)]);
    const mark = error === undefined ? { text: words.sendingMark, dim: true } : refusedMark(error, words);
    for (const spans of markedText(text, { dim: true }, isSent ? undefined : mark, parts))
      lines.push([...blank(indent), ...spans]);
  }
  if (before?.from.id !== author.id) lines.unshift(authorSpans(author, "", parts));
  return lines.map((spans, part) => ({ seq: outgoingSeq, part, spans: fitSpans(spans, parts.columns) }));
}

function refusedMark(error: unknown, words: Words): Span {
  return { text: words.failedMark(failureSentence(error, words)), color: "red" };
}

function blank(columns: number): Span[] {
  return columns > 0 ? [{ text: " ".repeat(columns) }] : [];
}
