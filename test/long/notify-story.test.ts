// The whole way of a notification: somebody closes the laptop, an older console mentions them, the push service gets it
// once, they read it elsewhere and it is taken back; with kill -9 of the server at any moment.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fromBinary } from "@bufbuild/protobuf";
import { Agent, Lobby, LoginReplySchema } from "../../src/gen/compat/chatting/chatting_pb.ts";
import { MadangProcess } from "../support/madang-process.ts";
import { OlderClient } from "../support/older-client.ts";
import { Person } from "../support/person.ts";
import { answer, type GottenPush, PushService } from "../support/push-service.ts";
import { eventually } from "../support/running-command.ts";

const push = await PushService.start();
const folder = mkdtempSync(join(tmpdir(), "madang-push-"));
writeFileSync(join(folder, "ca.pem"), push.ca);
process.env["NODE_EXTRA_CA_CERTS"] = join(folder, "ca.pem");

after(async () => {
  await push.close();
  rmSync(folder, { recursive: true, force: true });
});

const flags = ["--notify-private", "--notify-online-after", "1", "--channel-ports", "0,0,0,0"];

const enter = (address: string) =>
  Person.enter(address, "garam", { guest: { name: "가람", token: "the-token-of-garam" } });

/** Garam signs in on the web, lets this browser be told, and closes the laptop. */
async function closeLaptop(madang: MadangProcess): Promise<void> {
  const garam = await enter(madang.web);
  await garam.client.notifications.registerWebPush(push.subscribe(), { label: "laptop" });
  await garam.leave();
}

async function mentionFromConsole(madang: MadangProcess, text: string): Promise<void> {
  const console = new OlderClient(madang.address);
  const { index } = fromBinary(LoginReplySchema, await console.call(Agent.method.tryLogin, { ip: "" }));
  await console.call(Lobby.method.tryChatSend, { index, text });
  console.close();
}

/** What the push service got of one message. */
function gotten(act: "tell" | "withdraw", text?: string): GottenPush[] {
  assert.deepEqual(push.faults, []);
  return push.gotten.filter(
    ({ payload }) => payload["act"] === act && (text === undefined || payload["body"] === text),
  );
}

const comes = (act: "tell" | "withdraw", text?: string) =>
  eventually(
    () => gotten(act, text).length > 0,
    40_000,
    () => `${act} of ${text} is not among ${JSON.stringify(push.gotten.map(({ payload }) => payload))}`,
  );

test("who closed the laptop and is mentioned from an older console is told once, reads it elsewhere, and it is taken back", async (t) => {
  const madang = await MadangProcess.start(...flags);
  t.after(() => madang.remove());
  await closeLaptop(madang);
  const text = "@가람 저녁에 볼까?";
  await mentionFromConsole(madang, text);
  await comes("tell", text);
  const [{ headers, payload } = assert.fail()] = gotten("tell", text);
  assert.equal(headers["urgency"], "high");
  assert.equal(payload["channelId"], "lobby");
  assert.equal(payload["reason"], "mention");

  const phone = await enter(madang.address);
  t.after(() => phone.leave());
  const { items } = await phone.client.notifications.inbox({ openOnly: true });
  assert.deepEqual(
    items.map((item) => item.text),
    [text],
  );
  const seq = Number(payload["seq"]);
  await phone.client.markRead("lobby", seq);
  await comes("withdraw");
  assert.equal(gotten("tell", text).length, 1);
  assert.equal(gotten("withdraw").length, 1);
  assert.equal(gotten("withdraw")[0]?.headers["topic"], headers["topic"]);

  const steps = async () =>
    (await phone.client.notifications.explain("lobby", seq)).map(
      ({ kind, device }) => `${kind} ${device?.label ?? ""}`,
    );
  // Kept a moment after the push service took it.
  while ((await steps()).length < 5) await sleep(50);
  assert.deepEqual(await steps(), ["accepted ", "noticed ", "sent laptop", "withdrawn_read laptop", "acknowledged "]);
});

/** What happens to the server between the mention and the reading. */
const deaths: readonly [when: string, die: (madang: MadangProcess) => Promise<void>][] = [
  ["right after the mention was acknowledged", (madang) => madang.kill()],
  [
    "while the push service has it and has not answered",
    async (madang) => {
      const before = push.gotten.length;
      await eventually(
        () => push.gotten.length > before,
        40_000,
        () => "nothing reached the push service",
      );
      await madang.kill();
    },
  ],
  [
    "right after the push service took it",
    async (madang) => {
      await sleep(50);
      await madang.kill();
    },
  ],
];

for (const [when, die] of deaths) {
  test(`kill -9 ${when}: it is told, and every repeat has the key of the first`, async (t) => {
    const madang = await MadangProcess.start(...flags);
    t.after(() => madang.remove());
    await closeLaptop(madang);
    const text = `@가람 ${when}`;
    if (when.includes("has not answered")) push.answers.push(() => undefined);
    const dying = when.includes("took it") ? comes("tell", text).then(() => die(madang)) : undefined;
    const waiting = when.includes("has not answered") ? die(madang) : undefined;
    await mentionFromConsole(madang, text);
    await (dying ?? waiting ?? die(madang));
    push.answers.length = 0;
    await madang.start();
    await comes("tell", text);
    // What was in flight comes again, after the time in which people come back.
    if (when.includes("has not answered"))
      await eventually(
        () => gotten("tell", text).length > 1,
        40_000,
        () => "it did not come again",
      );
    assert.equal(new Set(gotten("tell", text).map(({ payload }) => payload["key"])).size, 1);
    const withdrawn = gotten("withdraw").length;
    const phone = await enter(madang.address);
    t.after(() => phone.leave());
    await phone.client.markRead("lobby", Number(gotten("tell", text)[0]?.payload["seq"]));
    await madang.kill();
    await madang.start();
    await eventually(
      () => gotten("withdraw").length > withdrawn,
      40_000,
      () => "it was not taken back",
    );
    const { items } = await phone.client.notifications.inbox({ openOnly: true });
    assert.deepEqual(items, []);
  });
}

test("a push service that says no is told of by Explain, with its code", async (t) => {
  const madang = await MadangProcess.start(...flags);
  t.after(() => madang.remove());
  await closeLaptop(madang);
  push.answers.push(answer(410));
  await mentionFromConsole(madang, "@가람 gone?");
  await comes("tell", "@가람 gone?");
  const phone = await enter(madang.address);
  t.after(() => phone.leave());
  // Taken off when the answer is settled, a moment after it came.
  while ((await phone.client.notifications.devices()).length > 0) await sleep(50);
  const seq = Number(gotten("tell", "@가람 gone?")[0]?.payload["seq"]);
  const steps = await phone.client.notifications.explain("lobby", seq);
  assert.deepEqual(steps.map(({ kind, detail }) => `${kind} ${detail}`.trim()).slice(0, 3), [
    "accepted",
    "noticed",
    "device_gone 410",
  ]);
});
