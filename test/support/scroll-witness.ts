// Somebody who watches every frame while the messages are scrolled: what moves against the wheel, doubles or is left out.
import assert from "node:assert/strict";
import type { CDPSession } from "playwright-core";
import type { PagePerson } from "./page-person.ts";

/** What was seen since the last look. */
interface Account {
  /** The numbers at the top and the bottom of what is in sight. */
  readonly first: number;
  readonly last: number;
  readonly frames: number;
  /** Of more than 50 ms. */
  readonly slowFrames: number;
  /** Frames in which what is read moved where the wheel did not turn. */
  readonly jumps: readonly string[];
  /** Rows that stood there twice, or whose neighbour was not the next number. */
  readonly faults: readonly string[];
  readonly mostRows: number;
}

const longestMs = 120_000;
const stepMs = 30;
/** A row may move so far without anybody seeing it. */
const unseenPx = 4;

/** Watches one page; messages must be numbered without holes, as in "line 7 …". */
export class ScrollWitness {
  readonly #person: PagePerson;
  readonly #keys: CDPSession;

  private constructor(person: PagePerson, keys: CDPSession) {
    this.#person = person;
    this.#keys = keys;
  }

  /** Begins to watch every frame. */
  static async begin(person: PagePerson, word: string): Promise<ScrollWitness> {
    await person.page.evaluate(watch(word));
    const keys = await person.context.newCDPSession(person.page);
    await keys.send("Performance.enable");
    await person.messages.hover();
    return new ScrollWitness(person, keys);
  }

  /** What was seen so far. */
  account(): Promise<Account> {
    return this.#person.page.evaluate("window.witness.account()");
  }

  /** Turns the wheel by so many pixels at a time until it is so; rejects where that takes too long. */
  async wheelUntil(stepPx: number, isThere: (account: Account) => boolean): Promise<void> {
    const giveUpMs = performance.now() + longestMs;
    await this.#person.page.evaluate(`window.witness.turn(${stepPx})`);
    for (let account = await this.account(); !isThere(account); account = await this.account()) {
      assert.ok(performance.now() < giveUpMs, JSON.stringify(account));
      await this.#person.page.mouse.wheel(0, stepPx);
      await this.#person.page.waitForTimeout(stepMs);
    }
    // Until the last turn of the wheel is done: what is gone to by other ways may leap.
    await this.#person.page.waitForTimeout(10 * stepMs);
    await this.#person.page.evaluate("window.witness.turn(0)");
  }

  /** What scripts hold, in MiB, after what nobody needs was let go of. */
  async heapMiB(): Promise<number> {
    await this.#keys.send("HeapProfiler.collectGarbage");
    const { metrics } = await this.#keys.send("Performance.getMetrics");
    return (metrics.find(({ name }) => name === "JSHeapUsedSize")?.value ?? 0) / 1_048_576;
  }
}

const watch = (word: string) => `(() => {
  const seen = { first: 1e9, last: 0, frames: 0, slowFrames: 0, jumps: [], faults: [], mostRows: 0 };
  let step = 0;
  let before = new Map();
  let beforeMs = performance.now();
  const note = (list, what) => list.length < 20 && list.push(what);
  // Rows are measured and put right between a frame's callbacks and its picture: what stands right after it was drawn.
  const drawn = new MessageChannel();
  drawn.port1.onmessage = () => look(performance.now());
  const next = () => { requestAnimationFrame(next); drawn.port2.postMessage(0); };
  const look = (nowMs) => {
    const scroller = document.querySelector("[data-virtuoso-scroller]");
    if (!scroller) return;
    const { top, bottom } = scroller.getBoundingClientRect();
    const rows = [...scroller.querySelectorAll("article[data-seq]")].flatMap((row) => {
      const number = Number(/${word} (\\d+)/.exec(row.textContent)?.[1]);
      const box = row.getBoundingClientRect();
      return number ? [{ number, top: box.top, bottom: box.bottom }] : [];
    });
    seen.frames++;
    if (nowMs - beforeMs > 50) seen.slowFrames++;
    beforeMs = nowMs;
    seen.mostRows = Math.max(seen.mostRows, rows.length);
    for (const [i, row] of rows.entries())
      if (i > 0 && row.number !== rows[i - 1].number + 1) note(seen.faults, rows[i - 1].number + " before " + row.number);
    const inSight = rows.filter((row) => row.bottom > top && row.top < bottom);
    if (inSight.length === 0) { if (step !== 0) note(seen.faults, "an empty frame after " + seen.first); return; }
    seen.first = inSight[0].number;
    seen.last = inSight.at(-1).number;
    // What is in sight now and was in the page a frame ago moves with the wheel, and no further.
    const stayed = inSight.find((row) => before.has(row.number));
    const moved = stayed ? stayed.top - before.get(stayed.number) : 0;
    const isLeap = before.size > 0 && !stayed && step !== 0;
    const isWrong = moved * step > 0 ? Math.abs(moved) > ${unseenPx} : Math.abs(moved) > 2 * Math.abs(step) + ${unseenPx};
    if (isLeap || isWrong) note(seen.jumps, "line " + inSight[0].number + " by " + Math.round(moved) + " px");
    before = step === 0 ? new Map() : new Map(rows.map((row) => [row.number, row.top]));
  };
  next();
  window.witness = { account: () => structuredClone(seen), turn: (by) => { step = by; } };
})()`;
