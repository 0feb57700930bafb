// What `npm run cluster` prints when everything serves: where to go in, and what to kill.
import type { Engine } from "../engines/engine.ts";
import type { FleetProcesses } from "./fleet-processes.ts";

/** Lines for somebody who wants to try it. */
export function guideTo(fleet: FleetProcesses, engines: readonly (readonly [string, Engine])[]): string[] {
  const named = (name: string) => fleet.member(name);
  const processes = [
    ...fleet.members.map(({ role, pid, address, web }) => [role.name, pid, web || address, role.services.join(", ")]),
    ...engines.map(([name, { pid, address }]) => [name, pid, address, ""]),
  ];
  return [
    "",
    "A fleet is on this machine. Come in by several ways; it is one chat:",
    `  page      ${named("gateway-a").web}   ${named("gateway-b").web}`,
    `  terminal  npm run chat -- --name ann --server ${named("node-a").address}`,
    `  terminal  npm run chat -- --name bob --server ${named("node-b").address}`,
    `  console   node bin/madang.js run examples/older/console.ts --server ${named("doors").address}`,
    "",
    "Kill any process while people talk, e.g. kill -9 of a node. Nothing that was acknowledged goes:",
    ...processes.map(([name, pid, place, services]) =>
      `  ${String(name).padEnd(10)} pid ${String(pid).padEnd(8)} ${String(place).padEnd(24)} ${services}`.trimEnd(),
    ),
    "",
    "Nothing is started again by itself: type the name of a process and Enter. Ctrl+C stops all.",
  ];
}
