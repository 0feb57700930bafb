// The page as people see it every day: in English and light, and in Korean, dark, beside a phone.
import type { Browser, BrowserContextOptions } from "playwright-core";
import type { MadangProcess } from "../../test/support/madang-process.ts";
import { PagePerson } from "../../test/support/page-person.ts";
import { Company } from "./company.ts";
import { pageHtml, photograph, settle, sheetHtml, sheetScale } from "./sheet.ts";

const desktop = { width: 1280, height: 800 };
const phone = { width: 390, height: 800 };

/** A morning in English. */
export async function takePagePicture(browser: Browser, house: MadangProcess, path: string): Promise<void> {
  const company = await Company.gather(house.address, ["Bruno", "ann", "가람", "Sofia", "Jun"]);
  const options: BrowserContextOptions = { viewport: desktop, deviceScaleFactor: 1.5 };
  try {
    const mira = await PagePerson.enter(browser, house.web, "Mira", options);
    await talkInEnglish(company, mira);
    await company.type("Sofia", () => isQuiet(mira, "typing …"));
    await mira.page.getByText("Sofia is typing").waitFor();
    await settle(mira.page);
    await mira.page.screenshot({ path });
    await mira.leave();
  } finally {
    await company.close();
  }
}

/** A morning in Korean, on a desktop and on a phone. */
export async function takeKoreanPicture(browser: Browser, house: MadangProcess, path: string): Promise<void> {
  const company = await Company.gather(house.address, ["도현", "서윤", "ann", "지우"]);
  const options = { locale: "ko-KR", colorScheme: "dark", deviceScaleFactor: sheetScale } as const;
  try {
    const garam = await PagePerson.enter(browser, house.web, "가람", { ...options, viewport: desktop });
    const haneul = await PagePerson.enter(browser, house.web, "하늘", { ...options, viewport: phone });
    await Promise.all([garam, haneul].map((each) => each.isTold("connected")));
    await talkInKorean(company, garam, haneul);
    await company.type("서윤", () => isQuiet(garam, "입력 중"));
    await Promise.all([garam, haneul].map(({ page }) => page.getByText(/서윤.*입력/).waitFor()));
    const windows = await Promise.all([pageHtml(garam.page), pageHtml(haneul.page)]);
    const columns = windows.map((html, i) => [
      { title: i === 0 ? "가람의 브라우저" : "하늘의 전화기", html, isDark: true },
    ]);
    await photograph(garam.context, sheetHtml(columns, { isDark: true }), path);
    await Promise.all([garam.leave(), haneul.leave()]);
  } finally {
    await company.close();
  }
}

function isQuiet({ page }: PagePerson, sign: string): Promise<void> {
  return page.getByText(sign).waitFor({ state: "detached" });
}

async function talkInEnglish(company: Company, mira: PagePerson): Promise<void> {
  const ask = await company.say("Bruno", "Morning! The new build is on the test server, please click around.");
  const faster = await company.say("ann", "On it. Signing in feels a lot faster 🚀");
  await company.react(faster, "🎉", ["Bruno", "Sofia"]);
  const korean = await company.say("가람", "한국어 화면도 확인했어요. 글자가 아주 선명하네요.");
  await company.react(korean, "👍", ["Jun", "ann", "Bruno"]);
  await company.say("Sofia", "One thing: the calendar jumps when a week is empty.", ask);
  const fixing = await company.say("Bruno", "Thanks, that one is mine. Fixing it now.");
  await company.react(fixing, "🙏", ["Sofia"]);
  const notes = "@ann can you read the release notes before lunch?";
  await mira.say(notes);
  const sure = await company.say("ann", "Sure! I also thank 가람 for the translation there.", notes);
  await company.react(sure, "❤️", ["가람", "Sofia"]);
  await mira.say("/sum 19 23");
  await company.heard("19 + 23 = 42");
  const people = await company.say("Jun", "And that is how many people signed up since yesterday.");
  await company.react(people, "🎉", ["ann", "Bruno", "가람"]);
  await company.react(people, "😂", ["Sofia"]);
  const last = await company.say("Bruno", "Forty-two. Of course.");
  await company.meet(
    "Sofia",
    "design",
    "Mira",
    "The icons are in.",
    "Both themes look right now.",
    "What do you think?",
  );
  await company.meet("Bruno", "release", "Mira", "Tagged for four o’clock.", "@Mira you press the button today?");
  await company.meet("Jun", "lunch", "Mira");
  await company.whisper("가람", "Mira", "잠깐 시간 있어요?");
  await company.whisper("ann", "Mira", "Notes are done.", "Have a look when you can.");
  await mira.sees(last);
}

async function talkInKorean(company: Company, garam: PagePerson, haneul: PagePerson): Promise<void> {
  await company.say("도현", "좋은 아침이에요! 오늘 발표 자료 올려 두었어요.");
  const already = await company.say("서윤", "벌써요? 고생하셨어요.");
  await company.react(already, "👏", ["지우", "ann"]);
  await company.say("ann", "I read it on the train. 정말 좋아요!");
  const ask = "@도현 3쪽 그래프만 조금 크게 부탁해도 될까요?";
  await garam.say(ask);
  const answer = await company.say("도현", "네, 지금 바꿀게요.", ask);
  await company.react(answer, "🙏", ["서윤"]);
  await company.say("지우", "점심은 모두 몇 명이에요? 우리 팀은 셋, 서윤 님 팀은 넷이에요.");
  await haneul.say("/sum 3 4");
  await company.heard("3 + 4 = 7");
  const lunch = await company.say("지우", "그럼 일곱 자리 예약할게요 🍜");
  await company.react(lunch, "🎉", ["도현", "서윤", "ann"]);
  await company.react(lunch, "❤️", ["도현"]);
  const last = await company.say("서윤", "저는 매운 걸로요!");
  await company.meet("서윤", "디자인", "가람", "아이콘 올렸어요.", "어두운 화면도 확인 부탁해요.");
  await company.meet("도현", "발표", "가람", "@가람 리허설은 네 시예요.");
  await company.whisper("지우", "가람", "매운 거 괜찮아요?");
  await Promise.all([garam, haneul].map((each) => each.sees(last)));
}
