// The contract as the package brings it: the .proto files, and which of them are asked for.
import { cpSync, globSync } from "node:fs";
import { join, posix } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder with every .proto file; what they import is found from here. */
export const protoFolder = fileURLToPath(new URL("../../proto", import.meta.url));

const parts = { madang: "madang", older: "compat" };

/** A part of the contract: what Madang's own clients speak, or what those of older programs do. */
export type ContractPart = keyof typeof parts;

/** The names of the parts. */
export const contractParts = Object.keys(parts) as ContractPart[];

/** What errors are told with: every language's gRPC library knows it, or is given it here. */
export const errorFiles: readonly string[] = ["google/rpc/error_details.proto", "google/rpc/status.proto"];

/** The files of one part, or of both, by their names from the folder on. */
export function filesOf(part: ContractPart | undefined): string[] {
  const folders = part === undefined ? Object.values(parts) : [parts[part]];
  const found = folders.flatMap((folder) => globSync(`${folder}/**/*.proto`, { cwd: protoFolder }));
  return found.map((file) => file.replaceAll("\\", "/")).toSorted();
}

/** Copies the files with their folders. */
export function copyProto(files: readonly string[], out: string): void {
  for (const file of files) cpSync(join(protoFolder, file), join(out, file), { recursive: true });
}

/** A name for the file's package in languages that need one where the contract has none, in words from the outermost in. */
export function packageOf(file: string): string[] {
  return posix.dirname(file).split("/");
}
