// A listener with a bug in it: as if the client did not know any more, after it has come back, what it had told already.
import type { Listener } from "../../clients/sdk/index.ts";
import { chances, type Planted } from "./planted.ts";

/** The same listener with the bug in it. */
export function plantInListener(listener: Listener, planted: Planted): Listener {
  const shows = chances(planted);
  let isBack = false;
  return (event) => {
    listener(event);
    if (planted.kind !== "double") return;
    if (event.type === "state" && event.state === "connecting") isBack = true;
    if (event.type !== "message" || !isBack || !shows()) return;
    isBack = false;
    listener(event);
  };
}
