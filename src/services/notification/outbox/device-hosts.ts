// Which host each device's messages go to, remembered: a device never moves to another address.
import type { DeviceWay, NoticeStore } from "../../../core/notices.ts";

const mostRemembered = 10_000;

/** Looks devices up once. */
export class DeviceHosts {
  readonly #store: Pick<NoticeStore, "device">;
  readonly #hosts = new Map<string, string>();

  constructor(store: Pick<NoticeStore, "device">) {
    this.#store = store;
  }

  /** By device id; a device that is gone has none. Rejects with UNAVAILABLE. */
  async of(deviceIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    const unknown = new Set<string>();
    for (const deviceId of deviceIds) {
      const host = this.#hosts.get(deviceId);
      if (host === undefined) unknown.add(deviceId);
      else found.set(deviceId, host);
    }
    await Promise.all([...unknown].map((deviceId) => this.#find(deviceId, found)));
    return found;
  }

  async #find(deviceId: string, found: Map<string, string>): Promise<void> {
    const device = await this.#store.device(deviceId);
    if (!device) return;
    const host = hostOf(device.way);
    if (this.#hosts.size >= mostRemembered) this.#hosts.clear();
    this.#hosts.set(deviceId, host);
    found.set(deviceId, host);
  }
}

function hostOf(way: DeviceWay): string {
  return URL.parse(way.kind === "webhook" ? way.url : way.endpoint)?.host ?? "";
}
