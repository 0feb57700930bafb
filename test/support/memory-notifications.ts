// What other services asked to tell people, in a list: stands in for a store in unit tests.
import type { KeptNotification, NotificationRequest, NotificationStore, Page } from "../../src/core/ports.ts";

/** Remembers what it was asked, and can be told to fail or to wait. */
export class MemoryNotifications implements NotificationStore {
  requests: NotificationRequest[] = [];
  /** The times that were given to `forgetBefore`. */
  readonly forgotten: number[] = [];
  /** Awaited before every answer, if set: to hold the store or let it fail. */
  before: (() => Promise<void>) | undefined;

  async keep(request: NotificationRequest): Promise<void> {
    await this.before?.();
    this.requests.push(request);
  }

  async request(requestId: string): Promise<Omit<NotificationRequest, "userIds"> | undefined> {
    await this.before?.();
    return this.requests.find((request) => request.requestId === requestId);
  }

  async kept(): Promise<Page<KeptNotification>> {
    await this.before?.();
    const items = this.requests.flatMap(({ userIds, ...request }) => userIds.map((userId) => ({ ...request, userId })));
    return { items, next: undefined };
  }

  async forgetBefore(atMs: number): Promise<void> {
    this.forgotten.push(atMs);
    await this.before?.();
    this.requests = this.requests.filter((request) => request.atMs >= atMs);
  }
}
