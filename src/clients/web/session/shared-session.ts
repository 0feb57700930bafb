// One session for all tabs: they share its one cookie, so one of them refreshes, and tells the others the new token.

import { after } from "../../screens/after.ts";
import type { Transport, UnaryOptions } from "../../sdk/browser.ts";
import type { Tabs } from "./tabs.ts";

/** What tabs tell each other: that one has come, and the answer that brought a session. */
export type Told = { readonly type: "come" } | { readonly type: "session"; readonly answer: SessionAnswer };

/** As much of a session as is looked at here; the rest goes through untouched. */
interface SessionAnswer {
  readonly session?: { readonly accessToken: string; readonly profile?: { readonly userId: string } | undefined };
}

const opensSession = /^(SignUp|SignIn\w*|RefreshSession)$/;

/** So long a tab that has come waits to be told. */
const tellMs = 150;

/** A transport that can be told that its person goes. */
export interface SharedTransport extends Transport {
  /** No more sign-ins: the end of the session is what was wanted, and no reason to open another. */
  stopSigningIn(): void;
}

/** A transport whose calls carry the newest token that any tab got for the same person. */
export function sharedSession(transport: Transport, tabs: Tabs<Told>): SharedTransport {
  const shared = new SharedSession(tabs);
  let isLeaving = false;
  return {
    unary: (method, request, options) => {
      if (isLeaving && opensSession.test(method.name)) return Promise.reject(new Error("They signed out."));
      const call = () => transport.unary(method, request, shared.current(options));
      if (method.name === "RefreshSession") return shared.refreshed(call);
      return opensSession.test(method.name) ? call().then((answer) => shared.take(answer)) : call();
    },
    serverStream: (method, request, options) => transport.serverStream(method, request, shared.current(options)),
    bidi: (method, options) => transport.bidi(method, shared.current(options)),
    stopSigningIn() {
      isLeaving = true;
    },
    close() {
      tabs.close();
      transport.close();
    },
  };
}

class SharedSession {
  readonly #tabs: Tabs<Told>;
  /** What this tab was given last. */
  #own: SessionAnswer | undefined;
  /** What any tab was given last. */
  #newest: SessionAnswer | undefined;
  #onTold: () => void = () => undefined;

  constructor(tabs: Tabs<Told>) {
    this.#tabs = tabs;
    tabs.listen((told) => this.#hear(told));
  }

  /** The call with the newest token, if it is the same person's. */
  current<Options extends Pick<UnaryOptions, "token">>(options: Options): Options {
    const isOurs = this.#own !== undefined && userOf(this.#newest) === userOf(this.#own);
    const token = isOurs ? this.#newest?.session?.accessToken : undefined;
    return options.token === undefined || token === undefined ? options : { ...options, token };
  }

  /** A session that is newer than our last: another tab's if there is one, else the server's. */
  refreshed<Answer extends object>(call: () => Promise<Answer>): Promise<Answer> {
    return this.#tabs.alone(async () => {
      if (!this.#newest) await this.#ask();
      if (this.#newest && this.#newest !== this.#own) return (this.#own = this.#newest) as Answer;
      return this.take(await call());
    });
  }

  /** Takes note of an answer that may hold a session, and tells the others. */
  take<Answer extends object>(taken: Answer): Answer {
    const answer: SessionAnswer = taken;
    if (!answer.session) return taken;
    this.#own = answer;
    this.#newest = answer;
    this.#tabs.tell({ type: "session", answer });
    return taken;
  }

  async #ask(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#onTold = resolve;
    this.#tabs.tell({ type: "come" });
    const cancel = after(tellMs, resolve);
    await promise;
    cancel();
  }

  #hear(told: Told): void {
    if (told.type === "come") {
      if (this.#own && this.#newest) this.#tabs.tell({ type: "session", answer: this.#newest });
    } else {
      this.#newest = told.answer;
      this.#onTold();
    }
  }
}

function userOf(answer: SessionAnswer | undefined): string | undefined {
  return answer?.session?.profile?.userId;
}
