// Builds the page's service worker: one plain script, which knows by name every file of the build that it belongs to.
import { createHash } from "node:crypto";
import { build, type Plugin } from "vite";

/** A Vite plugin: adds /service-worker.js to a build of the page; `others` are files of the page that are only copied. */
export function serviceWorker(source: string, others: readonly string[]): Plugin {
  return {
    name: "madang-service-worker",
    apply: "build",
    generateBundle: {
      // After the page's HTML is in the bundle.
      order: "post",
      async handler(_, bundle) {
        const assets = Object.keys(bundle).filter((name) => name.startsWith("assets/"));
        const files = [...assets.map((name) => `/${name}`), ...others].sort();
        const page = bundle["index.html"];
        if (page?.type !== "asset") this.error("The page is not in the bundle yet.");
        const version = createHash("sha256").update(files.join("\n")).update(page.source).digest("hex").slice(0, 16);
        this.emitFile({
          type: "asset",
          fileName: "service-worker.js",
          source: await buildScript(source, { version, files }),
        });
      },
    },
  };
}

async function buildScript(source: string, files: { version: string; files: readonly string[] }): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: "warn",
    publicDir: false,
    define: { pageFiles: JSON.stringify(files) },
    // A script of the old kind: not every browser takes modules for workers.
    build: { write: false, rolldownOptions: { input: source, output: { format: "iife" } }, modulePreload: false },
  });
  if (!("output" in built)) throw new Error("The worker is no single script.");
  return built.output[0].code;
}
