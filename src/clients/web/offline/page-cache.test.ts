import assert from "node:assert/strict";
import { test } from "node:test";
import { PageCache } from "./page-cache.ts";

const origin = "http://madang.example";
const html = (build: string) => `<script src="/assets/${build}.js"></script><link href="/icon.svg" rel="icon">`;

/** A server with one build of the page, and a browser that keeps what it is given. */
class House {
  build = "one";
  isUp = true;
  status = 200;
  delayMs = 0;
  readonly kept = new Map<string, Map<string, Response>>();

  readonly fetch = async (request: Request | string) => {
    await new Promise((resolve) => setTimeout(resolve, this.delayMs));
    if (!this.isUp) throw new TypeError("no connection");
    const path = typeof request === "string" ? request : new URL(request.url).pathname;
    if (path === "/assets/gone.js") return new Response("", { status: 404 });
    return new Response(path.startsWith("/assets/") ? path : html(this.build), { status: this.status });
  };

  readonly caches = {
    keys: async () => [...this.kept.keys()],
    delete: async (name: string) => this.kept.delete(name),
    open: async (name: string) => {
      const entries = this.kept.get(name) ?? new Map<string, Response>();
      this.kept.set(name, entries);
      return {
        match: async (path: string) => entries.get(path)?.clone(),
        put: async (path: string, response: Response) => void entries.set(path, response),
        addAll: async (paths: string[]) => {
          const responses = await Promise.all(paths.map(this.fetch));
          if (responses.some(({ ok }) => !ok)) throw new TypeError("not all are there");
          for (const [i, response] of responses.entries()) entries.set(paths[i] ?? "", response);
        },
      } as unknown as Cache;
    },
  };

  cache(version: string, files = [`/assets/${version}.js`, "/icon.svg"]) {
    return new PageCache({ version, files, origin, caches: this.caches, fetch: this.fetch, deadlineMs: 20 });
  }
}

const visit = (cache: PageCache, path = "/") =>
  cache.answer({ url: origin + path, method: "GET", mode: "navigate" } as Request)?.then((answer) => answer.text());
const load = (cache: PageCache, path: string, from = origin) => cache.answer(new Request(from + path));

test("the page opens without a server, with all that it loads", async () => {
  const house = new House();
  const cache = house.cache("one");
  await cache.fill();
  house.isUp = false;
  assert.equal(await visit(cache), html("one"));
  assert.equal(await (await load(cache, "/assets/one.js"))?.text(), "/assets/one.js");
});

test("a server that answers is believed, one that is slow or broken is not waited for", async () => {
  const house = new House();
  const cache = house.cache("one");
  await cache.fill();
  house.build = "two";
  assert.equal(await visit(cache), html("two"));
  house.status = 502;
  assert.equal(await visit(cache), html("one"));
  Object.assign(house, { status: 200, delayMs: 60 });
  assert.equal(await visit(cache), html("one"));
});

test("where nothing is kept the server is waited for, and its failure is told", async () => {
  const house = new House();
  const cache = house.cache("one");
  house.delayMs = 60;
  assert.equal(await visit(cache), html("one"));
  house.isUp = false;
  await assert.rejects(async () => visit(cache), /no connection/);
});

test("a page is kept whole or not at all: with a file missing, or a page of another build, the last one stays", async () => {
  const house = new House();
  const old = house.cache("one");
  await old.fill();
  await assert.rejects(house.cache("gone").fill(), /not all/);
  house.build = "three";
  await assert.rejects(house.cache("two").fill(), /another build/);
  assert.deepEqual([...house.kept.keys()], ["madang-page-one"]);
  house.isUp = false;
  assert.equal(await visit(old), html("one"));
});

test("the next build takes over, and of the one before nothing stays", async () => {
  const house = new House();
  await house.cache("one").fill();
  house.kept.set("somebody else's", new Map());
  house.build = "two";
  const next = house.cache("two");
  await next.fill();
  await next.dropOthers();
  assert.deepEqual([...house.kept.keys()], ["somebody else's", "madang-page-two"]);
});

test("a font is kept from the first time that it is wanted", async () => {
  const house = new House();
  const cache = house.cache("one", ["/assets/one.js", "/icon.svg", "/assets/letters.woff2"]);
  await cache.fill();
  assert.deepEqual([...(house.kept.get("madang-page-one")?.keys() ?? [])], ["/assets/one.js", "/icon.svg", "/"]);
  await load(cache, "/assets/letters.woff2");
  house.isUp = false;
  assert.equal(await (await load(cache, "/assets/letters.woff2"))?.text(), "/assets/letters.woff2");
});

test("what only the server can answer is left to it", () => {
  const cache = new House().cache("one");
  for (const path of ["/api", "/openapi.json", "/metrics", "/healthz", "/readyz", "/socket.io/?a=1"])
    assert.equal(visit(cache, path), undefined, path);
  const call = "/madang.agent.v1.AgentService/SignIn";
  assert.equal(visit(cache, call), undefined);
  for (const path of ["/metrics", "/socket.io/", call, "/assets/other.js"])
    assert.equal(load(cache, path), undefined, path);
  assert.equal(load(cache, "/assets/one.js", "http://other.example"), undefined);
  assert.equal(cache.answer(new Request(`${origin}/assets/one.js`, { method: "POST" })), undefined);
});
