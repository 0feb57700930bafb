// The command behind `npm run pictures`: real clients talk in a real Madang, and Chromium photographs them into docs/images.
// The terminals need util-linux's `script`.
import { statSync } from "node:fs";
import type { Browser } from "playwright-core";
import { launchBrowser } from "../test/support/browser.ts";
import { ensureBuiltPage } from "../test/support/built-page.ts";
import { MadangProcess } from "../test/support/madang-process.ts";
import { takeCourtyardPicture } from "./pictures/courtyard-picture.ts";
import { takeKoreanPicture, takePagePicture } from "./pictures/page-pictures.ts";

type Take = (browser: Browser, house: MadangProcess, path: string) => Promise<void>;

const pictures: readonly [name: string, take: Take][] = [
  ["courtyard", takeCourtyardPicture],
  ["page", takePagePicture],
  ["page-dark-ko", takeKoreanPicture],
];

ensureBuiltPage();
const browser = await launchBrowser();
try {
  for (const [name, take] of pictures) await takeInNewHouse(`docs/images/${name}.png`, take);
} finally {
  await browser.close();
}

async function takeInNewHouse(path: string, take: Take): Promise<void> {
  const house = await MadangProcess.start("--door-host", "127.0.0.1");
  try {
    await take(browser, house, path);
    console.log(`${path}  ${Math.round(statSync(path).size / 1024)} KiB`);
  } finally {
    await house.remove();
  }
}
