// The command behind `npm run bench:peers`: builds the servers that `madang bench` compares with, outside of the checkout.
// docs/peers.md tells what is built and how each is run.
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { centrifugo, centrifugoBinary } from "../src/bench/peers/centrifugo-binary.ts";
import { runTool } from "./run-tool.ts";

const usualGo = "/usr/local/go/bin/go";

// As its own releases are built.
process.env["CGO_ENABLED"] = "0";
const go = await findGo();
if (go === undefined) fail("Go is missing: install Go 1.23 or newer from https://go.dev/dl/, and then run this again.");
else await build(go);

async function build(program: string): Promise<void> {
  const target = centrifugoBinary();
  if (existsSync(target)) return console.log(`Centrifugo ${centrifugo.version} is there: ${target}`);
  console.log(`Building Centrifugo ${centrifugo.version}, which takes a minute or two …`);
  mkdirSync(dirname(target), { recursive: true });
  const folder = makeModule();
  try {
    const { ok, output } = await runTool(program, goArgs(folder, target));
    if (ok) console.log(`Centrifugo ${centrifugo.version}: ${target}`);
    else fail(`Centrifugo could not be built:\n${output.trimEnd()}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A module that requires one version and nothing else: `go install` would ask for all versions, which not every proxy tells. */
function makeModule(): string {
  const folder = mkdtempSync(join(tmpdir(), "madang-peers-"));
  const require = `require ${centrifugo.module} v${centrifugo.version}`;
  writeFileSync(join(folder, "go.mod"), `module madang-peers\n\ngo 1.23\n\n${require}\n`);
  return folder;
}

function goArgs(folder: string, target: string): string[] {
  const version = `-X ${centrifugo.module}/internal/build.Version=${centrifugo.version}`;
  return ["-C", folder, "build", "-mod=mod", "-trimpath", "-ldflags", version, "-o", target, centrifugo.module];
}

/** The Go of the path, or the one where its installer puts it. */
async function findGo(): Promise<string | undefined> {
  for (const program of ["go", usualGo]) {
    const found = await runTool(program, ["version"]).catch(() => undefined);
    if (found?.ok) return program;
  }
  return undefined;
}

function fail(sentence: string): void {
  console.error(sentence);
  process.exitCode = 1;
}
