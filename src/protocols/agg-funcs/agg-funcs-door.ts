// The door to arithmetic over gRPC: two functions, and a greeting in each of the four shapes of a call.
import { multiply, sum } from "../../core/arithmetic.ts";
import type { Service } from "../../core/service.ts";
import { gRPCRouteFuncs as FuncsDesc, type InputArgsOfBinaryFunc } from "../../gen/compat/agg_funcs/agg_funcs_pb.ts";
import { HelloService as HelloDesc } from "../../gen/compat/agg_funcs/hello_pb.ts";
import type { Door, Print } from "../courtyard/door.ts";
import { HelloService } from "./hello-service.ts";

/** Makes the door; without `print` nothing is printed of what is computed. */
export function createAggFuncsDoor({ print }: { print?: Print | undefined }): Door {
  const funcs: Service<typeof FuncsDesc> = {
    async sum(args) {
      return answer(args, "+", sum(args.value1, args.value2), print);
    },
    async multiply(args) {
      return answer(args, "*", multiply(args.value1, args.value2), print);
    },
  };
  const hello = new HelloService();
  return {
    name: "agg-funcs",
    services: [
      { desc: FuncsDesc, service: funcs },
      { desc: HelloDesc, service: hello },
    ],
    close: () => hello.close(),
  };
}

function answer({ value1, value2 }: InputArgsOfBinaryFunc, sign: string, value: number, print: Print | undefined) {
  print?.(`${value1} ${sign} ${value2} = ${value}`);
  return { value };
}
