// The command: reads which part is wanted and hands over to it.
import { Command } from "commander";
import { addAdminCommand } from "./admin/admin-command.ts";
import { addBenchCommand } from "./bench/bench-command.ts";
import { addCheckCommand } from "./check/check-command.ts";
import { addChatCommand } from "./clients/terminal/chat-command.ts";
import { ConfigError, configOptions, loadConfig } from "./config.ts";
import { version } from "./runtime/version.ts";
import { addProtoCommand } from "./stubs/proto-command.ts";

const program = new Command("madang")
  .description("Self-hosted chat that does not lose messages.")
  .version(version)
  .showHelpAfterError("(madang --help lists the commands)");

// What is wrong with the flags is said by the table of settings, in one sentence.
const serveCommand = program.command("serve").description("serve chat from this machine");
serveCommand.allowUnknownOption().allowExcessArguments();
for (const option of configOptions()) serveCommand.addOption(option);
serveCommand.action(async () => {
  // The settings are read again from the words themselves: a flag is only one of their sources.
  const argv = process.argv.slice(process.argv.indexOf("serve") + 1);
  process.exitCode = await orSentence(async () => {
    const config = loadConfig(argv, process.env, process.cwd());
    // Loaded only now: the other commands need no server.
    const { serve } = await import("./serve.ts");
    return serve(config);
  });
});

addChatCommand(program);
addCheckCommand(program);
addBenchCommand(program);
addProtoCommand(program);
addAdminCommand(program);

async function orSentence(act: () => Promise<number>): Promise<number> {
  try {
    return await act();
  } catch (failure) {
    if (!(failure instanceof ConfigError)) throw failure;
    console.error(failure.message);
    return 1;
  }
}

await program.parseAsync();
