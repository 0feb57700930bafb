// One channel as one door shows it: every line made into the door's bytes once, for all who listen there.
import type { ChatError } from "../../core/errors.ts";
import { kinds, type LoggedEvent } from "../../core/event.ts";
import type { StreamSink } from "../../core/service.ts";
import type { Tail } from "../../core/tail.ts";
import type { Courtyard } from "./courtyard.ts";
import type { DoorName } from "./door.ts";
import { type Line, lineOf, mayBeLine, storedLine } from "./line.ts";
import { LineListener, type ListenerChannel } from "./line-listener.ts";
import { type LinePage, LinePages } from "./line-pages.ts";
import { type Chunk, LineRing, type RenderedLine, share } from "./line-ring.ts";

/** How a door shows lines. */
export interface LineStyle {
  readonly door: DoorName;
  /** What must be known of a line before it can be shown, e.g. a look into the store; undefined: nothing. */
  readonly prepare?: (line: Line) => Promise<void> | undefined;
  /** The line as framed bytes of the door's stream. */
  readonly render: (line: Line) => Uint8Array;
  /** Hears what else happened in the channel, in its place among the lines. */
  readonly onOther?: (event: LoggedEvent) => void;
}

/** How somebody listens. */
export interface Listening {
  readonly sink: StreamSink;
  /** Lines after this seq. */
  readonly after: number;
  /** Whose lines are left out: the listener's own, where the door has no echo. */
  readonly withoutAuthor?: string;
  /** Hears how far the transport has taken lines. */
  readonly onTaken?: (seq: number) => void;
}

/** Call `open` once, `close` when done. Who listens costs a place in a shared ring; who lags is read from the store. */
export class LineChannel implements ListenerChannel {
  readonly channelId: string;
  readonly #courtyard: Courtyard;
  readonly #style: LineStyle;
  readonly #ring: LineRing;
  readonly #pages: LinePages;
  readonly #listeners = new Set<LineListener>();
  readonly #woken = new Set<LineListener>();
  readonly #tail: Tail;
  #arriving: Promise<void> | undefined;
  #isScheduled = false;
  #closed: ChatError | undefined;
  /** What is not handed on yet, and since when it could be: known where it is traced. */
  #untold: { readonly from: number; through: number; readonly sinceMs: number } | undefined;

  /** Shows the channel from its present head on; older lines are read when somebody wants them. */
  static async open(courtyard: Courtyard, channelId: string, style: LineStyle): Promise<LineChannel> {
    const [head] = await courtyard.log.heads([channelId]);
    return new LineChannel(courtyard, channelId, style, head?.seq ?? 0);
  }

  private constructor(courtyard: Courtyard, channelId: string, style: LineStyle, head: number) {
    this.#courtyard = courtyard;
    this.channelId = channelId;
    this.#style = style;
    this.#ring = new LineRing(head);
    this.#pages = new LinePages((after) => this.#readPage(after));
    this.#tail = courtyard.log.tail({
      channelId,
      after: head,
      onEvents: (events) => this.#arrive(events),
      onEnd: (reason) => this.close(reason),
    });
  }

  /** The seq up to which everything is shown to whoever listens at the end. */
  get head(): number {
    return this.#ring.head;
  }

  /** How many listen. */
  get listeners(): number {
    return this.#listeners.size;
  }

  nowMs(): number {
    return this.#courtyard.clock.now();
  }

  /** Starts to listen; the listener goes by itself when the channel closes. */
  listen(listening: Listening): LineListener {
    const listener = new LineListener(this, listening);
    if (this.#closed) listener.end(this.#closed);
    else {
      this.#listeners.add(listener);
      this.wake(listener);
    }
    return listener;
  }

  /** The seq after which there are the latest `lines` lines. */
  async placeBefore(lines: number): Promise<number> {
    let before = this.head + 1;
    for (let found = 0; before > 1; ) {
      const ask = { before, size: Math.min(lines - found, 200), doorLines: true };
      const { messages, after } = await this.#courtyard.channels.history(this.channelId, ask);
      found += messages.filter((message) => storedLine(message, this.#style.door)).length;
      if (found >= lines) return after;
      before = after + 1;
    }
    return 0;
  }

  /** Ends all listeners. */
  close(reason?: ChatError): void {
    this.#closed = reason;
    this.#tail.close();
    for (const listener of [...this.#listeners]) listener.end(reason);
  }

  chunk(after: number, withoutAuthor: string | undefined): Chunk | undefined {
    return this.#ring.chunk(after, withoutAuthor);
  }

  page(after: number): Promise<LinePage> {
    return this.#pages.get(after);
  }

  wake(listener: LineListener): void {
    this.#woken.add(listener);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#courtyard.schedule(() => this.#turn());
  }

  leave(listener: LineListener): void {
    this.#listeners.delete(listener);
    this.#woken.delete(listener);
  }

  #turn(): void {
    this.#isScheduled = false;
    const woken = [...this.#woken];
    this.#woken.clear();
    for (const listener of woken) listener.advance();
    if (this.#untold) this.#traceTold(this.#untold);
  }

  #traceTold({ from, through, sinceMs }: { from: number; through: number; sinceMs: number }): void {
    this.#untold = undefined;
    const span = { channelId: this.channelId, from, through };
    const { door } = this.#style;
    this.#courtyard.trace?.tell({ at: "door", span, door, listeners: this.listeners }, sinceMs);
  }

  // Lines that need a look into the store hold up those behind them: the order is the log's.
  #arrive(events: readonly LoggedEvent[]): void {
    const waiting = this.#arriving;
    const next = waiting ? waiting.then(() => this.#take(events)) : this.#take(events);
    if (!(next instanceof Promise)) return;
    const arriving = next.then(() => {
      if (this.#arriving === arriving) this.#arriving = undefined;
    });
    this.#arriving = arriving;
  }

  #take(events: readonly LoggedEvent[]): Promise<void> | undefined {
    const lines = events.map((event) => (mayBeLine(event) ? lineOf(event, this.#style.door) : undefined));
    const waits = lines.flatMap((line) => this.#prepared(line) ?? []);
    if (waits.length === 0) return this.#show(events, lines);
    return Promise.all(waits).then(
      () => this.#show(events, lines),
      // Who listens reads them from the store, later.
      (failure: unknown) => {
        this.#courtyard.onUnexpected(failure, `${this.#style.door} line`);
        for (const event of events) if (!mayBeLine(event)) this.#style.onOther?.(event);
        this.#ring.skipTo((events.at(-1) as LoggedEvent).seq);
        this.#pages.forget();
        for (const listener of this.#listeners) this.wake(listener);
      },
    );
  }

  #show(events: readonly LoggedEvent[], lines: readonly (Line | undefined)[]): undefined {
    events.forEach((event, i) => {
      const line = lines[i];
      if (event.kind === kinds.messageEdited || event.kind === kinds.messageDeleted) this.#forget();
      else if (!mayBeLine(event)) this.#style.onOther?.(event);
      this.#ring.add(event.seq, line && this.#rendered(line));
    });
    for (const listener of this.#listeners) this.wake(listener);
    if (this.#courtyard.trace && this.listeners > 0) this.#noteUntold(events, this.#courtyard.trace.now());
  }

  #noteUntold(events: readonly LoggedEvent[], nowMs: number): void {
    const [first, last] = [events[0], events.at(-1)];
    if (!first || !last) return;
    this.#untold ??= { from: first.seq, through: last.seq, sinceMs: nowMs };
    this.#untold.through = last.seq;
  }

  // What was shown at the time is history now, and history says the last text.
  #forget(): void {
    this.#ring.forget();
    this.#pages.forget();
  }

  async #readPage(after: number) {
    const ask = { after, size: 200, doorLines: true };
    const { messages, through } = await this.#courtyard.channels.history(this.channelId, ask);
    const lines = messages.flatMap((message) => storedLine(message, this.#style.door) ?? []);
    await Promise.all(lines.flatMap((line) => this.#prepared(line) ?? []));
    return share(
      lines.map((line) => this.#rendered(line)),
      through,
    );
  }

  #prepared(line: Line | undefined): Promise<void> | undefined {
    return line && this.#style.prepare?.(line);
  }

  #rendered(line: Line): RenderedLine {
    return { seq: line.seq, authorId: line.authorId, bytes: this.#style.render(line) };
  }
}
