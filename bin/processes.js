// What the operating system says about a process, so that a number that was used again is not mistaken for its former owner.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** When the process began, in the system's own words without spaces; undefined when it is gone. */
export function startOf(pid) {
  if (process.platform === "linux") {
    const fields = statOf(pid);
    // A killed process whose parent never asks for it stays as a zombie: it does nothing more.
    return fields === undefined || fields[0] === "Z" ? undefined : fields[19];
  }
  const [state, ...started] = ps(pid, "stat=,lstart=");
  return state === undefined || state.startsWith("Z") ? undefined : started.join("").replaceAll(/\W/g, "");
}

/** Whether a Ctrl-C typed at the terminal reaches this process and its children directly. */
export function ownsTerminal() {
  const [group, foreground] =
    process.platform === "linux"
      ? [statOf(process.pid)?.[2], statOf(process.pid)?.[5]]
      : ps(process.pid, "pgid=,tpgid=");
  return group !== undefined && group === foreground;
}

/** The fields of /proc/<pid>/stat from the state on: the name before them may hold spaces and brackets. */
function statOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  } catch {
    return undefined;
  }
}

function ps(pid, columns) {
  try {
    const line = execFileSync("ps", ["-o", columns, "-p", String(pid)], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return line.trim().split(/\s+/);
  } catch {
    return [];
  }
}
