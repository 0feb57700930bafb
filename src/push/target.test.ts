import assert from "node:assert/strict";
import { test } from "node:test";
import type { ChatError } from "../core/errors.ts";
import type { HostAddress } from "./resolve-host.ts";
import { checkTarget } from "./target.ts";

const leadingTo =
  (...addresses: string[]) =>
  async (): Promise<HostAddress[]> =>
    addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));

async function reasonOf(url: string, allowPrivate = false, resolve = leadingTo("1.1.1.1")): Promise<string> {
  try {
    await checkTarget(url, { allowPrivate, resolve });
    return "";
  } catch (failure) {
    return (failure as ChatError).reason;
  }
}

test("a public https address may be registered", async () => {
  for (const url of ["https://push.example.com/x", "https://push.example.com:8443/", "https://1.1.1.1/", "https://a.b"])
    assert.equal(await reasonOf(url), "", url);
});

test("what is no https address, or holds a password, is not valid", async () => {
  const long = `https://push.example.com/${"x".repeat(2_048)}`;
  const wrong = ["", "push.example.com", "http://push.example.com/", "ftp://a.example/", "file:///etc/passwd", long];
  for (const url of [...wrong, "https://me:secret@push.example.com/", "https://me@push.example.com/"])
    assert.equal(await reasonOf(url), "DEVICE_INVALID", url);
});

test("an address or a name of the server's own network is private", async () => {
  const hosts = ["127.0.0.1", "0177.1", "2130706433", "[::1]", "[::ffff:10.0.0.1]", "10.1.1.1", "169.254.169.254"];
  for (const host of [
    ...hosts,
    "localhost",
    "LOCALHOST.",
    "db",
    "nas.local",
    "metadata.google.internal",
    "a.home.arpa",
  ])
    assert.equal(await reasonOf(`https://${host}/`), "TARGET_PRIVATE", host);
});

test("a name that leads to private addresses only is private, and one that leads nowhere now is let through", async () => {
  assert.equal(await reasonOf("https://a.example.com/", false, leadingTo("10.0.0.1", "fd00::1")), "TARGET_PRIVATE");
  assert.equal(await reasonOf("https://a.example.com/", false, leadingTo("10.0.0.1", "1.1.1.1")), "");
  assert.equal(await reasonOf("https://a.example.com/", false, () => Promise.reject(new Error("no name server"))), "");
});

test("where the operator allows it, private addresses and plain HTTP may be registered", async () => {
  for (const url of ["http://127.0.0.1:9000/", "http://db/", "https://[::1]/"])
    assert.equal(await reasonOf(url, true), "");
  assert.equal(await reasonOf("ftp://127.0.0.1/", true), "DEVICE_INVALID");
});
