import assert from "node:assert/strict";
import { test } from "node:test";
import { deviceLabel } from "./device-label.ts";

test("a browser is called by its own name, also where it says that it is others too", () => {
  const chrome =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/153.0.0.0 Safari/537.36";
  assert.equal(deviceLabel(chrome), "Chrome, Linux");
  assert.equal(deviceLabel(`${chrome.replace("X11; Linux x86_64", "Windows NT 10.0")} Edg/153.0`), "Edge, Windows");
  const phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Version/19.0 Mobile Safari/604";
  assert.equal(deviceLabel(phone), "Safari, iPhone");
  assert.equal(deviceLabel("something new"), "Browser");
});
