// Lets a test that needs a program of the machine say so.
import { spawnSync } from "node:child_process";
import { hasChromium } from "./browser.ts";

type Tool = "python" | "go" | "java" | "chromium";

type Probe = { name: string; commands: string[][] } | { name: string; isThere: () => boolean };

const probes: Record<Tool, Probe> = {
  python: {
    name: "Python with what test/interop/requirements.txt names",
    commands: [["python3", "-c", "import grpc, grpc_tools, grpc_health, grpc_reflection, grpc_status"]],
  },
  go: { name: "Go", commands: [["go", "version"]] },
  java: { name: "Java with Maven", commands: [["sh", "-c", "javac -version && mvn --version"]] },
  chromium: { name: "Chromium", isThere: hasChromium },
};

/**
 * The options of a test that needs the tool: none, or a skip with its reason when the machine lacks it.
 * Throws instead when the environment variable MADANG_REQUIRE names the tool.
 */
export function missingTool(tool: Tool): { skip?: string } {
  const probe = probes[tool];
  const { name } = probe;
  if ("isThere" in probe ? probe.isThere() : answers(probe.commands)) return {};
  const required = process.env["MADANG_REQUIRE"]?.split(",") ?? [];
  if (required.includes(tool)) throw new Error(`${name} is required here and is not installed.`);
  return { skip: `${name} is not installed` };
}

function answers(commands: readonly string[][]): boolean {
  return commands.some(([command = "", ...args]) => spawnSync(command, args, { timeout: 20_000 }).status === 0);
}
