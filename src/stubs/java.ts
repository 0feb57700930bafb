// Stubs for Java, made by the compiler and the generator that Maven brings.
import { chmodSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { packageOf, protoFolder } from "./contract.ts";
import { CannotMake, type Language, type StubsJob } from "./language.ts";
import { answers, runProgram } from "./run-program.ts";

const longestBringMs = 180_000;
const longestRunMs = 60_000;

// The code that this compiler makes runs with protobuf-java 3.25 and all of 4, and is what this release of grpc-java brings.
const compiler = "com.google.protobuf:protoc:3.25.8";

/** The generator; its version is that of the grpc-java that the code is for. */
export const generator = "io.grpc:protoc-gen-grpc-java:1.80.0";

// protoc from Maven comes without what is well known.
const wellKnown: Readonly<Record<string, string>> = {
  "google/protobuf/empty.proto": `syntax = "proto3";
package google.protobuf;
option java_package = "com.google.protobuf";
option java_multiple_files = true;
option java_outer_classname = "EmptyProto";
message Empty {}
`,
};

/** Messages and gRPC's stubs, a class a file, in packages named like the folders of the contract. */
export const java: Language = {
  name: "java",
  async make(job) {
    if (!(await answers(["mvn", "--version"]))) {
      throw new CannotMake("Maven, which brings Java's compilers, is not here: apt install maven (brew install maven)");
    }
    const folder = mkdtempSync(join(tmpdir(), "madang-java-"));
    try {
      await makeIn(folder, job);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function makeIn(folder: string, { files, out, say }: StubsJob): Promise<void> {
  say(`Maven brings ${compiler} and ${generator} …`);
  const protoc = await bring(compiler, folder);
  const plugin = await bring(generator, folder);
  for (const file of files) write(join(folder, file), withJavaPackage(file));
  for (const [file, text] of Object.entries(wellKnown)) write(join(folder, file), text);
  say("protoc …");
  const outs = [`--plugin=protoc-gen-grpc-java=${plugin}`, `--java_out=${out}`, `--grpc-java_out=${out}`];
  await runProgram([protoc, "-I.", ...outs, ...files], { cwd: folder, timeoutMs: longestRunMs });
}

/** Resolves with the path of the program. */
async function bring(artifact: string, folder: string): Promise<string> {
  const name = artifact.split(":")[1] ?? "";
  const wanted = [`-Dartifact=${artifact}:exe:${classifier()}`, `-DoutputDirectory=${folder}`];
  // In a folder of its own: the pom.xml of a project here is not asked.
  await runProgram(["mvn", "-B", "-q", "dependency:copy", ...wanted], { cwd: folder, timeoutMs: longestBringMs });
  const [file = ""] = globSync(`${name}-[0-9]*.exe`, { cwd: folder });
  const path = join(folder, file);
  chmodSync(path, 0o755);
  return path;
}

function classifier(): string {
  const systems: Partial<Record<NodeJS.Platform, string>> = { darwin: "osx", win32: "windows" };
  const processors: Record<string, string> = { x64: "x86_64", arm64: "aarch_64" };
  return `${systems[process.platform] ?? process.platform}-${processors[process.arch] ?? process.arch}`;
}

// Java needs a package for every file, and the older contracts know none. The wire does not carry it.
function withJavaPackage(file: string): string {
  const options = `option java_multiple_files = true;\noption java_package = "${packageOf(file).join(".")}";`;
  return readFileSync(join(protoFolder, file), "utf8").replace(/^syntax = .*$/m, (syntax) => `${syntax}\n${options}`);
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
