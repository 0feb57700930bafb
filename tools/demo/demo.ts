// The command `npm run demo`: everybody talks through every door, the server is killed and comes back, and the verdict is told.
import { Backstage } from "./backstage.ts";
import { Play } from "./play.ts";

const longestMs = 90_000;
const signals = [
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const;

const backstage = new Backstage();
let isOver = false;
for (const [signal, code] of signals) process.once(signal, () => leave(code));
// The launcher is gone, even by kill -9.
process.once("disconnect", () => leave(1));
process.channel?.unref();
setTimeout(() => {
  console.error(`The demo did not end within ${longestMs / 1_000} s.`);
  leave(1);
}, longestMs).unref();

try {
  leave((await new Play(backstage).run()) ? 0 : 1);
} catch (failure) {
  if (!isOver) console.error(failure instanceof Error ? failure.message : failure);
  leave(1);
}

function leave(code: number): void {
  if (isOver) return;
  isOver = true;
  void backstage.clear().finally(() => process.exit(code));
}
