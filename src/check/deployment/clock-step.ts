// Loaded into the checked server before its own code: sets the wall clock that JavaScript reads off, when its parent says so.
import { isMainThread } from "node:worker_threads";

const rightNow = Date.now.bind(Date);
const shared = new BroadcastChannel("madang-check-clock");
let offsetMs = 0;

shared.addEventListener("message", (event) => {
  offsetMs = (event as MessageEvent).data as number;
});
shared.unref();

if (isMainThread) {
  process.on("message", (asked: { offsetMs?: number }) => {
    offsetMs = asked.offsetMs ?? 0;
    shared.postMessage(offsetMs);
  });
  process.channel?.unref();
}

const RightDate = Date;
Date.now = () => rightNow() + offsetMs;
globalThis.Date = new Proxy(RightDate, {
  construct: (target, args: unknown[], made) =>
    Reflect.construct(target, args.length === 0 ? [Date.now()] : args, made) as Date,
});
