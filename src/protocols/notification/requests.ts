// What other services ask to tell people, on its way to the store.
import type { Clock } from "../../core/clock.ts";
import { createMessageId } from "../../core/ids.ts";
import type { NotificationRequest, NotificationStore } from "../../core/ports.ts";
import { namesSomebody } from "./names-somebody.ts";

/** A request as it comes, without what we add. */
export type Asked = Omit<NotificationRequest, "requestId" | "atMs">;

/** Gives each request an id and a time. The protocol has no ids: a client that asks twice has asked for two. */
export class Requests {
  readonly #store: NotificationStore;
  readonly #clock: Pick<Clock, "now">;

  constructor({ store, clock }: { store: NotificationStore; clock: Pick<Clock, "now"> }) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Resolves when it is durable. A person named twice is told once; a request that names nobody is nothing to keep. */
  async keep(asked: Asked): Promise<void> {
    const userIds = [...new Set(asked.userIds)].filter(namesSomebody);
    if (userIds.length === 0) return;
    const atMs = this.#clock.now();
    await this.#store.keep({ ...asked, userIds, requestId: createMessageId(atMs), atMs });
  }
}
