// Stubs for TypeScript: what Madang itself is built with, which comes with the package.
import { cpSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { errorFiles } from "./contract.ts";
import type { Language } from "./language.ts";

const generatedFolder = fileURLToPath(new URL("../../src/gen", import.meta.url));

/** Messages and services for @bufbuild/protobuf; needs nothing on the machine. */
export const typescript: Language = {
  name: "typescript",
  async make({ files, out }) {
    for (const file of [...errorFiles, ...files]) {
      const generated = file.replace(/\.proto$/, "_pb.ts");
      cpSync(join(generatedFolder, generated), join(out, generated), { recursive: true });
    }
  },
};
