// Stubs for Python, made by the compiler that grpcio-tools brings.
import { protoFolder } from "./contract.ts";
import { CannotMake, type Language } from "./language.ts";
import { answers, runProgram } from "./run-program.ts";

const longestRunMs = 60_000;

/** The command that brings the compiler. */
export const pythonNeeds = "python3 -m pip install grpcio-tools";

/** Messages with their types (.pyi), and gRPC's stubs. */
export const python: Language = {
  name: "python",
  async make({ files, out, say }) {
    const compiler = await pythonCompiler();
    if (compiler === undefined) throw new CannotMake(`Python with grpcio-tools is not here: ${pythonNeeds}`);
    say(`${compiler.join(" ")} …`);
    const outs = ["--python_out", "--pyi_out", "--grpc_python_out"].map((flag) => `${flag}=${out}`);
    await runProgram([...compiler, "-I.", ...outs, ...files], { cwd: protoFolder, timeoutMs: longestRunMs });
  },
};

/** How the compiler of the first Python that has one is called; undefined if none has. It makes more than Python. */
export async function pythonCompiler(): Promise<string[] | undefined> {
  for (const command of ["python3", "python"]) {
    const compiler = [command, "-m", "grpc_tools.protoc"];
    if (await answers([...compiler, "--version"])) return compiler;
  }
  return undefined;
}
