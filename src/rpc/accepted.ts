// The connections of a server, counted by address.
import type { Socket } from "node:net";
import { isLoopback } from "../core/loopback.ts";

/** At most so many of one address; 0: any number. Loopback is not counted. */
export class Accepted {
  readonly #sockets = new Set<Socket>();
  readonly #byAddress = new Map<string, number>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#sockets.size;
  }

  /** False if the address has too many connections; then the socket is gone. */
  admit(socket: Socket): boolean {
    const address = socket.remoteAddress ?? "";
    const count = (this.#byAddress.get(address) ?? 0) + 1;
    if (this.#limit > 0 && count > this.#limit && !isLoopback(address)) {
      socket.destroy();
      return false;
    }
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
