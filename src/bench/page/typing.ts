// How smoothly the page draws while somebody types in a long channel.
import type { Browser, Page } from "playwright-core";

const waitMs = 30_000;
const keyMs = 40;
const text = "the quick brown fox jumps over the lazy dog, and 다람쥐 헌 쳇바퀴에 타고파. ";
const scrolls = 40;
const scrollMs = 100;

/** Frames a second while nothing is done, while somebody scrolls up through history, and while they type after that. */
export interface Smoothness {
  readonly idle: number;
  readonly scrolling: number;
  readonly typing: number;
}

/** Enters the lobby and scrolls and types there. */
export async function typeInLobby(browser: Browser, url: string, letters: number): Promise<Smoothness> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-US" });
  context.setDefaultTimeout(waitMs);
  try {
    const page = await context.newPage();
    await page.goto(url);
    await page.locator("form input:focus").waitFor();
    await page.keyboard.type("typist");
    await page.keyboard.press("Enter");
    await page.locator("textarea").waitFor();
    await page.getByRole("log").waitFor();
    const idle = await framesWhile(page, () => page.waitForTimeout(1_000));
    const scrolling = await framesWhile(page, () => scrollUp(page));
    const typed = text.repeat(Math.ceil(letters / text.length)).slice(0, letters);
    const typing = await framesWhile(page, () => page.locator("textarea").pressSequentially(typed, { delay: keyMs }));
    if ((await page.locator("textarea").inputValue()) !== typed) throw new Error("letters are missing");
    return { idle, scrolling, typing };
  } finally {
    await context.close();
  }
}

async function scrollUp(page: Page): Promise<void> {
  const box = await page.getByRole("log").boundingBox();
  if (!box) throw new Error("no messages are in sight");
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  for (let i = 0; i < scrolls; i++) {
    await page.mouse.wheel(0, -1_200);
    await page.waitForTimeout(scrollMs);
  }
}

/** Frames a second that the page drew meanwhile. */
async function framesWhile(page: Page, act: () => Promise<unknown>): Promise<number> {
  await page.evaluate(
    "window.frames_ = { count: 0, since: performance.now() }; " +
      "(function draw() { frames_.count++; frames_.next = requestAnimationFrame(draw); })()",
  );
  await act();
  return Number(
    await page.evaluate(
      "cancelAnimationFrame(frames_.next); frames_.count * 1000 / (performance.now() - frames_.since)",
    ),
  );
}
