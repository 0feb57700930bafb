// Every setting in one table: flag, environment, file, help and document are made from it.
import { accessSync, constants, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { Command, CommanderError, Option } from "commander";
import {
  addresses,
  file,
  flag,
  folder,
  hostName,
  list,
  oneOf,
  placeValue,
  ports,
  type Setting,
  whole,
  words,
} from "./config/setting-kinds.ts";

/** A setting cannot be what was asked for; the message is a sentence for the person who started Madang. */
export class ConfigError extends Error {}

const settings = {
  data: folder("The folder with all data; made if it is missing. One Madang uses it at a time.", "./data"),
  listen: addresses(
    "Where to listen; give the flag more than once, or commas, for more places.",
    ["127.0.0.1", "::1"].map((host) => ({ host, port: 50051 })),
    "127.0.0.1:50051 and, where there is IPv6, [::1]:50051",
  ),
  tlsCert: file("The server's certificate chain in PEM: with it, only TLS is spoken. Goes with --tls-key."),
  tlsKey: file("The private key of the certificate in PEM."),
  tlsClientCa: file("Clients must show a certificate that this authority signed, in PEM."),
  guests: oneOf(
    ["on", "off", "auto"],
    "Whether people may come in by a name alone; auto: from this machine only. Behind a proxy everybody comes from the proxy's machine: say on or off.",
    "auto",
  ),
  authKey: file("Accept tokens that your program signs: an HS256 secret, or a public key in PEM."),
  authJwks: file("Accept tokens that your program signs: its JSON Web Key Set, read again when it changes."),
  accessTokenMinutes: whole([1, 1_440], "How long an access token is good for.", 60),
  refreshTokenDays: whole([1, 3_650], "How long one can stay away and still be signed in.", 30),
  guestNameDays: whole([1, 3_650], "After so long without a session a guest's name is free again.", 30),
  sendRate: whole([0, 1_000_000], "Sends a second that one person may keep up; 0: no limit.", 100),
  sendBurst: whole([1, 1_000_000], "Sends that one person may make at once.", 1_000),
  signInFailuresPerMinute: whole(
    [0, 1_000_000],
    "Failed sign-ins a minute, for an address and for an account; 0: no limit.",
    10,
  ),
  connectionsPerAddress: whole(
    [0, 1_000_000],
    "Connections from one address, except from this machine; 0: no limit.",
    200,
  ),
  http: addresses(
    "Where browsers find the page, Socket.IO and HTTP/JSON. With port 0 in --listen, any free port unless named here.",
    ["127.0.0.1", "::1"].map((host) => ({ host, port: 8080 })),
    "127.0.0.1:8080 and, where there is IPv6, [::1]:8080",
  ),
  httpOrigins: list(
    "Pages of other origins that may use it, e.g. https://chat.example, and where a proxy on this machine shows it; our own page always may.",
    /^https?:\/\/[^/\s]+$/,
    "origins like https://chat.example, with commas between them",
  ),
  httpPolling: flag("Also let browsers come by HTTP long polling, for networks that know no WebSocket."),
  doorListen: addresses(
    "Where the older protocols' clients look for their servers, always without TLS. With port 0 in --listen, none unless named here.",
    [50050, 50052, 4321, 11912].flatMap((port) => ["127.0.0.1", "::1"].map((host) => ({ host, port }))),
    "ports 50050, 50052, 4321 and 11912 of 127.0.0.1 and, where there is IPv6, [::1]",
  ),
  channelPorts: ports(
    "Ports for channels that older chatting clients make: one each while somebody is in it; 0: any free port.",
    [50054, 50055, 50056, 50057],
    "50054-50057",
  ),
  doors: words(
    ["off", "chatting", "chat-server", "agg-funcs", "route-guide", "notification"],
    "off",
    "Older protocols that answer other machines too. They know no sign-in, so without their name here they answer this machine only; off: they answer nobody.",
  ),
  doorHost: hostName("The host name under which older chatting clients are told to look for us.", "localhost"),
  noteReplay: whole(
    [0, 1_000_000_000],
    "How many of the latest notes a new ChatStream listener of the older chat-server gets; 0: all.",
    0,
  ),
  streamNotifications: flag("Push older SendNotification calls to the StreamNotifications stream of that person."),
  printDoors: flag("Print on standard output what the older servers printed, with the text of messages."),
  traceCalls: flag("Print a line on standard output for every hop of a message: ids and times, never its text."),
  logLevel: oneOf(
    ["trace", "debug", "info", "warn", "error", "fatal", "silent"],
    "What the log on standard error tells.",
    "warn",
  ),
};

type Table = typeof settings;
type SettingName = keyof Table;

/** What every setting is. */
export type Settings = { readonly [Name in SettingName]: Table[Name] extends Setting<infer Value> ? Value : never };

/** What Madang was told, by whatever way. */
export interface Config extends Settings {
  /** The settings that somebody named: what is not among them has its default, and may give way. */
  readonly named: ReadonlySet<SettingName>;
}

type Source = [where: string, given: unknown];
type Environment = Readonly<Record<string, string | undefined>>;

const names = Object.keys(settings) as SettingName[];
const fileName = "madang.config.json";

/**
 * Reads the settings: a flag wins over the environment, that over madang.config.json in the present folder, that over
 * the default. Throws ConfigError for the first that is wrong.
 */
export function loadConfig(argv: readonly string[], env: Environment, cwd: string): Config {
  const flags = readFlags(argv);
  const inFile = readFile(join(cwd, fileName));
  return gather(cwd, (name) => [
    [flagOf(name), flags[name]],
    [`${envOf(name)} (${flagOf(name)})`, env[envOf(name)] || undefined],
    [`"${name}" in ${fileName} (${flagOf(name)})`, inFile[name]],
  ]);
}

/** The same for a program that starts Madang itself, and gives settings as they stand in madang.config.json. */
export function configFrom(given: { readonly [Name in SettingName]?: unknown }, cwd: string): Config {
  return gather(cwd, (name) => [[name, given[name]]]);
}

/** The settings as options of a command: for its help, and so that it knows them. */
export function configOptions(): Option[] {
  return names.map((name) => {
    const { value, meaning, shown }: Setting<unknown> = settings[name];
    const option = new Option(usageOf(name), `${meaning} (default: ${shown})`);
    const gather = (given: string, before: string[] | undefined) => [...(before ?? []), given];
    return value === placeValue ? option.argParser(gather) : option;
  });
}

/** docs/config.md. */
export function configDoc(): string {
  const rows = names.map((name) => {
    const { meaning, allowed, shown }: Setting<unknown> = settings[name];
    const ways = [usageOf(name), envOf(name), name].map((way) => `\`${way}\``);
    return `| ${[...ways, shown, allowed, meaning].join(" | ")} |`;
  });
  return [
    "# Settings",
    "",
    "Madang starts without any. A flag wins over an environment variable, that over",
    `\`${fileName}\` in the folder where Madang is started, that over the default. Paths are relative to that folder.`,
    "A wrong value ends the start with one sentence that names the flag and what is allowed.",
    "",
    `| flag | environment | in ${fileName} | default | allowed | meaning |`,
    "|---|---|---|---|---|---|",
    ...rows,
    "",
    "```json",
    JSON.stringify({ data: "/var/lib/madang", listen: ["0.0.0.0:50051", "[::]:50051"], guests: "off" }, undefined, 2),
    "```",
    "",
  ].join("\n");
}

function gather(cwd: string, sourcesOf: (name: SettingName) => Source[]): Config {
  const values: Record<string, unknown> = {};
  const named = new Set<SettingName>();
  for (const name of names) {
    const source = sourcesOf(name).find(([, given]) => given !== undefined);
    if (source) named.add(name);
    values[name] = read(settings[name], source, cwd);
  }
  const config = { ...(values as Settings), named };
  requireTls(config);
  return config;
}

function readFlags(argv: readonly string[]): Record<string, unknown> {
  const command = new Command("serve")
    .helpOption(false)
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  for (const option of configOptions()) command.addOption(option);
  try {
    return command.parse(argv, { from: "user" }).opts();
  } catch (failure) {
    if (!(failure instanceof CommanderError)) throw failure;
    const [reason = ""] = failure.message.replace(/^error: /, "").split("\n");
    throw new ConfigError(`${reason.replace(/\.$/, "")}: madang serve --help lists what there is.`);
  }
}

function readFile(path: string): Record<string, unknown> {
  let given: unknown;
  try {
    given = JSON.parse(readFileSync(path, "utf8"));
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw new ConfigError(`${fileName} cannot be read: ${(failure as Error).message}`);
  }
  const isObject = typeof given === "object" && given !== null && !Array.isArray(given);
  if (!isObject) throw new ConfigError(`${fileName} must hold one JSON object.`);
  const stray = Object.keys(given as object).find((key) => !Object.hasOwn(settings, key));
  if (stray !== undefined)
    throw new ConfigError(`"${stray}" in ${fileName} is no setting: madang serve --help lists what there is.`);
  return given as Record<string, unknown>;
}

function read(setting: Setting<unknown>, source: Source | undefined, cwd: string): unknown {
  const { schema, allowed, fallback, path } = setting;
  const [where, given] = source ?? ["", fallback];
  const refuse = () => new ConfigError(`${where} must be ${allowed}, not ${shown(given)}.`);
  const parsed = source ? schema.safeParse(given) : undefined;
  if (parsed?.success === false) throw refuse();
  const value = parsed ? parsed.data : fallback;
  if (!path || typeof value !== "string") return value;
  const located = resolve(cwd, value);
  if (path === "file" && !isReadable(located)) throw refuse();
  return located;
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function requireTls({ tlsCert, tlsKey, tlsClientCa }: Settings): void {
  if ((tlsCert === undefined) !== (tlsKey === undefined))
    throw new ConfigError("--tls-cert and --tls-key go together: name both, or neither.");
  if (tlsClientCa !== undefined && tlsCert === undefined)
    throw new ConfigError("--tls-client-ca needs --tls-cert and --tls-key.");
}

function usageOf(name: SettingName): string {
  const { value }: Setting<unknown> = settings[name];
  return value === undefined ? `${flagOf(name)} [off]` : `${flagOf(name)} <${value}>`;
}

function flagOf(name: SettingName): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function envOf(name: SettingName): string {
  return `MADANG_${name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

// A flag that may be given more than once comes as a list.
function shown(given: unknown): string {
  const [one = given, ...more] = Array.isArray(given) ? given : [given];
  return JSON.stringify(more.length === 0 ? one : given).slice(0, 200);
}
