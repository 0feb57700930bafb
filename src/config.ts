// Settings as somebody gave them, by flag, environment or file; help and document are made from the same table.
import { accessSync, constants, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { Command, CommanderError, Option } from "commander";
import { placeValue, type Setting } from "./config/setting-kinds.ts";
import { settings } from "./config/settings.ts";

/** A setting cannot be what was asked for; the message is a sentence for the person who started Madang. */
export class ConfigError extends Error {}

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
  requireFleet(config);
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

function requireFleet({ kafka, cql, services, nodeListen }: Settings): void {
  if (kafka.length > 0 !== cql.length > 0)
    throw new ConfigError("--kafka and --cql go together: name both for a fleet, or neither.");
  if (cql.length === 0 && services.some((service) => service !== "all"))
    throw new ConfigError("--services are for a fleet, whose processes share a store: name --kafka and --cql too.");
  const [place, ...more] = nodeListen;
  if (more.length > 0 || !place || ["0.0.0.0", "::"].includes(place.host))
    throw new ConfigError("--node-listen must be one address that the other nodes reach, e.g. 10.0.0.5:7450.");
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
