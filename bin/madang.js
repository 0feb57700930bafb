#!/usr/bin/env node
// The launcher: any Node from 20 runs it; it installs what a checkout is missing and hands over to Node 24.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { handOver } from "./hand-over.js";
import { ensureInstalled } from "./install.js";
import { Refusal } from "./refusal.js";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const inCheckout = existsSync(join(root, "package-lock.json")) && existsSync(join(root, "src"));

const developerCommands = {
  test: "run the fast tests; --all: the long ones; a word: the files whose path holds it",
  "check-code": "types, lint, format, dead code, contract; --fix: write the format",
  run: "run a TypeScript file, e.g. one of examples/, with the Node that is installed here",
  demo: "everybody talks through every door, the server is killed and comes back, and the verdict is told",
  cluster: "a fleet on this machine over a real Kafka and Cassandra, to talk through and to kill processes of",
  generate: "write src/gen from proto/",
  dev: "serve, and start again when a source file changes",
  "take-pictures": "let people talk and photograph them, for the pictures of the READMEs",
  "build-page": "build the page that browsers get into dist/web; npm start does when it is old",
  "pack-build": "build dist/ and write the package's .tgz",
};

/** Where a command lives: a tool of the checkout, or the program itself. */
function target(command, args) {
  if (!inCheckout) return { file: join(root, "dist/madang.js"), args: [command, ...args] };
  if (command === "dev") return { file: join(root, "src/madang.ts"), args: ["serve", ...args], nodeFlags: ["--watch"] };
  if (command === "run") return { file: resolve(args[0] ?? "examples/hello/hello.ts"), args: args.slice(1) };
  if (command === "demo") return { file: join(root, "tools/demo/demo.ts"), args };
  if (command in developerCommands) return { file: join(root, "tools", `${command}.ts`), args, cwd: root };
  return { file: join(root, "src/madang.ts"), args: [command, ...args] };
}

async function run([command = "--help", ...args]) {
  if (command === "--version" || command === "-V") {
    console.log(JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version);
    return 0;
  }
  if (!inCheckout && command in developerCommands) {
    throw new Refusal(`madang ${command} is for a checkout of the source, not for an installed package.`);
  }
  const installed = inCheckout ? await ensureInstalled(root) : 0;
  if (installed !== 0) return installed;
  const place = target(command, args);
  if (!existsSync(place.file)) throw new Refusal(`${place.file} is missing: this copy of Madang is incomplete.`);
  const serves = command === "serve" || command === "dev";
  const page = serves && inCheckout && !isHelp(args) ? await preparePage(command) : 0;
  if (page > 128) return page;
  const code = await handOver(root, { ...place, serves });
  if (inCheckout && (command === "--help" || command === "help") && args.length === 0) printDeveloperCommands();
  return code;
}

/** Builds the page if it is old. The server starts without one as well: only a signal, as an exit code over 128, stops it. */
async function preparePage(command) {
  const file = join(root, "tools/build-page.ts");
  if (!existsSync(file)) return 0;
  const code = await handOver(root, { file, args: ["--if-old"], cwd: root });
  // Nobody waits for it: it ends with us.
  if (command === "dev" && code === 0) void handOver(root, { file, args: ["--watch"], cwd: root });
  return code;
}

function isHelp(args) {
  return args.includes("--help") || args.includes("-h");
}

function printDeveloperCommands() {
  console.log("\nIn a checkout also:");
  for (const [name, meaning] of Object.entries(developerCommands)) console.log(`  ${name.padEnd(14)} ${meaning}`);
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
