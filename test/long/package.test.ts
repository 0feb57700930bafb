// What `npm run pack` writes is a package that works where there is nothing of this checkout.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { freePort } from "../support/free-port.ts";
import { FreshClone } from "../support/fresh-clone.ts";

test("the packed package installs in an empty folder; there its command serves and its SDK loads", async (t) => {
  const clone = new FreshClone(t);
  const packing = clone.start("npm", ["run", "pack"]);
  assert.equal(await packing.ended, 0, packing.screen());
  const tarball = /^madang-.*\.tgz$/m.exec(packing.stdout)?.[0] ?? "";

  const host = mkdtempSync(join(tmpdir(), "madang-host-"));
  t.after(() => rmSync(host, { recursive: true, force: true }));
  writeFileSync(join(host, "package.json"), JSON.stringify({ private: true, type: "module" }));
  const installation = clone.start("npm", ["install", join(clone.folder, tarball)], host);
  assert.equal(await installation.ended, 0, installation.screen());

  const server = clone.start("node_modules/.bin/madang", ["serve", "--listen", `127.0.0.1:${await freePort()}`], host);
  await server.prints("\nready\n");
  server.child.kill("SIGTERM");
  assert.equal(await server.ended, 0, server.screen());

  const program = 'import * as sdk from "madang/sdk"; console.log(Object.keys(sdk).length > 0);';
  const loading = clone.start("node", ["--input-type=module", "--eval", program], host);
  assert.equal(await loading.ended, 0, loading.screen());
  assert.equal(loading.stdout, "true\n");
});
