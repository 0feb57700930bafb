// The page about HTTP and JSON: its curl lines are typed into a shell as they stand.
import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { get } from "node:http";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { startHttpChat } from "../support/http-chat.ts";

const chat = await startHttpChat();
after(() => chat.close());
const page = await (await fetch(`${chat.url}/api`)).text();
const methods = chat.services.flatMap(({ desc }) => desc.methods);
const unary = methods.filter(({ methodKind }) => methodKind === "unary");

function textOf(html: string): string {
  return html.replaceAll(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
}

function linesOf(id: string): string {
  return textOf(new RegExp(`<pre id="${id}">([^<]*)</pre>`).exec(page)?.[1] ?? assert.fail(id));
}

function curlOf(method: string): string {
  return textOf(new RegExp(`<pre data-method="${method}">([^<]*)</pre>`).exec(page)?.[1] ?? assert.fail(method));
}

const hasCurl = spawnSync("sh", ["-c", "curl --version && sed --version"]).status === 0;
// Those of a guest, on a server that accepts no tokens of another program.
const refused: Record<string, string> = { SignInWithToken: "TOKENS_OFF", ChangePassword: "NO_PASSWORD" };

test("every line of the page works as it stands", { skip: hasCurl ? false : "curl is not installed" }, async () => {
  const names = unary.map(({ name }) => name);
  // What ends the session that the other lines use comes last.
  const inOrder = [...names.filter((name) => name !== "SignOut"), "SignOut"];
  const script = [linesOf("sign-in"), linesOf("prepare"), ...inOrder.map(curlOf)].join("\n");
  const { stdout, stderr } = await promisify(execFile)("sh", ["-c", script], { timeout: 30_000 });
  assert.equal(stderr, "");
  const answers = stdout.trimEnd().split("\n");
  assert.equal(answers.length, inOrder.length, stdout);
  for (const [index, name] of inOrder.entries()) {
    const { code, details } = JSON.parse(answers[index] ?? "");
    const reason = code === undefined ? undefined : details?.[0]?.debug.reason;
    assert.equal(reason, refused[name], `${name}: ${answers[index]}`);
  }
  assert.deepEqual(chat.unexpected, []);
});

test("the page shows every method and message of every service, and every link in it leads somewhere", () => {
  for (const { parent, name, input, output } of methods) {
    assert.ok(page.includes(`id="${parent.typeName}.${name}"`), name);
    for (const { typeName } of [input, output]) assert.ok(page.includes(`id="${typeName}"`), typeName);
  }
  const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]));
  const links = [...page.matchAll(/href="#([^"]+)"/g)].map((match) => match[1]);
  assert.ok(links.length > 100);
  assert.deepEqual(
    links.filter((link) => !ids.has(link)),
    [],
  );
});

test("the page needs nothing from elsewhere and may run no script", async () => {
  assert.doesNotMatch(page, /<script|<img|<link|@import|url\(|\son\w+=|javascript:/i);
  const elsewhere = [...page.matchAll(/(?:href|src)="(?!#)([^"]+)"/g)].map((match) => match[1]);
  assert.deepEqual(elsewhere, ["/openapi.json"]);
  const policy = (await fetch(`${chat.url}/api`)).headers.get("content-security-policy") ?? "";
  assert.match(policy, /^default-src 'none'; style-src 'sha256-/);
  assert.doesNotMatch(policy, /unsafe/);
});

test("the lines call the host that was asked, unless that is not a host's name", async () => {
  assert.ok(linesOf("sign-in").includes(` ${chat.url}/madang.agent.v1.AgentService/SignInGuest `));
  for (const host of ["chat.example:8443", "[::1]:8080"])
    assert.ok((await pageFor(host)).includes(`http://${host}/madang.`));
  const odd = await pageFor("a;rm$IFS-rf");
  assert.ok(odd.includes("http://localhost:8080/madang.") && !odd.includes("rm$IFS"));
});

function pageFor(host: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  get(`${chat.url}/api`, { headers: { host }, timeout: 10_000 }, (response) => {
    let text = "";
    response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
    response.once("end", () => resolve(text));
  }).once("error", reject);
  return promise;
}

test("the document for programs is served, compressed where that is accepted, and to HEAD without a body", async () => {
  const response = await fetch(`${chat.url}/openapi.json`);
  assert.deepEqual(
    [response.headers.get("content-type"), response.headers.get("content-encoding")],
    ["application/json", "gzip"],
  );
  const { paths, openapi, info } = (await response.json()) as {
    paths: object;
    openapi: string;
    info: { version: string };
  };
  assert.deepEqual([openapi, info.version, Object.keys(paths).length], ["3.1.0", "1.2.3", unary.length]);
  const plain = await fetch(`${chat.url}/openapi.json`, { headers: { "accept-encoding": "identity" } });
  assert.equal(plain.headers.get("content-encoding"), null);
  const head = await fetch(`${chat.url}/openapi.json`, { method: "HEAD" });
  assert.deepEqual([head.status, await head.text()], [200, ""]);
});
