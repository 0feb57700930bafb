// How the page of src/clients/web is built: hashed files, nothing inline, each also compressed.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import { compressFiles } from "./tools/compress-files.ts";
import { emojiFontLicense, writeEmojiFont } from "./tools/emoji-font.ts";
import { serviceWorker } from "./tools/worker-build.ts";

const emojiFont = resolve("node_modules/.cache/madang/emoji.woff2");
const license = "pretendard-license.txt";

/** A font goes nowhere without its license. */
const fontLicenses: Plugin = {
  name: "madang-font-licenses",
  buildStart: () => writeEmojiFont(emojiFont),
  generateBundle() {
    this.emitFile({ type: "asset", fileName: license, source: readFileSync(`src/clients/web/theme/${license}`) });
    this.emitFile({ type: "asset", fileName: "emoji-license.txt", source: emojiFontLicense() });
  },
};

/** Files of the page that are only copied, and that it needs also where no server answers. */
const pageFiles = ["/icon.svg", "/icon-192.png", "/badge-96.png", "/manifest.webmanifest"];

export default defineConfig({
  root: "src/clients/web",
  plugins: [
    react(),
    fontLicenses,
    serviceWorker("src/clients/web/offline/service-worker.ts", pageFiles),
    compressFiles(),
  ],
  resolve: { alias: { "emoji-font.woff2": emojiFont } },
  build: {
    outDir: "../../../dist/web",
    emptyOutDir: true,
    // A data: URL is a source that the page's security policy would have to name.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1_000,
  },
});
