// Whether somebody is inside: who was here before goes straight in, others stand at the entrance until a sign-in succeeds.
import { after } from "../../screens/after.ts";
import { type ChatClient, type Credentials, createClient, socketIoTransport } from "../../sdk/browser.ts";
import { unsubscribe } from "../notify/push-subscription.ts";
import { browserKeptStore } from "../offline/kept-store.ts";
import { ChatSession } from "../state/chat-session.ts";
import { browserOutbox } from "./browser-outbox.ts";
import { keepText, keptText } from "./browser-storage.ts";
import { guestSecret } from "./guest-secret.ts";
import { browserTokens, onForgotten, savedPerson } from "./saved-person.ts";
import { type SharedTransport, sharedSession } from "./shared-session.ts";
import { browserTabs } from "./tabs.ts";

/** Whoever signs out goes after this time, answered or not; what did not go well is said at the entrance. */
const signOutMs = 8_000;

/** Where the person stands; `failure` is why they are not inside. */
export type Phase =
  | { readonly type: "outside"; readonly failure: unknown; readonly name: string | undefined }
  | { readonly type: "entering"; readonly name: string | undefined }
  | { readonly type: "inside"; readonly session: ChatSession };

/** How somebody comes in. */
export type Entry =
  | { readonly kind: "guest"; readonly name: string }
  | { readonly kind: "account"; readonly name: string; readonly password: string; readonly signUp: boolean };

/** Holds the one client of the page. */
export class SessionGate {
  #phase: Phase = { type: "outside", failure: undefined, name: undefined };
  #transport: SharedTransport | undefined;
  readonly #kept = browserKeptStore();
  readonly #listeners = new Set<() => void>();

  private constructor() {}

  /** The gate of this page; somebody whose session was saved is inside already. */
  static open(): SessionGate {
    const gate = new SessionGate();
    const me = savedPerson();
    onForgotten(() => {
      if (gate.#phase.type === "inside") gate.#goOut(gate.#phase.session, undefined);
    });
    // Nothing is kept for somebody who is not here.
    if (!me) void gate.#kept.clear();
    else gate.#comeIn(gate.#client(me.kind === "guest" ? guest(keptText("name") ?? me.name) : {}));
    return gate;
  }

  /** Where the person stands now. */
  readonly phase = (): Phase => this.#phase;

  /** Calls after every change. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** Signs in; why that failed is told by the phase. */
  async enter(entry: Entry): Promise<void> {
    if (this.#phase.type !== "outside") return;
    this.#set({ type: "entering", name: entry.name });
    const client = this.#client(credentialsOf(entry));
    try {
      await client.connect();
      // The name that was asked for: with its secret one is the same guest again, also where it was somebody else's.
      keepText("name", entry.name);
      this.#comeIn(client);
    } catch (failure) {
      await client.close().catch(() => undefined);
      this.#set({ type: "outside", failure, name: entry.name });
    }
  }

  /** Ends the session, here or everywhere, and goes to the entrance. */
  async leave(options: { readonly everywhere?: boolean } = {}): Promise<void> {
    if (this.#phase.type !== "inside") return;
    const { session } = this.#phase;
    // The session's end is wanted here, and told by nobody.
    session.onEnd = () => undefined;
    this.#transport?.stopSigningIn();
    // First: other tabs go out too, before the end of the session makes them sign in anew.
    await browserTokens.save(undefined);
    // Now, and not when the server has answered: whoever signs out may close the page at once.
    void this.#kept.clear();
    void unsubscribe();
    const late = Promise.withResolvers<unknown>();
    const cancelLate = after(signOutMs, () => late.resolve(new Error("The server did not answer in time.")));
    const ended = session.client.signOut(options).catch((error: unknown) => error);
    this.#goOut(session, await Promise.race([ended, late.promise]));
    cancelLate();
  }

  #client(credentials: Credentials): ChatClient {
    const wire = socketIoTransport(location.origin, { cookie: true });
    const transport = sharedSession(wire, browserTabs("madang.session"));
    this.#transport = transport;
    const client: ChatClient = createClient({
      ...credentials,
      transport,
      tokens: browserTokens,
      outbox: browserOutbox(() => client.me?.id ?? keptText("last")),
    });
    return client;
  }

  #comeIn(client: ChatClient): void {
    const isTheirs = (userId: string) => savedPerson()?.id === userId;
    const session = new ChatSession(client, savedPerson(), { store: this.#kept, isTheirs });
    session.onEnd = (reason) => this.#goOut(session, reason);
    session.onMe = (id) => keepText("last", id);
    // Another tab signed in as somebody else: the cookie is theirs now, and so is this page from here on.
    session.onOther = () => location.reload();
    session.start();
    this.#set({ type: "inside", session });
  }

  #goOut(session: ChatSession, failure: unknown): void {
    const name = keptText("name");
    this.#transport?.stopSigningIn();
    session.close();
    void this.#kept.clear();
    void unsubscribe();
    // The next sign-in must not begin with what is left of this one.
    void browserTokens.save(undefined);
    this.#set({ type: "outside", failure, name });
  }

  #set(phase: Phase): void {
    this.#phase = phase;
    for (const listener of this.#listeners) listener();
  }
}

function guest(name: string): Credentials {
  return { guest: { name, token: guestSecret(name) } };
}

function credentialsOf(entry: Entry): Credentials {
  // Whoever signs out everywhere means this page too: it shall not come in again with the password it was given.
  return entry.kind === "guest" ? guest(entry.name) : { ...entry, signInOnce: true };
}
