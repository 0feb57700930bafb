// The page's files: how they are cached and compressed, and that nothing else of the machine is among them.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request as ask } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { createHttpServer } from "./http-server.ts";
import { pageRoute } from "./page.ts";

const root = mkdtempSync(join(tmpdir(), "madang-page-"));
const folder = join(root, "web");
mkdirSync(join(folder, "assets"), { recursive: true });
writeFileSync(join(root, "secret.txt"), "secret");
writeFileSync(join(folder, "index.html"), "<!doctype html>the page");
writeFileSync(join(folder, "icon.svg"), "<svg/>");
writeFileSync(join(folder, "service-worker.js"), "keep()");
writeFileSync(join(folder, ".hidden.txt"), "hidden");
writeFileSync(join(folder, "assets", "index-abc.js"), "plain()");
writeFileSync(join(folder, "assets", "index-abc.js.br"), "brotli");
writeFileSync(join(folder, "assets", "index-abc.js.gz"), "gzip");

const serve = async (assets: string) => {
  const server = createHttpServer({
    routes: [pageRoute(assets)],
    upgrade: (_request, socket) => socket.destroy(),
    mayUse: () => true,
    mayBeCalled: () => true,
    tls: undefined,
    onUnexpected: (failure) => assert.fail(String(failure)),
    connectionsPerAddress: 0,
  });
  const port = await server.open("127.0.0.1", 0);
  after(() => server.close(100));
  return `http://127.0.0.1:${port}`;
};
const url = await serve(folder);
after(() => rmSync(root, { recursive: true }));

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(url + path, { headers: { "accept-encoding": "identity", ...headers } });

test("the page comes with its security policy and is asked for anew each time", async () => {
  const response = await get("/");
  assert.equal(await response.text(), "<!doctype html>the page");
  assert.equal(response.headers.get("content-type"), "text/html; charset=utf-8");
  assert.equal(response.headers.get("cache-control"), "no-cache");
  assert.equal(response.headers.get("x-content-type-options"), "nosniff");
  assert.equal(response.headers.get("referrer-policy"), "no-referrer");
  const policy = response.headers.get("content-security-policy") ?? "";
  for (const part of [
    "default-src 'self'",
    "script-src 'self';",
    "object-src 'none'",
    "worker-src 'self'",
    "frame-ancestors 'none'",
  ])
    assert.ok(policy.includes(part), part);
});

test("who has the page already is told so", async () => {
  const tag = (await get("/")).headers.get("etag") ?? "";
  const { status } = await get("/", { "if-none-match": tag });
  assert.equal(status, 304);
});

test("the service worker is asked for anew each time, and may keep the whole page", async () => {
  const { status, headers } = await get("/service-worker.js");
  const [type, cache, scope] = ["content-type", "cache-control", "service-worker-allowed"].map((n) => headers.get(n));
  assert.deepEqual([status, type, cache, scope], [200, "text/javascript; charset=utf-8", "no-cache", "/"]);
});

test("every path of the page's own leads to the page, but not those of files that are not there", async () => {
  const html = { accept: "text/html,*/*" };
  assert.equal(await (await get("/channels/lobby", html)).text(), "<!doctype html>the page");
  assert.equal((await get("/channels/lobby")).status, 404);
  assert.equal((await get("/assets/gone-123.js", html)).status, 404);
});

const encodings: [accepted: string, encoding: string | null, body: string][] = [
  ["identity", null, "plain()"],
  ["gzip", "gzip", "gzip"],
  ["gzip, deflate, br", "br", "brotli"],
  ["br;q=0, gzip", "gzip", "gzip"],
];

for (const [accepted, encoding, body] of encodings) {
  test(`with accept-encoding ${accepted} a script comes as ${encoding ?? "it is"}, for ever`, async () => {
    const { headers, text } = await rawGet("/assets/index-abc.js", accepted);
    assert.equal(headers["content-encoding"] ?? null, encoding);
    assert.equal(text, body);
    assert.match(String(headers["cache-control"]), /immutable/);
    assert.match(String(headers["vary"]), /accept-encoding/);
    assert.equal(headers["content-type"], "text/javascript; charset=utf-8");
  });
}

const outside = [
  "/../secret.txt",
  "/..%2fsecret.txt",
  "/%2e%2e/secret.txt",
  "/assets/../../secret.txt",
  "/..%5csecret.txt",
  "/.hidden.txt",
  "/assets",
  "/index.html%00.txt",
  "/%zz",
  "//secret.txt",
];

for (const path of outside) {
  test(`${path} is nothing`, async () => {
    const { status, text } = await rawGet(path, "identity");
    assert.equal(status, 404);
    assert.doesNotMatch(text, /secret|hidden/);
  });
}

test("HEAD tells of a file without it", async () => {
  const response = await fetch(`${url}/icon.svg`, { method: "HEAD" });
  assert.equal(response.headers.get("content-length"), "6");
  assert.equal(await response.text(), "");
});

test("a page that is not built says what to do", async () => {
  const bare = await serve(join(root, "nowhere"));
  const response = await fetch(bare);
  assert.equal(response.status, 503);
  assert.match(await response.text(), /npm start/);
});

/** As it is written: fetch would tidy the path, and undo the encoding. */
function rawGet(path: string, encoding: string) {
  const { promise, resolve, reject } = Promise.withResolvers<{
    status: number | undefined;
    headers: NodeJS.Dict<string | string[]>;
    text: string;
  }>();
  const { hostname, port } = new URL(url);
  ask({ hostname, port, path, headers: { "accept-encoding": encoding } }, (response) => {
    let text = "";
    response.setEncoding("utf8").on("data", (part: string) => {
      text += part;
    });
    response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, text }));
  })
    .on("error", reject)
    .end();
  return promise;
}
