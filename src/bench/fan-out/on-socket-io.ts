// Fan-out by a Socket.IO room. It would drown in a fixed rate, so the sender waits for it: the rate is what it can keep.
import { fileURLToPath } from "node:url";
import { io, type Socket } from "socket.io-client";
import { Audience } from "../load/audience.ts";
import { stampedText } from "../load/stamped-text.ts";
import type { Run } from "../scenario.ts";
import { StartedServer } from "../servers/started-server.ts";
import { within } from "../within.ts";
import type { Contender, Round } from "./contender.ts";

const file = fileURLToPath(new URL("../servers/socket-io-process.ts", import.meta.url));
const connectMs = 10_000;
const deliveredMs = 60_000;
/** Messages that are sent and that the last listener has not heard. */
const ahead = 10;

/** Starts the server and connects everybody. */
export async function openOnSocketIo(run: Run, listeners: number): Promise<Contender> {
  const server = await StartedServer.start({ program: process.execPath, args: [file] });
  run.after(() => server.stop());
  const audience = await Audience.open(server.address, { sockets: listeners - 1 });
  run.after(async () => audience.close());
  // The room is served in the order of coming: when this one has heard, all others were written to.
  const last = io(`http://${server.address}`, { transports: ["websocket"], reconnection: false });
  run.after(async () => void last.close());
  await within(new Promise<void>((resolve) => last.once("connect", resolve)), connectMs, "connecting to Socket.IO");
  let sent = 0;

  async function round(seconds: number): Promise<Round> {
    const cpuBeforeMs = server.cpuMs();
    const startMs = performance.now();
    const count = await keepAhead(last, startMs + seconds * 1_000);
    sent += count;
    await audience.hears(sent, deliveredMs);
    const perSecond = (count * 1_000) / (performance.now() - startMs);
    return { deliveries: count * listeners, cpuMs: server.cpuMs() - cpuBeforeMs, perSecond, latency: undefined };
  }
  return { name: "Socket.IO room", round };
}

/** Says the next whenever one was heard, until time is over; resolves to how many when all were heard. */
async function keepAhead(socket: Socket, untilMs: number): Promise<number> {
  let said = 0;
  let heard = 0;
  const say = () => {
    said++;
    socket.emit("say", stampedText(performance.now()));
  };
  const done = Promise.withResolvers<void>();
  const hear = () => {
    heard++;
    if (performance.now() < untilMs) say();
    else if (heard === said) done.resolve();
  };
  socket.on("said", hear);
  for (let i = 0; i < ahead; i++) say();
  const leftMs = untilMs - performance.now();
  await within(done.promise, leftMs + deliveredMs, "a Socket.IO round").finally(() => socket.off("said", hear));
  return said;
}
