// A client of the fake chat, with a clock to turn and everything that it tells.

import type { ClientOptions } from "../../src/clients/sdk/client-options.ts";
import { type ChatEvent, createClient } from "../../src/clients/sdk/index.ts";
import type { FakeChat } from "./fake-chat.ts";
import { FakeClock } from "./fake-clock.ts";

/** Ann's client, not connected yet; unless told otherwise it never waits before it tries again. */
export function clientOnFake(chat: FakeChat, options: Partial<ClientOptions> = {}) {
  const clock = new FakeClock();
  const events: ChatEvent[] = [];
  const client = createClient({
    transport: chat.transport(),
    guest: { name: "ann" },
    clock,
    random: () => 0,
    listener: (event) => events.push(event),
    ...options,
  });
  return { client, clock, events };
}
