// The jars of an engine, fetched once by Maven into a folder outside of the checkout.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { findJava } from "./java.ts";

const copyDependencies = "org.apache.maven.plugins:maven-dependency-plugin:2.8:copy-dependencies";
const longestFetchMs = 10 * 60_000;

/** A program made of jars: how it is called, and what Maven calls its parts (`group:artifact:version`). */
export type JavaProgram = { name: string; version: string; parts: readonly string[] };

/**
 * Resolves with the folder that holds the program's jars; the first call on a machine fetches them and tells `say` how
 * far it is. They stay in $MADANG_ENGINES, or else in the user's cache.
 */
export async function jarsOf(program: JavaProgram, say: (line: string) => void): Promise<string> {
  const cache = process.env["MADANG_ENGINES"] ?? join(userCache(), "madang-engines");
  const folder = join(cache, `${program.name}-${program.version}`.toLowerCase());
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const unfinished = mkdtempSync(`${folder}.part-`);
  try {
    await fetch(program, unfinished, say);
    keep(join(unfinished, "jars"), folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  say(`${program.name} ${program.version}: ${readdirSync(folder).length} jars are in ${folder}`);
  return folder;
}

function userCache(): string {
  return process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
}

async function fetch(program: JavaProgram, folder: string, say: (line: string) => void): Promise<void> {
  const { maven } = findJava();
  say(`${program.name} ${program.version}: fetching its jars, once`);
  writeFileSync(join(folder, "pom.xml"), projectWith(program.parts));
  const args = ["-B", copyDependencies, `-DoutputDirectory=${join(folder, "jars")}`, "-DincludeScope=runtime"];
  const child = spawn(maven, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"], timeout: longestFetchMs });
  let output = "";
  let fetched = 0;
  const read = (text: string): void => {
    output += text;
    const now = output.match(/^.*Downloaded.*\.jar\b/gm)?.length ?? 0;
    if (now >= fetched + 10) say(`${program.name} ${program.version}: ${now} jars fetched`);
    if (now >= fetched + 10) fetched = now;
  };
  child.stdout.setEncoding("utf8").on("data", read);
  child.stderr.setEncoding("utf8").on("data", read);
  const code = await new Promise<number | null>((resolve, reject) =>
    child.once("error", reject).once("close", resolve),
  );
  if (code === 0) return;
  const reason = /^.*ERROR.*$/m.exec(output)?.[0] ?? `mvn ended with ${code ?? "a signal"}`;
  throw new Error(`The jars of ${program.name} ${program.version} could not be fetched: ${reason}`);
}

/** Another process may have been faster: theirs are the same. */
function keep(jars: string, folder: string): void {
  try {
    renameSync(jars, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  }
}

function projectWith(parts: readonly string[]): string {
  const dependencies = parts.map((part) => {
    const [group, artifact, version] = part.split(":");
    const place = `<groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version>`;
    return `<dependency>${place}</dependency>`;
  });
  return `<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>madang</groupId><artifactId>engine</artifactId><version>1</version>
  <dependencies>${dependencies.join("")}</dependencies>
</project>
`;
}
