// The files of src/ as the house tests look at them.
import { globSync, readFileSync } from "node:fs";

/** A file by its path from the root, and what it holds. */
export type SourceFile = { path: string; text: string };

/** Every file of src/ that people write: neither generated nor a test. */
export function sourceFiles(): SourceFile[] {
  const paths = globSync("src/**/*.{ts,tsx}").filter(
    (path) => !path.startsWith("src/gen/") && !path.endsWith(".test.ts"),
  );
  return paths.toSorted().map((path) => ({ path, text: readFileSync(path, "utf8") }));
}

/** The text without its comments, so that words in them are not taken for code. */
export function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/(^|\s)\/\/.*$/gm, "$1");
}
