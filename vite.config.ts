// How the page of src/clients/web is built: hashed files, nothing inline, each also compressed.
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { compressFiles } from "./tools/compress-files.ts";

export default defineConfig({
  root: "src/clients/web",
  plugins: [react(), compressFiles()],
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
