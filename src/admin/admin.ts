// Runs one command of the operator's: finds whom to ask, asks, prints; every failure is one sentence.
import { resolve } from "node:path";
import { ChatError } from "../clients/sdk/index.ts";
import { answer } from "./answer.ts";
import type { Ask } from "./ask.ts";
import { findOperator } from "./find-operator.ts";
import { jsonPrinter, type Printer, textPrinter } from "./printer.ts";
import { Refusal } from "./refusal.ts";

/** Where, and how to answer. */
export interface AdminPlace {
  readonly data: string;
  readonly json: boolean;
}

/** Resolves to the exit code. */
export async function admin({ data, json }: AdminPlace, ask: Ask): Promise<number> {
  const printer = json ? jsonPrinter() : textPrinter();
  try {
    await answerFrom(resolve(data), printer, ask);
    return 0;
  } catch (failure) {
    if (!(failure instanceof ChatError || failure instanceof Refusal)) throw failure;
    printer.failure(failure.reason, failure.message);
    return 1;
  }
}

async function answerFrom(data: string, printer: Printer, ask: Ask): Promise<void> {
  const operator = await findOperator(data);
  try {
    await answer(operator, printer, ask);
  } finally {
    await operator.close();
  }
}
