// Finds the Java and the Maven of this machine, or says in one line what is missing.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const oldestJava = 17;

/** The commands by which Java programs are fetched and run here. */
export type JavaTools = { java: string; maven: string };

/** The Java of JAVA_HOME or else of PATH, and Maven; throws with one line when one is missing or too old. */
export function findJava(): JavaTools {
  const home = process.env["JAVA_HOME"];
  const atHome = home === undefined ? "" : join(home, "bin", "java");
  const java = existsSync(atHome) ? atHome : "java";
  const version = majorVersion(said(java, "-version"));
  if (version < oldestJava) {
    const found = version === 0 ? "none was found" : `this one is ${version}`;
    throw new Error(`Kafka and Cassandra need Java ${oldestJava} or newer on PATH or in JAVA_HOME: ${found}.`);
  }
  if (said("mvn", "--version") === "") throw new Error("Kafka and Cassandra are fetched by Maven: mvn is not on PATH.");
  return { java, maven: "mvn" };
}

function said(command: string, question: string): string {
  const { status, stdout, stderr } = spawnSync(command, [question], { encoding: "utf8", timeout: 20_000 });
  return status === 0 ? stdout + stderr : "";
}

function majorVersion(text: string): number {
  return Number(/version "(\d+)/.exec(text)?.[1] ?? 0);
}
