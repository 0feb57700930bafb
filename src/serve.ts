// The command `madang serve`: starts Madang, says where it is, and takes it down in order.
import { relative } from "node:path";
import { DataFolderError } from "./backends/embedded/open.ts";
import { type Config, ConfigError } from "./config.ts";
import { type MadangWithDoors, startMadang } from "./main.ts";
import { PortError } from "./runtime/open-ports.ts";
import { version } from "./runtime/version.ts";

/** Everything must be down after so long, whatever still hangs. */
const drainMs = 10_000;
/** What was printed last has so long to be read. */
const lastLinesMs = 500;

/** Serves until it is told to stop; resolves to the exit code. */
export async function serve(config: Config): Promise<number> {
  let madang: MadangWithDoors;
  try {
    madang = await startMadang(config, die);
  } catch (failure) {
    if (!isSentence(failure)) throw failure;
    console.error(failure.message);
    return 1;
  }
  for (const line of banner(madang, config)) console.log(line);
  console.log("ready");
  await stopAsked();
  const late = setTimeout(() => process.exit(1), drainMs).unref();
  await madang.close();
  clearTimeout(late);
  // Lines that nobody reads any more would keep the process for ever.
  setTimeout(() => process.exit(0), lastLinesMs).unref();
  return 0;
}

function isSentence(failure: unknown): failure is Error {
  return failure instanceof DataFolderError || failure instanceof PortError || failure instanceof ConfigError;
}

function banner({ addresses, web, doors, warnings }: MadangWithDoors, config: Config): string[] {
  const folder = relative(process.cwd(), config.data);
  return [
    `Madang ${version} · chat that does not lose messages`,
    `  gRPC  ${addresses.join("  ")}`,
    ...(web.length > 0 ? [`  web   ${web.join("  ")}`] : []),
    `  try   npm run chat -- --name ann${server(addresses)}${config.tlsCert === undefined ? "" : " --tls"}`,
    ...doorLine(doors),
    `  data  ${folder === "" || folder.startsWith("..") ? config.data : `./${folder}`}`,
    ...warnings.map((warning) => `  note  ${warning}`),
  ];
}

// Who may come in without a sign-in is told at every start.
function doorLine({ names, addresses, open }: MadangWithDoors["doors"]): string[] {
  if (names.length === 0) return [];
  const ports = [...new Set(addresses.map((address) => address.replace(/^.*:/, "")))];
  const where = ports.length === 0 ? "" : ` at ${ports.join(" ")}`;
  const others =
    open.length === 0 ? "from this machine only" : `from this machine, and from everywhere ${open.join(", ")}`;
  return [`  doors ${names.length} older protocols${where}, ${others}`];
}

// Where the terminal looks by itself need not be said.
function server([first = ""]: readonly string[]): string {
  return first === "127.0.0.1:50051" ? "" : ` --server ${first.replace(/^0\.0\.0\.0:|^\[::\]:/, "127.0.0.1:")}`;
}

/** Resolves at SIGTERM, SIGINT, SIGHUP, or when the launcher that started us is gone. */
function stopAsked(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => resolve());
    process.once("disconnect", () => resolve());
    // The channel to the launcher must not keep us alive by itself.
    process.channel?.unref();
  });
}

function die(failure: Error): void {
  console.error(
    `The store failed and Madang stops, so that nothing is promised that it cannot keep: ${failure.message}`,
  );
  process.exit(1);
}
