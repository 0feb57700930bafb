// Stubs for Go, made by its two generators under a compiler of the machine.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join, posix, relative } from "node:path";
import { packageOf, protoFolder } from "./contract.ts";
import { CannotMake, type Language } from "./language.ts";
import { pythonCompiler, pythonNeeds } from "./python.ts";
import { answers, runProgram } from "./run-program.ts";

const longestRunMs = 60_000;
const ownModule = "madang/stubs";

/** The generators, and the commands that bring them. */
export const goNeeds: Readonly<Record<string, string>> = {
  "protoc-gen-go": "go install google.golang.org/protobuf/cmd/protoc-gen-go@v1.36.11",
  "protoc-gen-go-grpc": "go install google.golang.org/grpc/cmd/protoc-gen-go-grpc@v1.6.0",
};

/** Messages and gRPC's stubs, one Go package a folder, importable from the Go module that the folder lies in. */
export const go: Language = {
  name: "go",
  async make({ files, out, say }) {
    const env = { ...process.env, PATH: [process.env["PATH"], ...(await goFolders())].join(delimiter) };
    await generatorsAreThere(env);
    const compiler = (await answers(["protoc", "--version"])) ? ["protoc"] : await pythonCompiler();
    if (compiler === undefined) throw new CannotMake(`No protoc is here for Go; Python's will do: ${pythonNeeds}`);
    const module = moduleAround(out) ?? makeModule(out);
    say(`${compiler.join(" ")} with protoc-gen-go, as packages of ${module} …`);
    const flags = ["--go", "--go-grpc"].flatMap((plugin) => [
      `${plugin}_out=${out}`,
      `${plugin}_opt=paths=source_relative`,
      ...files.map((file) => `${plugin}_opt=M${file}=${module}/${posix.dirname(file)};${goName(file)}`),
    ]);
    await runProgram([...compiler, "-I.", ...flags, ...files], { cwd: protoFolder, timeoutMs: longestRunMs, env });
  },
};

/** Where `go install` puts programs: often not on the PATH. */
async function goFolders(): Promise<string[]> {
  const place = { cwd: protoFolder, timeoutMs: longestRunMs };
  const answer = await runProgram(["go", "env", "GOBIN", "GOPATH"], place).catch(() => "");
  const [bin = "", paths = ""] = answer.split("\n");
  return [bin, ...paths.split(delimiter).map((path) => path && join(path, "bin"))].filter((path) => path !== "");
}

async function generatorsAreThere(env: NodeJS.ProcessEnv): Promise<void> {
  const missing: string[] = [];
  for (const name of Object.keys(goNeeds)) if (!(await answers([name, "--version"], env))) missing.push(name);
  if (missing.length === 0) return;
  const commands = missing.map((name) => goNeeds[name]).join(" && ");
  throw new CannotMake(`Go's ${missing.join(" and ")} ${missing.length === 1 ? "is" : "are"} not here: ${commands}`);
}

/** The import path of the folder in the module whose go.mod lies above it. */
function moduleAround(out: string): string | undefined {
  for (let folder = dirname(out); folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, "go.mod");
    const [, name] = (existsSync(file) && /^module\s+"?([^\s"]+)/m.exec(readFileSync(file, "utf8"))) || [];
    if (name !== undefined) return posix.join(name, relative(folder, out).replaceAll("\\", "/"));
  }
  return undefined;
}

// Packages of no module could not be imported: outside of one, they are one.
function makeModule(out: string): string {
  writeFileSync(join(out, "go.mod"), `module ${ownModule}\n\ngo 1.24\n`);
  return ownModule;
}

/** madang/channel/v1 → channelv1, compat/chat_server → chatserver. */
function goName(file: string): string {
  const words = packageOf(file);
  const name = words.slice(/^v\d+$/.test(words.at(-1) ?? "") ? -2 : -1).join("");
  return name.replaceAll("_", "");
}
