// Which addresses lead nowhere on the public internet: nobody outside may make the server knock at them.
import { BlockList, isIPv4, isIPv6 } from "node:net";

// IANA's special-purpose registries: this host, private, shared by a provider (CGNAT), link-local with the clouds'
// metadata services, protocol assignments, examples, benchmarks, multicast and reserved.
const ipv4Ranges: readonly [network: string, bits: number][] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
];

// Unspecified, loopback and the old IPv4-compatible ones, local NAT64, discard, Teredo and its neighbours, examples,
// 6to4, segment routing, unique local, link-local, the old site-local, multicast.
const ipv6Ranges: readonly [network: string, bits: number][] = [
  ["::", 96],
  ["64:ff9b:1::", 48],
  ["100::", 64],
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
  ["5f00::", 16],
  ["fc00::", 7],
  ["fe80::", 10],
  ["fec0::", 10],
  ["ff00::", 8],
];

const refused = new BlockList();
for (const [network, bits] of ipv4Ranges) {
  refused.addSubnet(network, bits, "ipv4");
  // The same place through a NAT64 gateway or written as a mapped address.
  refused.addSubnet(`64:ff9b::${network}`, 96 + bits, "ipv6");
  refused.addSubnet(`::ffff:${network}`, 96 + bits, "ipv6");
}
for (const [network, bits] of ipv6Ranges) refused.addSubnet(network, bits, "ipv6");

/** Whether an IP address is anything but one host of the public internet; what is no address counts as private. */
export function isPrivateAddress(address: string): boolean {
  const plain = address.replace(/%.*$/, "");
  if (isIPv4(plain)) return refused.check(plain, "ipv4");
  return !isIPv6(plain) || refused.check(plain, "ipv6");
}
