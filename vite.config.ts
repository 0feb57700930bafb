// How the page of src/clients/web is built: hashed files, nothing inline, each also compressed.
import { readFileSync } from "node:fs";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import { compressFiles } from "./tools/compress-files.ts";

const license = "pretendard-license.txt";

/** A font goes nowhere without its license. */
const fontLicense: Plugin = {
  name: "madang-font-license",
  generateBundle() {
    this.emitFile({ type: "asset", fileName: license, source: readFileSync(`src/clients/web/theme/${license}`) });
  },
};

export default defineConfig({
  root: "src/clients/web",
  plugins: [react(), fontLicense, compressFiles()],
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
