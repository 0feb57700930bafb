// How many calls a second are answered rightly, over one connection.
import { create, type DescMethodUnary, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { callUntil } from "../load/call-until.ts";
import { toGrpcFrame } from "../load/grpc-frames.ts";
import { toRequest } from "../load/to-request.ts";
import { UnaryCalls } from "../load/unary-calls.ts";
import type { Run } from "../scenario.ts";

/** A request, and the only right answer. */
export interface Exchange {
  readonly method: DescMethodUnary;
  readonly request: Uint8Array;
  readonly answer: Uint8Array;
}

/** What came of a while of calling. */
export interface Answered {
  readonly calls: number;
  readonly perSecond: number;
}

/** An exchange as it goes over the wire. */
export function toExchange<I extends DescMethodUnary["input"], O extends DescMethodUnary["output"]>(
  method: DescMethodUnary<I, O>,
  request: MessageInitShape<I>,
  answer: MessageInitShape<O>,
): Exchange {
  const { output } = method;
  return { method, request: toRequest(method, request), answer: toGrpcFrame(toBinary(output, create(output, answer))) };
}

/**
 * Connects. Who calls the result has so many callers call for so many seconds, each as soon as its last call was answered;
 * it rejects if one answer is another than the right one.
 */
export async function openCalls(
  run: Run,
  address: string,
  { method, request, answer }: Exchange,
): Promise<(callers: number, seconds: number) => Promise<Answered>> {
  const connection = await UnaryCalls.open(address, method);
  run.after(async () => connection.close());
  const exchange = async () => {
    if (!(await connection.call(request)).equals(answer)) throw new Error(`${method.name} gave another answer`);
  };
  return async (callers, seconds) => {
    const startMs = performance.now();
    const calls = await callUntil(startMs + seconds * 1_000, callers, exchange);
    return { calls, perSecond: (calls * 1_000) / (performance.now() - startMs) };
  };
}
