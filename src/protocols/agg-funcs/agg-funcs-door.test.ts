import assert from "node:assert/strict";
import { test } from "node:test";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { callInside, type Service } from "../../core/service.ts";
import {
  type gRPCRouteFuncs,
  InputArgsOfBinaryFuncSchema,
  ReturnValueSchema,
} from "../../gen/compat/agg_funcs/agg_funcs_pb.ts";
import type { Print } from "../courtyard/door.ts";
import { createAggFuncsDoor } from "./agg-funcs-door.ts";

const call = callInside(undefined);

/** The functions, from the bytes of a request to those of its answer, as hex. */
function functions(print?: Print) {
  const service = createAggFuncsDoor({ print }).services[0]?.service as Service<typeof gRPCRouteFuncs>;
  return async (name: "sum" | "multiply", hex: string) => {
    const response = await service[name](fromBinary(InputArgsOfBinaryFuncSchema, Buffer.from(hex, "hex")), call);
    return Buffer.from(toBinary(ReturnValueSchema, create(ReturnValueSchema, response))).toString("hex");
  };
}

const min = "80808080f8ffffffff01";

test("sum and multiply answer with the bytes that older clients know", async () => {
  const ask = functions();
  const table = [
    ["", "", ""],
    ["08ffffffff071001", `08${min}`, "08ffffffff07"],
    [`08${min}10ffffffffffffffffff01`, "08ffffffff07", `08${min}`],
    ["0880800410808004", "08808008", ""],
    ["0885ea021085ea02", "088ad405", "0899a48080f8ffffffff01"],
    ["08fbffffffffffffffff011003", "08feffffffffffffffff01", "08f1ffffffffffffffff01"],
    ["08ffffffff0710ffffffff07", "08feffffffffffffffff01", "0801"],
  ] as const;
  for (const [args, added, multiplied] of table) {
    assert.equal(await ask("sum", args), added, `sum of ${args}`);
    assert.equal(await ask("multiply", args), multiplied, `product of ${args}`);
  }
});

test("a number of more than 32 bits counts by its lowest ones, and unknown fields count for nothing", async () => {
  const ask = functions();
  assert.equal(await ask("sum", "088080808010100b"), "080b");
  assert.equal(await ask("sum", "080110021a03616263"), "0803");
});

test("what is computed is printed where that was asked for", async () => {
  const printed: string[] = [];
  const ask = functions((line) => printed.push(line));
  await ask("sum", "08051003");
  await ask("multiply", "08ffffffff071002");
  assert.deepEqual(printed, ["5 + 3 = 8", "2147483647 * 2 = -2"]);
});
