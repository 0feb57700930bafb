// One child process that takes the launcher's place: its signals, its screen, its exit code.
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { ownsTerminal } from "./processes.js";

/**
 * Resolves with the child's exit code (128 + n when signal n ended it); rejects when it cannot be started.
 * Until then SIGTERM, SIGINT and SIGHUP are the child's to answer.
 */
export function runChild(command, args, { onStart = () => {}, ...options }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, options);
    const forward = (signal) => {
      // The terminal sends Ctrl-C to the whole group: the child has it already, and two could mean "at once".
      if (signal !== "SIGINT" || !ownsTerminal()) child.kill(signal);
    };
    const signals = ["SIGTERM", "SIGINT", "SIGHUP"];
    const letGo = () => signals.forEach((signal) => process.off(signal, forward));
    for (const signal of signals) process.on(signal, forward);
    child.once("spawn", () => onStart(child.pid));
    child.once("error", (error) => {
      letGo();
      reject(error);
    });
    child.once("exit", (code, signal) => {
      letGo();
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
}
