// The command that writes what is made from something else: src/gen from proto/, documents from their tables.
import { writeFileSync } from "node:fs";
import { configDoc } from "../src/config.ts";
import { errorsDocument } from "./document-errors.ts";
import { runTool } from "./run-tool.ts";

const { ok, output } = await runTool("buf", ["generate"]);
if (output !== "") console.log(output.trimEnd());
writeFileSync("docs/config.md", configDoc());
writeFileSync("docs/errors.md", errorsDocument());
process.exitCode = ok ? 0 : 1;
