// docs/grpc-and-http.md: what it says to type works, and what it shows is what comes.
import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { encodings } from "../../src/bench/wires/encodings.ts";
import { file } from "../../src/bench/wires/file.ts";
import { objects } from "../../src/bench/wires/objects.ts";
import { httpStatuses, wireCode } from "../../src/gateway/json/connect-error.ts";
import { startHttpChat } from "../support/http-chat.ts";
import { guestToken, post } from "../support/post.ts";

const document = readFileSync("docs/grpc-and-http.md", "utf8");
const blocks = (language: string) =>
  [...document.matchAll(new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``, "g"))].map((match) => match[1] ?? "");
const chat = await startHttpChat();
after(() => chat.close());

const hasCurl = spawnSync("sh", ["-c", "curl --version && sed --version"]).status === 0;

test("what is typed in a shell says a line and shows it", {
  skip: hasCurl ? false : "curl is not installed",
}, async () => {
  const [lines = ""] = blocks("sh");
  const script = lines.replaceAll("http://localhost:8080", chat.url);
  const { stdout, stderr } = await promisify(execFile)("sh", ["-c", script], { timeout: 20_000 });
  assert.equal(stderr, "");
  const [sent = "", listed = ""] = stdout.trimEnd().split("\n");
  const { messages } = JSON.parse(listed) as { messages: { seq: string; text: string }[] };
  assert.deepEqual([messages[0]?.seq, messages[0]?.text], [JSON.parse(sent).seq, "Hello from curl"]);
});

test("the failures that it shows are those that come", async () => {
  const [wrongField = "", notFound = ""] = blocks("json").map((block) => JSON.parse(block));
  const token = await guestToken(chat.url, "reader");
  const call = "channel.ChannelService/SendMessage";
  const { body } = await post(chat.url, call, { seenSeq: "ten" }, { token });
  assert.deepEqual({ code: body["code"], message: body["message"] }, wrongField);
  const nowhere = { channelId: "nowhere", clientMessageId: "a", text: "hello" };
  assert.deepEqual((await post(chat.url, call, nowhere, { token })).body, notFound);
});

test("every code stands in the row of its HTTP status", () => {
  for (const [code, status] of Object.entries(httpStatuses)) {
    const name = wireCode(code as keyof typeof httpStatuses);
    const row = document.split("\n").find((line) => /^\| \d/.test(line) && line.includes(`\`${name}\``));
    // A method that is not there is 404, as Connect wants it.
    if (name !== "unimplemented") assert.ok(row?.split("|")[1]?.includes(String(status)), name);
    else assert.match(row ?? "", /404/);
  }
});

test("it leads to the scenarios by which its claims are measured", () => {
  for (const { name } of [objects, file, encodings])
    assert.ok(document.includes(`benchmarks/README.md#${name})`), name);
});

test("its links lead to its own headings", () => {
  const headings = [...document.matchAll(/^##+ (.+)$/gm)].map((match) =>
    (match[1] ?? "")
      .toLowerCase()
      .replaceAll(/[^a-z0-9 -]/g, "")
      .replaceAll(" ", "-"),
  );
  const links = [...document.matchAll(/\]\(#([^)]+)\)/g)].map((match) => match[1] ?? "");
  assert.deepEqual(
    links.filter((link) => !headings.includes(link)),
    [],
  );
});
