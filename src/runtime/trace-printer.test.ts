// Printing a trace by hand: in which order, how much, and what becomes of what is too much.
import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeClock } from "../../test/support/fake-clock.ts";
import type { HubHop } from "../core/trace.ts";
import { TracePrinter } from "./trace-printer.ts";

/** Takes lines as long as `hasRoom`. */
class Screen {
  readonly clock = new FakeClock();
  readonly printer: TracePrinter;
  lines: string[] = [];
  hasRoom = true;
  readonly #acts = new Map<string, () => void>();

  constructor() {
    const startMs = this.clock.now();
    const out = {
      write: (text: string) => {
        this.lines.push(...text.trimEnd().split("\n"));
        return this.hasRoom;
      },
      on: (event: string, act: () => void) => this.#acts.set(event, act),
    };
    this.printer = new TracePrinter({ clock: this.clock, out, now: () => this.clock.now() - startMs });
  }

  emit(event: "drain" | "error"): void {
    this.#acts.get(event)?.();
  }

  /** Says that a seq was told, by a hop that began so long ago. */
  told(seq: number, { channelId = "lobby", agoMs = 0 } = {}): void {
    const hop: HubHop = { at: "told", span: { channelId, from: seq, through: seq }, followers: 1, behind: 0 };
    this.printer.tell(hop, this.printer.now() - agoMs);
  }

  places(): string[] {
    return this.lines.map((line) => line.split(/ +/)[1] ?? "");
  }
}

test("lines come a moment later, in the order in which their hops began, with the time at which they did", () => {
  const screen = new Screen();
  screen.clock.advance(1_000);
  screen.told(2);
  screen.told(1, { agoMs: 7 });
  assert.deepEqual(screen.lines, []);
  screen.clock.advance(50);
  assert.deepEqual(screen.places(), ["lobby/1", "lobby/2"]);
  assert.match(screen.lines[0] ?? "", /^00:00:00\.993 .* 7\.0 ms /);
  assert.equal(screen.clock.timers, 0);
});

test("in a burst, hops that go on where one like them ended become one line", () => {
  const screen = new Screen();
  for (let seq = 1; seq <= 1_000; seq++) screen.told(seq, { agoMs: seq === 500 ? 40 : 0 });
  screen.told(1_002);
  screen.clock.advance(50);
  assert.deepEqual([screen.lines.length, screen.places().slice(-3)], [61, ["lobby/59", "lobby/60-1000", "lobby/1002"]]);
  assert.match(screen.lines.at(-2) ?? "", / 40\.0 ms /);
});

test("what is too much for one print is left out, and said", () => {
  const screen = new Screen();
  for (let n = 0; n < 700; n++) screen.told(1, { channelId: `c${n}` });
  screen.clock.advance(50);
  assert.deepEqual([screen.lines.length, screen.lines.at(-1)], [501, "200 lines left out: more than could be printed"]);
  screen.told(1);
  screen.clock.advance(50);
  assert.equal(screen.places().at(-1), "lobby/1");
});

test("a screen that takes nothing gets nothing, and holds up nobody; what is left comes when it does", () => {
  const screen = new Screen();
  screen.hasRoom = false;
  screen.told(1);
  screen.clock.advance(50);
  for (let n = 0; n < 5_000; n++) screen.told(1, { channelId: `c${n}` });
  screen.clock.advance(10_000);
  assert.equal(screen.lines.length, 1);
  screen.hasRoom = true;
  screen.emit("drain");
  screen.clock.advance(50);
  assert.deepEqual(
    [screen.lines.length, screen.lines.at(-1)],
    [502, "4500 lines left out: more than could be printed"],
  );
});

test("when whoever read the lines has gone, nothing is printed or kept any more", () => {
  const screen = new Screen();
  screen.emit("error");
  screen.told(1);
  screen.clock.advance(1_000);
  screen.printer.close();
  assert.deepEqual([screen.lines, screen.clock.timers], [[], 0]);
});

test("closing prints what is left, and nothing after it", () => {
  const screen = new Screen();
  screen.told(1);
  screen.printer.close();
  screen.told(2);
  screen.clock.advance(1_000);
  assert.deepEqual([screen.places(), screen.clock.timers], [["lobby/1"], 0]);
});
