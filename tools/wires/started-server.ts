// Starts the server to be measured, and fills it with what is asked for.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createCertificate } from "./certificate.ts";
import { hangul } from "../../src/bench/wires/hangul.ts";
import { type MeasuredServer, objects } from "./hundred-objects.ts";
import type { Ports } from "./server-process.ts";

const startMs = 20_000;

/** A server that ends with `close`. */
export interface StartedServer extends MeasuredServer {
  close(): void;
}

/** Rejects if it does not start in time. */
export async function startServer(): Promise<StartedServer> {
  const { key, cert } = createCertificate();
  const child = fork(new URL("server-process.ts", import.meta.url), {
    env: { ...process.env, MADANG_CERTIFICATE: JSON.stringify({ key, cert }) },
    execArgv: ["--disable-warning=ExperimentalWarning"],
  });
  const ports = await answerOf<Ports>(child);
  const url = `http://127.0.0.1:${ports.http1}`;
  const token = await signIn(url);
  const channelId = await fill(url, token);
  return {
    ports,
    token,
    cert,
    channelId,
    async cpuMs() {
      const answered = answerOf<NodeJS.CpuUsage>(child);
      child.send("cpu");
      const { user, system } = await answered;
      return (user + system) / 1_000;
    },
    close: () => child.disconnect(),
  };
}

async function answerOf<Answer>(child: ChildProcess): Promise<Answer> {
  const [answer] = await once(child, "message", { signal: AbortSignal.timeout(startMs) });
  return answer as Answer;
}

async function signIn(url: string): Promise<string> {
  const { session } = await post(`${url}/madang.agent.v1.AgentService/SignInGuest`, { name: "ann" });
  return (session as { accessToken: string }).accessToken;
}

async function fill(url: string, token: string): Promise<string> {
  const create = { name: "objects", clientMessageId: "make" };
  const { channel } = await post(`${url}/madang.lobby.v1.LobbyService/CreateChannel`, create, token);
  const { channelId } = channel as { channelId: string };
  for (let i = 0; i < objects.count; i++) {
    const message = { channelId, clientMessageId: `object-${i}`, text: hangul(objects.characters, i + 1) };
    await post(`${url}/madang.channel.v1.ChannelService/SendMessage`, message, token);
  }
  return channelId;
}

async function post(url: string, request: object, token?: string): Promise<Record<string, unknown>> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(request),
    signal: AbortSignal.timeout(startMs),
  });
  const answer = (await response.json()) as Record<string, unknown>;
  if (!response.ok) throw new Error(`${url}: ${JSON.stringify(answer)}`);
  return answer;
}
