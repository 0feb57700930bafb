// The way to a data folder's operator: the server that uses it, or its store when none does.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ChatError, grpcTransport, type Transport } from "../clients/sdk/index.ts";
import { AdminService } from "../gen/madang/admin/v1/admin_pb.ts";
import { openStoppedStore } from "../operator.ts";
import { readOperatorFile } from "../runtime/operator-token.ts";
import { insideTransport } from "./inside-transport.ts";
import { Refusal } from "./refusal.ts";

/** Where the calls go. */
export interface Operator {
  readonly transport: Transport;
  /** What a running server wants to see; undefined: the store is open in this process. */
  readonly token: string | undefined;
  close(): Promise<void>;
}

/** A server that starts or stops, and another command on a stopped one, are done after so long. */
const patienceMs = 5_000;
const pauseMs = 200;
const firstCallMs = 2_000;

/** Finds it, whether a server runs or not; rejects with a Refusal that says why there is none. */
export async function findOperator(data: string): Promise<Operator> {
  // The node of a fleet has no store of its own: it can be asked while it runs.
  const hasStore = existsSync(join(data, "madang.db"));
  if (!hasStore && !readOperatorFile(data))
    throw new Refusal("NO_DATA", `There is no Madang in ${data}: name its data folder with --data.`);
  const giveUpAtMs = performance.now() + patienceMs;
  for (;;) {
    // Only a server holds the folder's lock for long, so that a key left behind by one that was killed misleads nobody.
    const stopped = hasStore ? openIfStopped(data) : undefined;
    if (stopped) return stopped;
    const running = await reachRunning(data);
    if (running) return running;
    if (performance.now() > giveUpAtMs)
      throw new Refusal("NO_ANSWER", `A Madang uses ${data}, but does not answer: see what it does, or stop it.`);
    await sleep(pauseMs);
  }
}

function openIfStopped(data: string): Operator | undefined {
  try {
    const store = openStoppedStore(data);
    return store && { transport: insideTransport(store.service), token: undefined, close: () => store.close() };
  } catch (failure) {
    throw new Refusal("DATA_UNUSABLE", failure instanceof Error ? failure.message : String(failure));
  }
}

async function reachRunning(data: string): Promise<Operator | undefined> {
  const file = readOperatorFile(data);
  if (!file) return undefined;
  const { address, token } = file;
  const transport = grpcTransport(address);
  try {
    await transport.unary(AdminService.method.listUsers, { pageSize: 1 }, { token, timeoutMs: firstCallMs });
    return { transport, token, close: async () => transport.close() };
  } catch (failure) {
    transport.close();
    if (failure instanceof ChatError) return undefined;
    throw failure;
  }
}
