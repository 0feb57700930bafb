// What `npm run pack` writes is a package that works where there is nothing of this checkout, with the machine's own Node.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type TestContext, test } from "node:test";
import { FreshClone } from "../support/fresh-clone.ts";

const installMs = 180_000;

const typed = `
import { type EmbeddedMadang, startMadang } from "madang";
import { type ChatClient, connect } from "madang/sdk";
const madang: EmbeddedMadang = await startMadang({ listen: "127.0.0.1:0", guests: "off", authSecret: "secret" });
const hostToken = async () => madang.userToken({ id: "42", name: "ann" });
const ann: ChatClient = await connect({ address: madang.addresses[0] ?? "", hostToken });
const { seq }: { seq: number } = await ann.send("lobby", "hello");
// @ts-expect-error There are types: a wrong word is found.
await startMadang({ guests: "perhaps", authSecret: seq });
`;

test("the packed package installs in an empty folder, and there", { timeout: 2 * installMs }, async (t) => {
  const clone = new FreshClone(t);
  const host = await install(clone, await pack(clone), t);

  await t.test("its command says its version and serves, the page too", async () => {
    const version = clone.start("npx", ["madang", "--version"], host);
    assert.equal(await version.ended, 0, version.screen());
    assert.equal(version.stdout.trim(), JSON.parse(readFileSync("package.json", "utf8")).version);
    const server = clone.start(
      "node_modules/.bin/madang",
      ["serve", "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0"],
      host,
    );
    await server.prints("\nready\n");
    const page = await fetch(/web\s+(\S+)/.exec(server.stdout)?.[1] ?? "", { signal: AbortSignal.timeout(5_000) });
    assert.match(await page.text(), /<div id="root">/);
    server.child.kill("SIGTERM");
    assert.equal(await server.ended, 0, server.screen());
    assert.equal(server.stderr, "");
  });

  await t.test("a program starts it, signs its users in, and prints nothing but its own words", async () => {
    cpSync("examples/embed/embed.js", join(host, "embed.js"));
    const program = clone.start("node", ["embed.js"], host);
    assert.equal(await program.ended, 0, program.screen());
    assert.equal(program.screen(), "stdout: ann: hello from inside\n\nstderr: ");
  });

  await t.test("the program that docs/embedding.md opens with runs", async () => {
    const [, text = ""] = /```js\n([^]*?)```/.exec(readFileSync("docs/embedding.md", "utf8")) ?? [];
    writeFileSync(join(host, "documented.js"), text);
    const program = clone.start("node", ["documented.js"], host);
    assert.equal(await program.ended, 0, program.screen());
    assert.match(program.stdout, /^ann is 42 here\n$/);
  });

  await t.test("a program in CommonJS finds it too", async () => {
    const text = 'const { startMadang } = require("madang"); console.log(typeof startMadang);';
    const program = clone.start("node", ["--input-type=commonjs", "--no-warnings", "--eval", text], host);
    assert.equal(await program.ended, 0, program.screen());
    assert.equal(program.stdout, "function\n");
  });

  await t.test("its types are found", async () => {
    writeFileSync(join(host, "typed.ts"), typed);
    const compiler = resolve("node_modules/typescript/bin/tsc");
    const flags = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2024", "typed.ts"];
    const compiling = clone.start(process.execPath, [compiler, ...flags], host);
    assert.equal(await compiling.ended, 0, compiling.screen());
  });
});

async function pack(clone: FreshClone): Promise<string> {
  // That a clone installs is for another test: here the packages of this checkout do.
  symlinkSync(resolve("node_modules"), join(clone.folder, "node_modules"));
  const packing = clone.start(process.execPath, ["tools/pack-build.ts"]);
  assert.equal(await packing.ended, 0, packing.screen());
  return join(clone.folder, /^madang-.*\.tgz$/m.exec(packing.stdout)?.[0] ?? "");
}

async function install(clone: FreshClone, tarball: string, t: TestContext): Promise<string> {
  const host = mkdtempSync(join(tmpdir(), "madang-host-"));
  t.after(() => rmSync(host, { recursive: true, force: true }));
  writeFileSync(join(host, "package.json"), JSON.stringify({ private: true, type: "module" }));
  const installation = clone.start("npm", ["install", tarball], host);
  assert.equal(await installation.ended, 0, installation.screen());
  return host;
}
