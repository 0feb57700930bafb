// The V8 flags with which the launcher starts a server: read from the launcher, so that what is measured is what runs.

const launcher = new URL("../../../bin/hand-over.js", import.meta.url).href;

/** Resolves to the flags for the Node that runs us. */
export async function serveFlags(): Promise<readonly string[]> {
  const { flagsFor } = (await import(launcher)) as { flagsFor(major: number, serves: boolean): string[] };
  return flagsFor(Number(process.versions.node.split(".")[0]), true);
}
