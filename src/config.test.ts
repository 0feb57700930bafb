import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { Command } from "commander";
import { ConfigError, configDoc, configFrom, configOptions, loadConfig } from "./config.ts";

const folder = mkdtempSync(join(tmpdir(), "madang-config-"));
after(() => rmSync(folder, { recursive: true }));
const key = join(folder, "key.pem");
writeFileSync(key, "secret");

function withFile<T>(content: unknown, act: (cwd: string) => T): T {
  const cwd = mkdtempSync(join(folder, "cwd-"));
  writeFileSync(join(cwd, "madang.config.json"), typeof content === "string" ? content : JSON.stringify(content));
  return act(cwd);
}

function refusal(argv: string[], env: Record<string, string> = {}, cwd = folder): string {
  try {
    loadConfig(argv, env, cwd);
  } catch (failure) {
    if (failure instanceof ConfigError) return failure.message;
    throw failure;
  }
  return assert.fail("it was accepted");
}

test("without a word everything has its default, and nothing is named", () => {
  const { named, ...config } = loadConfig([], {}, folder);
  assert.deepEqual(config, {
    data: join(folder, "data"),
    listen: [
      { host: "127.0.0.1", port: 50051 },
      { host: "::1", port: 50051 },
    ],
    tlsCert: undefined,
    tlsKey: undefined,
    tlsClientCa: undefined,
    guests: "auto",
    authKey: undefined,
    authJwks: undefined,
    accessTokenMinutes: 60,
    refreshTokenDays: 30,
    guestNameDays: 30,
    sendRate: 100,
    sendBurst: 1_000,
    signInFailuresPerMinute: 10,
    connectionsPerAddress: 200,
    http: [
      { host: "127.0.0.1", port: 8080 },
      { host: "::1", port: 8080 },
    ],
    httpOrigins: [],
    httpPolling: false,
    doorListen: [50050, 50052, 4321, 11912].flatMap((port) => [
      { host: "127.0.0.1", port },
      { host: "::1", port },
    ]),
    channelPorts: [50054, 50055, 50056, 50057],
    doors: [],
    doorHost: "localhost",
    noteReplay: 0,
    streamNotifications: false,
    printDoors: false,
    traceCalls: false,
    notifyWhen: "offline",
    notifyOnlineAfter: 20,
    notifyTo: undefined,
    strictNotifications: false,
    notifyForHours: 24,
    notifyPrivate: false,
    notifyContact: "mailto:operator@example.org",
    kafka: [],
    cql: [],
    kafkaTopic: "madang.log",
    cqlKeyspace: "madang",
    cqlDataCenter: "datacenter1",
    cqlUser: undefined,
    nodeListen: [{ host: "127.0.0.1", port: 0 }],
    services: [],
    logLevel: "warn",
  });
  assert.equal(named.size, 0);
});

test("a flag wins over the environment, that over the file, that over the default", () => {
  withFile({ sendRate: 1, sendBurst: 1, logLevel: "info" }, (cwd) => {
    const env = { MADANG_SEND_RATE: "2", MADANG_SEND_BURST: "2" };
    const config = loadConfig(["--send-rate", "3"], env, cwd);
    assert.deepEqual([config.sendRate, config.sendBurst, config.logLevel, config.refreshTokenDays], [3, 2, "info", 30]);
    assert.deepEqual([...config.named].toSorted(), ["logLevel", "sendBurst", "sendRate"]);
  });
});

test("naming a switch turns it on; elsewhere it has a value", () => {
  assert.equal(loadConfig(["--print-doors"], {}, folder).printDoors, true);
  assert.equal(loadConfig(["--print-doors", "off"], {}, folder).printDoors, false);
  assert.match(refusal(["--print-doors=maybe"]), /--print-doors must be on or off/);
  assert.equal(loadConfig([], { MADANG_PRINT_DOORS: "on" }, folder).printDoors, true);
  withFile({ printDoors: true, traceCalls: "off" }, (cwd) => {
    const { printDoors, traceCalls } = loadConfig([], { MADANG_PRINT_DOORS: "off" }, cwd);
    assert.deepEqual([printDoors, traceCalls], [false, false]);
  });
  const sentence = refusal([], { MADANG_PRINT_DOORS: "maybe" });
  assert.match(sentence, /MADANG_PRINT_DOORS \(--print-doors\) must be on or off/);
});

test("ports come as numbers and ranges, doors by their names", () => {
  const ports = (given: string) => loadConfig(["--channel-ports", given], {}, folder).channelPorts;
  assert.deepEqual(ports("6000-6002, 0,7"), [6000, 6001, 6002, 0, 7]);
  withFile({ channelPorts: [1, "2-3"], doors: ["chatting"] }, (cwd) => {
    const { channelPorts, doors } = loadConfig([], {}, cwd);
    assert.deepEqual([channelPorts, doors], [[1, 2, 3], ["chatting"]]);
  });
  for (const wrong of ["", "x", "2-1", "1-70000", "1-2000"])
    assert.match(refusal(["--channel-ports", wrong]), /--channel-ports must be ports and ranges/);
  for (const wrong of ["push", "push:0", "push:70000", "a:1,b:2"])
    assert.match(refusal(["--notify-to", wrong]), /--notify-to must be host:port/);
  for (const wrong of ["ann", "mailto:ann", "http://example.org"])
    assert.match(refusal(["--notify-contact", wrong]), /--notify-contact must be mailto:… or https:/);
  assert.match(refusal(["--doors", "chat"]), /--doors must be some of off, chatting/);
  assert.match(refusal(["--doors", "off,chatting"]), /off stands alone/);
  for (const wrong of ["", "a b", "http://x", "::1"])
    assert.match(refusal(["--door-host", wrong]), /--door-host must be a host name/);
});

test("a default that is named all the same counts as named", () => {
  const { listen, named } = loadConfig(["--listen", "127.0.0.1:50051"], {}, folder);
  assert.deepEqual(listen, [{ host: "127.0.0.1", port: 50051 }]);
  assert.ok(named.has("listen"));
});

test("places to listen come as repeated flags, with commas, or as a list in the file", () => {
  const places = [
    { host: "0.0.0.0", port: 1 },
    { host: "::", port: 2 },
    { host: "chat.example", port: 0 },
  ];
  const flags = ["--listen", "0.0.0.0:1, [::]:2", "--listen", "chat.example:0"];
  assert.deepEqual(loadConfig(flags, {}, folder).listen, places);
  assert.deepEqual(loadConfig([], { MADANG_LISTEN: "0.0.0.0:1,[::]:2,chat.example:0" }, folder).listen, places);
  withFile({ listen: ["0.0.0.0:1", "[::]:2", "chat.example:0"] }, (cwd) => {
    assert.deepEqual(loadConfig([], {}, cwd).listen, places);
  });
});

test("an empty variable is the same as none", () => {
  assert.equal(loadConfig([], { MADANG_GUESTS: "" }, folder).guests, "auto");
});

test("a program gives settings as they stand in the file", () => {
  const config = configFrom({ listen: "127.0.0.1:0", sendRate: 0, authKey: "key.pem" }, folder);
  assert.deepEqual(config.listen, [{ host: "127.0.0.1", port: 0 }]);
  assert.equal(config.authKey, key);
  assert.deepEqual([...config.named], ["listen", "authKey", "sendRate"]);
  assert.throws(() => configFrom({ sendRate: -1 }, folder), ConfigError);
});

test("a wrong value is refused with one sentence that names the flag and what is allowed", () => {
  const number = "must be a whole number from 0 to 1000000, not";
  assert.equal(refusal(["--send-rate", "1.5"]), `--send-rate ${number} "1.5".`);
  assert.equal(refusal([], { MADANG_SEND_RATE: "-1" }), `MADANG_SEND_RATE (--send-rate) ${number} "-1".`);
  withFile({ sendRate: "lots" }, (cwd) => {
    assert.equal(refusal([], {}, cwd), `"sendRate" in madang.config.json (--send-rate) ${number} "lots".`);
  });
  assert.equal(refusal(["--guests", "maybe"]), '--guests must be one of on, off, auto, not "maybe".');
  assert.equal(refusal(["--auth-key", "gone.pem"]), '--auth-key must be a file that can be read, not "gone.pem".');
  assert.equal(refusal(["--data", ""]), '--data must be the path of a folder, not "".');
});

test("a place to listen has a host and a port", () => {
  for (const place of [
    "50051",
    "localhost",
    "localhost:",
    ":50051",
    "localhost:65536",
    "::1:50051",
    "[zz]:1",
    "a b:1",
    "",
  ])
    assert.match(refusal(["--listen", place]), /^--listen must be host:port/, place);
});

test("unknown flags, stray words and unknown settings in the file are refused", () => {
  assert.match(refusal(["--lisen", "x"]), /^unknown option '--lisen'/);
  assert.match(refusal(["hello"]), /hello/);
  withFile({ lisen: "x" }, (cwd) =>
    assert.match(refusal([], {}, cwd), /^"lisen" in madang\.config\.json is no setting/),
  );
  withFile("[]", (cwd) => assert.match(refusal([], {}, cwd), /must hold one JSON object/));
  withFile("{", (cwd) => assert.match(refusal([], {}, cwd), /^madang\.config\.json cannot be read/));
});

test("certificate and key go together", () => {
  assert.match(refusal(["--tls-cert", key]), /^--tls-cert and --tls-key go together/);
  assert.match(refusal(["--tls-client-ca", key]), /^--tls-client-ca needs/);
  assert.equal(loadConfig(["--tls-cert", "key.pem", "--tls-key", key], {}, folder).tlsCert, key);
});

test("the command's help names every setting", () => {
  const command = new Command("serve");
  for (const option of configOptions()) command.addOption(option);
  for (const name of Object.keys(loadConfig([], {}, folder)).filter((each) => each !== "named")) {
    const flag = name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    assert.match(command.helpInformation(), new RegExp(`--${flag} [<[]`));
  }
});

test("docs/config.md is the table of settings", () => {
  assert.equal(readFileSync(new URL("../docs/config.md", import.meta.url), "utf8"), configDoc());
});

test("a fleet needs both of its stores, services need a fleet, and a node an address that others reach", () => {
  const refusals: [string[], RegExp][] = [
    [["--kafka", "127.0.0.1:9092"], /^ConfigError: --kafka and --cql go together/],
    [["--cql", "127.0.0.1:9042"], /^ConfigError: --kafka and --cql go together/],
    [["--services", "gateway"], /^ConfigError: --services are for a fleet/],
    [["--node-listen", "0.0.0.0:7450"], /^ConfigError: --node-listen must be one address/],
  ];
  for (const [argv, sentence] of refusals)
    assert.throws(
      () => loadConfig(argv, {}, folder),
      (failure) => sentence.test(`ConfigError: ${(failure as Error).message}`),
    );
  const { services } = loadConfig(["--kafka", "a:1", "--cql", "b:2", "--services", "channel,gateway"], {}, folder);
  assert.deepEqual(services, ["channel", "gateway"]);
});
