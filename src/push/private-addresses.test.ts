import assert from "node:assert/strict";
import { test } from "node:test";
import { isPrivateAddress } from "./private-addresses.ts";

const refused = [
  ["this host", "0.0.0.0", "::", "0.1.2.3"],
  ["loopback", "127.0.0.1", "127.255.255.254", "::1"],
  ["private networks", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "fd00::1", "fc00::"],
  ["a provider's shared addresses", "100.64.0.1", "100.127.255.255"],
  ["link-local and the clouds' metadata", "169.254.169.254", "fe80::1", "fe80::1%eth0", "fd00:ec2::254"],
  ["multicast and broadcast", "224.0.0.1", "239.1.1.1", "255.255.255.255", "ff02::1"],
  ["mapped and compatible IPv4", "::ffff:127.0.0.1", "::ffff:a00:1", "::ffff:169.254.169.254", "::127.0.0.1"],
  ["IPv4 through NAT64 and 6to4", "64:ff9b::10.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::"],
  ["examples and benchmarks", "192.0.2.1", "198.18.0.1", "203.0.113.7", "2001:db8::1"],
  ["what is no address", "", "localhost", "1.2.3", "999.1.1.1"],
];

for (const [what, ...addresses] of refused) {
  test(`${what}: private`, () => {
    for (const address of addresses) assert.equal(isPrivateAddress(address), true, address);
  });
}

test("hosts of the public internet are not private, also as mapped addresses and through NAT64", () => {
  const open = ["1.1.1.1", "172.15.0.1", "172.32.0.1", "100.128.0.1", "193.0.0.1", "223.255.255.255"];
  for (const address of [...open, "2606:4700::1111", "2a00:1450::1", "::ffff:8.8.8.8", "64:ff9b::808:808"])
    assert.equal(isPrivateAddress(address), false, address);
});
