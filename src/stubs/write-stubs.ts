// What `madang proto` does: the .proto files and one folder a language, each as far as this machine can.
import { globSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { type ContractPart, contractParts, copyProto, errorFiles, filesOf } from "./contract.ts";
import { go } from "./go.ts";
import { java } from "./java.ts";
import { CannotMake, type Language } from "./language.ts";
import type { ProtoFlags } from "./proto-command.ts";
import { python } from "./python.ts";
import { typescript } from "./typescript.ts";

const languages: readonly Language[] = [typescript, python, go, java];

class WrongFlag extends Error {}

/** Resolves with the exit code: 1 for a wrong flag, or if a language that was named could not be made. */
export async function writeStubs(flags: ProtoFlags): Promise<number> {
  try {
    const part = readPart(flags.only);
    const wanted = readLanguages(flags.lang);
    const files = filesOf(part);
    const out = openFolder(flags.out);
    copyProto([...errorFiles, ...files], join(out, "proto"));
    tellMade("proto", join(flags.out, "proto"));
    let failures = 0;
    for (const language of wanted) failures += (await made(language, files, flags.out)) ? 0 : 1;
    return failures > 0 && flags.lang !== undefined ? 1 : 0;
  } catch (failure) {
    if (!(failure instanceof WrongFlag)) throw failure;
    console.error(failure.message);
    return 1;
  }
}

/** What could not be made leaves nothing behind but its sentence. */
async function made(language: Language, files: readonly string[], folder: string): Promise<boolean> {
  const out = resolve(folder, language.name);
  mkdirSync(out);
  try {
    await language.make({ files, out, say: (line) => console.log(`${language.name}: ${line}`) });
    tellMade(language.name, join(folder, language.name));
    return true;
  } catch (failure) {
    if (!(failure instanceof CannotMake)) throw failure;
    rmSync(out, { recursive: true, force: true });
    console.error(`${language.name}: not made. ${failure.message}`);
    return false;
  }
}

function tellMade(name: string, folder: string): void {
  const files = globSync("**/*.*", { cwd: folder }).length;
  console.log(`${name}: ${files} files in ${folder}`);
}

function readPart(given: string | undefined): ContractPart | undefined {
  const part = contractParts.find((each) => each === given);
  if (given !== undefined && part === undefined) {
    throw new WrongFlag(`There is no contract "${given}": --only takes ${contractParts.join(" or ")}.`);
  }
  return part;
}

function readLanguages(given: string | undefined): Language[] {
  if (given === undefined) return [...languages];
  const names = languages.map(({ name }) => name);
  const wanted = given.split(",").map((name) => name.trim().toLowerCase());
  const unknown = wanted.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new WrongFlag(`There is no language "${unknown}": --lang takes ${names.join(",")}.`);
  }
  return languages.filter(({ name }) => wanted.includes(name));
}

function openFolder(folder: string): string {
  let held: string[];
  try {
    mkdirSync(folder, { recursive: true });
    held = readdirSync(folder);
    if (held.length === 0) mkdirSync(join(folder, "proto"));
  } catch (failure) {
    const { code } = failure as NodeJS.ErrnoException;
    throw new WrongFlag(`${folder} cannot be written (${code}): name another folder with --out.`);
  }
  if (held.length > 0) throw new WrongFlag(`${folder} is not empty: name a new folder with --out, or remove it first.`);
  return folder;
}
