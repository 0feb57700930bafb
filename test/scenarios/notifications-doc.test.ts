// docs/notifications.md: its receivers take what is signed and nothing else, its calls work, and its tables leave nothing out.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { settings } from "../../src/config/settings.ts";
import { Reason, StepKind } from "../../src/gen/madang/notification/v1/notification_pb.ts";
import { freePort } from "../support/free-port.ts";
import { MadangProcess } from "../support/madang-process.ts";
import { Person } from "../support/person.ts";
import { guestToken, post } from "../support/post.ts";
import { RunningCommand } from "../support/running-command.ts";
import { WebhookReceiver } from "../support/webhook-receiver.ts";

const document = readFileSync("docs/notifications.md", "utf8");
const blockOf = (language: string) => new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(document)?.[1] ?? "";
const folder = mkdtempSync(join(tmpdir(), "madang-webhook-"));
const madang = await MadangProcess.start("--notify-private");
after(async () => {
  await madang.remove();
  rmSync(folder, { recursive: true, force: true });
});

const hasPython = spawnSync("python3", ["--version"]).status === 0;

for (const [language, file, program, skip] of [
  ["ts", "receiver.mts", process.execPath, false],
  ["python", "receiver.py", "python3", hasPython ? false : "Python is not installed"],
] as const) {
  test(`the receiver in ${language} takes what is ours, once, and refuses the rest`, { skip }, async () => {
    const path = join(folder, file);
    writeFileSync(path, blockOf(language));
    const url = `http://127.0.0.1:${await freePort()}/hook`;
    const ann = await Person.enter(madang.address, `ann-${language}`);
    after(() => ann.leave());
    const device = await ann.client.notifications.registerWebhook(url, { label: language });
    assert.ok(device.way.kind === "webhook" && device.way.secret);
    const env = { ...process.env, WEBHOOK_SECRET: device.way.secret, PORT: new URL(url).port };
    const receiver = new RunningCommand(program, [path], { cwd: folder, env });
    after(() => receiver.child.kill());
    await receiver.prints("listening");

    assert.deepEqual(await tested(ann, device.id), [true, "204"]);
    await receiver.prints("notification.test: ");
    // Another device's secret is as good as none.
    const other = await ann.client.notifications.registerWebhook(`${url}?other`);
    assert.deepEqual(await tested(ann, other.id), [false, "401"]);

    const at = String(Math.floor(Date.now() / 1_000));
    const signed = signer(device.way.secret);
    assert.deepEqual(await Promise.all([1, 2].map(() => send(url, signed("x1", at)))), [204, 204]);
    assert.equal(await send(url, signed("x2", String(Number(at) - 301))), 401);
    assert.equal(await send(url, { ...signed("x3", at), "webhook-signature": "v1,AAAA" }), 401);
    assert.equal(await send(url, { ...signed("x4", at), "webhook-id": "x5" }), 401);
    assert.equal(await send(url, signed("x6", at)), 204);
    await receiver.prints("x6");
    assert.equal(receiver.stdout.split("notification.tell: x1").length, 2);
    assert.equal(receiver.stdout.match(/notification\.tell/g)?.length, 2);
  });
}

test("the calls that it shows work, and every field that comes is in its table", async () => {
  const token = await guestToken(madang.web, "caller");
  const bodies = [...document.matchAll(/-d '(\{.*\})'/g)].map((match) => match[1] ?? "");
  assert.equal(bodies.length, 2);
  const receiver = await WebhookReceiver.start();
  after(() => receiver.close());
  const [preference = "", device = ""] = bodies;
  const level = JSON.parse(preference.replace('"…"', '"lobby"'));
  assert.equal(
    (await post(madang.web, "notification.NotificationService/SetPreference", level, { token })).status,
    200,
  );
  const hook = JSON.parse(device.replace("https://bot.example/hook", receiver.url));
  const { body } = await post(madang.web, "notification.NotificationService/RegisterDevice", hook, { token });
  const made = body["device"] as { deviceId: string; webhook: { secret: string } };
  receiver.secret = made.webhook.secret;
  const test = { deviceId: made.deviceId };
  await post(madang.web, "notification.NotificationService/TestDevice", test, { token });
  const fields = Object.keys(receiver.gotten[0]?.body ?? {});
  assert.ok(fields.length > 10);
  const table = document.slice(document.indexOf("| field | holds |"), document.indexOf("A receiver in TypeScript"));
  assert.deepEqual(
    fields.filter((field) => !table.includes(`\`${field}\``)),
    [],
  );
});

test("every flag, reason and step is in it", () => {
  const flags = Object.keys(settings)
    .filter((name) => name.startsWith("notify") || name === "strictNotifications")
    .map((name) => `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`);
  const words = [Reason, StepKind].flatMap((kinds) => Object.keys(kinds).filter((name) => name !== "UNSPECIFIED"));
  const named = [...flags, ...words.map((word) => (word in Reason ? word.toLowerCase() : word))];
  assert.deepEqual(
    named.filter((name) => !new RegExp(`(\`|\\| )${name}(\`| \\|)`).test(document)),
    [],
  );
});

async function tested({ client }: Person, deviceId: string): Promise<[taken: boolean, answer: string]> {
  const { taken, answer } = await client.notifications.testDevice(deviceId);
  return [taken, answer];
}

type SignedHeaders = Readonly<Record<"webhook-id" | "webhook-timestamp" | "webhook-signature", string>>;

/** Signs a notification whose title is its id. */
function signer(secret: string): (id: string, timestamp: string) => SignedHeaders {
  const key = Buffer.from(secret, "base64url");
  return (id, timestamp) => ({
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": `v1,${createHmac("sha256", key)
      .update(`${id}.${timestamp}.${bodyOf(id)}`)
      .digest("base64")}`,
  });
}

function bodyOf(title: string): string {
  return JSON.stringify({ type: "notification.tell", title, body: "안녕" });
}

/** Resolves to the status. What is sent is what was signed for the id in the signature's own headers. */
async function send(url: string, headers: SignedHeaders): Promise<number> {
  const signal = AbortSignal.timeout(10_000);
  const { status } = await fetch(url, { method: "POST", headers, body: bodyOf(headers["webhook-id"]), signal });
  return status;
}
