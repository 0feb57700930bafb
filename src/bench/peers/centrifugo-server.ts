// Centrifugo as its own people would run it for chat: memory engine, history, recovery; docs/peers.md says why so.
import { createHmac } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Run } from "../scenario.ts";
import { makeFolder } from "../servers/madang-server.ts";
import { centrifugoBinary } from "./centrifugo-binary.ts";
import { freePorts, KeptServer } from "./kept-server.ts";

/** The channel that everybody is in. */
export const channel = "chat:lobby";
/** How many messages its memory keeps of a channel. */
const historySize = 300;
const secret = "a secret of this bench";
const apiKey = "an API key of this bench";

/** A Centrifugo, where it is, and how to begin it again. */
export interface Centrifugo {
  readonly server: KeptServer;
  /** Where clients connect, as host:port. */
  readonly address: string;
  /** Where an application's backend publishes over gRPC, and the key for it. */
  readonly apiAddress: string;
  readonly apiKey: string;
  /** Starts it again, after its end, in the same place. */
  again(): Promise<Centrifugo>;
}

/** Starts one at free ports, with settings of its configuration file besides ours; the run ends it. */
export async function startCentrifugo(run: Run, settings: object = {}): Promise<Centrifugo> {
  const [port = 0, apiPort = 0] = await freePorts(2);
  const folder = makeFolder(run);
  writeFileSync(join(folder, "config.json"), JSON.stringify({ ...configOf(port, apiPort), ...settings }, undefined, 2));
  const start = async (): Promise<Centrifugo> => {
    const server = await KeptServer.start({
      program: centrifugoBinary(),
      args: ["--config", "config.json"],
      cwd: folder,
      healthUrl: `http://127.0.0.1:${port}/health`,
    });
    run.after(() => server.stop());
    const address = `127.0.0.1:${port}`;
    return { server, address, apiAddress: `127.0.0.1:${apiPort}`, apiKey, again: start };
  };
  return start();
}

/** A connection token, signed as an application's backend does. */
export function toToken(userId: string): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
  const signed = `${encode({ alg: "HS256", typ: "JWT" })}.${encode({ sub: userId })}`;
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}

function configOf(port: number, apiPort: number): object {
  const chat = {
    name: "chat",
    history_size: historySize,
    history_ttl: "600s",
    force_recovery: true,
    allow_subscribe_for_client: true,
  };
  return {
    address: "127.0.0.1",
    port: String(port),
    health: true,
    log_level: "error",
    token_hmac_secret_key: secret,
    grpc_api: true,
    grpc_api_address: "127.0.0.1",
    grpc_api_port: apiPort,
    grpc_api_key: apiKey,
    usage_stats_disable: true,
    namespaces: [chat],
  };
}
