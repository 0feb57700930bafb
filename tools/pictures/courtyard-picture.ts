// The first picture: the same line in a browser, a terminal and the console of an older protocol.
import type { Browser } from "playwright-core";
import type { MadangProcess } from "../../test/support/madang-process.ts";
import { PagePerson } from "../../test/support/page-person.ts";
import { Company } from "./company.ts";
import { pageHtml, photograph, type SheetWindow, sheetHtml, sheetScale } from "./sheet.ts";
import { terminalHtml } from "./terminal-html.ts";
import { TerminalWindow } from "./terminal-window.ts";

const theLine = "One line, three screens. 다들 보이나요?";
const viewport = { width: 800, height: 740 };
const columns = 64;
const chatRows = 21;
const consoleRows = 11;

/** Lets people talk through five kinds of clients, and shows three of them. */
export async function takeCourtyardPicture(browser: Browser, house: MadangProcess, path: string): Promise<void> {
  const company = await Company.gather(house.address, ["Bruno", "가람"]);
  const terminals = openTerminals(house);
  const { older, chat } = terminals;
  try {
    const mira = await PagePerson.enter(browser, house.web, "Mira", { viewport, deviceScaleFactor: sheetScale });
    await Promise.all([older.shows("Help: /?"), chat.shows("● connected")]);
    await talk({ company, mira, ...terminals });
    const page = await pageHtml(mira.page, mira.messages.getByText(theLine, { exact: true }).first());
    const sheet = sheetHtml([[pageWindow(page)], [chatWindow(chat), olderWindow(older)]]);
    await photograph(mira.context, sheet, path);
    await mira.leave();
  } finally {
    await Promise.all([...Object.values(terminals), company].map((each) => each.close()));
  }
}

function openTerminals({ address, data: folder }: MadangProcess) {
  const small = { columns, rows: consoleRows, folder };
  const large = { columns, rows: chatRows, folder };
  return {
    older: new TerminalWindow("examples/older/console.ts", ["--agent", address], small),
    notes: new TerminalWindow("examples/older/note-client.ts", ["--server", address, "--name", "sora"], small),
    chat: new TerminalWindow("src/madang.ts", ["chat", "--server", address, "--name", "ann"], large),
  };
}

function pageWindow(html: string): SheetWindow {
  return { title: "A browser: localhost:8080", html, isDark: false };
}

function chatWindow({ cells }: TerminalWindow): SheetWindow {
  return { title: "A terminal: npm run chat -- --name ann", html: terminalHtml(cells, theLine), isDark: true };
}

function olderWindow({ cells }: TerminalWindow): SheetWindow {
  // The last row is where the next line would be typed.
  const html = terminalHtml(cells.slice(0, -1), theLine);
  return { title: "A client of an older protocol: the console of 2022", html, isDark: true };
}

interface Talkers {
  readonly company: Company;
  readonly older: TerminalWindow;
  readonly notes: TerminalWindow;
  readonly chat: TerminalWindow;
  readonly mira: PagePerson;
}

async function talk({ company, older, notes, chat, mira }: Talkers): Promise<void> {
  await company.say("Bruno", "Good morning! Who is here already? 👋");
  await company.say("가람", "서울은 벌써 저녁이에요. 안녕하세요!");
  await notes.type("My old chat window still works, too");
  await company.heard("My old chat window still works, too");
  await older.shows("My old chat window still works, too");
  await older.type("/all and so does the console from 2022");
  await company.heard("and so does the console from 2022");
  await company.react("and so does the console from 2022", "🎉", ["가람"]);
  await chat.type(theLine);
  await company.heard(theLine);
  await mira.say("Yes, here it is in the browser.");
  await company.heard("Yes, here it is in the browser.");
  await company.meet("Bruno", "release", "Mira", "Tagged for four o’clock.");
  await company.whisper("가람", "Mira", "잠깐 시간 있어요?");
  await company.react(theLine, "👍", ["Bruno", "가람"]);
  await company.say("가람", "네, 잘 보여요!", theLine);
  await older.shows("네, 잘 보여요!");
  await older.type("/all seen it here as well");
  await company.heard("seen it here as well");
  await company.type("Bruno", () => chat.hides("typing …"));
  await Promise.all([
    mira.sees("seen it here as well"),
    chat.shows("seen it here as well"),
    chat.shows("Bruno typing"),
  ]);
  await mira.page.getByText("Bruno is typing").waitFor();
}
