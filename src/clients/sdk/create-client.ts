// Puts a client together, over whatever transport it is given.
import { Calls } from "./calls.ts";
import { type ChannelActs, channelActs } from "./channel-acts.ts";
import { clientClock } from "./client-clock.ts";
import { ClientCore } from "./client-core.ts";
import type { ClientOptions } from "./client-options.ts";
import { signInWith } from "./credentials.ts";
import { type LobbyActs, lobbyActs } from "./lobby-acts.ts";
import { type Notifications, notificationActs } from "./notifications.ts";
import { type PeopleActs, peopleActs } from "./people-acts.ts";
import { Session } from "./session.ts";

/** Everything that one does in a chat. */
export type ChatClient = ClientCore &
  ChannelActs &
  LobbyActs &
  PeopleActs & {
    /** The inbox, devices and preferences. */
    readonly notifications: Notifications;
  };

/** Makes a client that does nothing until `connect` is called, so that listeners can be added first. */
export function createClient(options: ClientOptions): ChatClient {
  const { transport, tokens, clock = clientClock, random = Math.random, timeoutMs = 10_000 } = options;
  const closing = new AbortController();
  const lifetime = closing.signal;
  const signIn = signInWith(options);
  const signsInOnce = options.signInOnce ?? false;
  const session = new Session({ transport, signIn, signsInOnce, tokens, timeoutMs, lifetime });
  const calling = { transport, session, clock, random, timeoutMs, lifetime };
  const calls = new Calls(calling);
  const core = new ClientCore({ ...calling, calls, closing }, options);
  return Object.assign(
    core,
    channelActs({ calls, clock, seen: (channelId) => core.seen(channelId) }),
    lobbyActs({ calls, clock, onJoined: (channelId) => core.expect(channelId) }),
    peopleActs(calls),
    { notifications: notificationActs({ ...calling, calls }) },
  );
}
