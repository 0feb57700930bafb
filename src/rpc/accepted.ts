// The connections of a server, counted by address.
import type { Socket } from "node:net";
import { isLoopback } from "../core/loopback.ts";

/**
 * How many may have connected and wait to be let in; the system may keep it smaller. Where everybody comes back in the
 * same moment, those beyond it are lost for a second or more, or let in and then cut.
 */
export const maxWaiting = 4_096;

/** At most so many of one address; 0: any number. Exempt addresses are not counted: loopback, if nothing else is said. */
export class Accepted {
  readonly #sockets = new Set<Socket>();
  readonly #byAddress = new Map<string, number>();
  readonly #limit: number;
  readonly #isExempt: (address: string) => boolean;

  constructor(limit: number, isExempt: (address: string) => boolean = isLoopback) {
    this.#limit = limit;
    this.#isExempt = isExempt;
  }

  get size(): number {
    return this.#sockets.size;
  }

  /** False if the address has too many connections; then it is the caller's to end the socket. */
  admit(socket: Socket): boolean {
    const address = socket.remoteAddress ?? "";
    const count = (this.#byAddress.get(address) ?? 0) + 1;
    if (this.#limit > 0 && count > this.#limit && !this.#isExempt(address)) return false;
    this.#sockets.add(socket);
    this.#byAddress.set(address, count);
    socket.once("close", () => this.#left(socket, address));
    return true;
  }

  destroy(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #left(socket: Socket, address: string): void {
    this.#sockets.delete(socket);
    const count = (this.#byAddress.get(address) ?? 1) - 1;
    if (count === 0) this.#byAddress.delete(address);
    else this.#byAddress.set(address, count);
  }
}
