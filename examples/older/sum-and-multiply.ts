// Arithmetic over gRPC, which wraps around at 32 bits: node bin/madang.js run examples/older/sum-and-multiply.ts [--server host:port] [5 3], with -- before negative numbers
import { parseArgs } from "node:util";
import { gRPCRouteFuncs } from "../../src/gen/compat/agg_funcs/agg_funcs_pb.ts";
import { OlderClient, run } from "./older-client.ts";

const { values, positionals } = parseArgs({
  options: { server: { type: "string", default: "127.0.0.1:4321" } },
  allowPositionals: true,
});
const { sum, multiply } = gRPCRouteFuncs.method;
const [a = 5, b = 3] = positionals.map(Number);

await run(async () => {
  if (a !== (a | 0) || b !== (b | 0)) throw new Error("Give two whole numbers from -2147483648 to 2147483647.");
  const client = new OlderClient(values.server);
  const request = { value1: a, value2: b };
  console.log(`sum: ${a} + ${b} = ${(await client.call(sum, request)).value}`);
  console.log(`multiply: ${a} * ${b} = ${(await client.call(multiply, request)).value}`);
  client.close();
});
