// The command that writes src/gen from proto/.
import { runTool } from "./run-tool.ts";

const { ok, output } = await runTool("buf", ["generate"]);
if (output !== "") console.log(output.trimEnd());
process.exitCode = ok ? 0 : 1;
