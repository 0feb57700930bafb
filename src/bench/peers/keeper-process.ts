// Keeps one program: tells its process id, passes SIGTERM on, and does not outlive the bench, nor lets the program do so.
// Arguments: the program and its own.
import { spawn } from "node:child_process";

const [program = "", ...args] = process.argv.slice(2);
const child = spawn(program, args, { stdio: ["ignore", "ignore", "inherit"] });

child.once("spawn", () => process.send?.({ pid: child.pid }));
child.once("error", (failure) => process.send?.({ failure: failure.message }));
child.once("exit", () => process.exit());
process.once("SIGTERM", () => child.kill("SIGTERM"));
process.once("disconnect", () => {
  child.kill("SIGKILL");
  process.exit();
});
