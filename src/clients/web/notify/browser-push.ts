// This browser as a place where its person is told: asked for, kept current, and given up.
import type { ChatClient, Device } from "../../sdk/browser.ts";
import { deviceLabel } from "./device-label.ts";
import { canPush, subscribe, unsubscribe } from "./push-subscription.ts";
import { keepPushWish, type PushWish, pushWishOf } from "./push-wish.ts";
import { ToldState } from "./told-state.ts";

/** How it stands. */
export interface PushState {
  /** `unavailable`: the browser or the address cannot; `blocked`: the person told the browser to show nothing of this page. */
  readonly phase: "unavailable" | "blocked" | "off" | "on";
  /** This browser among the devices; undefined while it is not one. */
  readonly device: Device | undefined;
  /** Undefined: the person was not asked yet. */
  readonly wish: PushWish;
  readonly isBusy: boolean;
  /** Why the last try failed; "refused": by the person, when the browser asked. */
  readonly failure: unknown;
}

type Notifications = Pick<ChatClient["notifications"], "pushKey" | "registerWebPush" | "removeDevice">;

const fresh: PushState = { phase: "off", device: undefined, wish: undefined, isBusy: false, failure: undefined };

/** One of each session. */
export class BrowserPush {
  readonly state = new ToldState<PushState>(fresh);
  readonly #notifications: Notifications;
  readonly #userId: () => string;

  constructor(notifications: Notifications, userId: () => string) {
    this.#notifications = notifications;
    this.#userId = userId;
  }

  /** Looks how it stands; a browser that is to be told is registered once more, so that the server knows what is true now. */
  async refresh(): Promise<void> {
    const wish = pushWishOf(this.#userId());
    const phase = phaseNow();
    const isOn = (wish === "on" || wish === "quiet") && phase === "off" && Notification.permission === "granted";
    this.state.change({ wish, ...(!isOn && { phase, device: undefined }) });
    if (isOn) await this.#try(() => this.#register());
  }

  /** Lets the browser ask the person, and registers it; must be called by a click. */
  async turnOn(): Promise<void> {
    await this.#try(async () => {
      const answer = await Notification.requestPermission();
      if (answer !== "granted") {
        this.state.change({ phase: phaseNow(), failure: "refused" });
        return;
      }
      this.#keep("on");
      await this.#register();
    });
  }

  /** Whether the text is shown. */
  async showText(showsText: boolean): Promise<void> {
    await this.#try(async () => {
      this.#keep(showsText ? "on" : "quiet");
      await this.#register();
    });
  }

  /** Tells nothing here any more, and asks no more. */
  async turnOff(): Promise<void> {
    await this.#try(async () => {
      this.#keep("no");
      const { device } = this.state.read();
      // First here: where the server cannot be told, the push service tells it.
      await unsubscribe();
      if (device) await this.#notifications.removeDevice(device.id);
      this.state.change({ phase: phaseNow(), device: undefined });
    });
  }

  /** "Not now": it is asked no more; the settings can turn it on. */
  decline(): void {
    this.#keep("no");
  }

  async #register(): Promise<void> {
    const keys = await subscribe(await this.#notifications.pushKey());
    const hidesText = this.state.read().wish === "quiet";
    const label = deviceLabel(navigator.userAgent);
    const device = await this.#notifications.registerWebPush(keys, { label, hidesText });
    this.state.change({ phase: "on", device });
  }

  async #try(work: () => Promise<void>): Promise<void> {
    if (this.state.read().isBusy) return;
    this.state.change({ isBusy: true, failure: undefined });
    const failure = await work().catch((error: unknown) => error ?? "refused");
    this.state.change({ isBusy: false, ...(failure !== undefined && { failure }) });
  }

  #keep(wish: PushWish): void {
    keepPushWish(this.#userId(), wish);
    this.state.change({ wish });
  }
}

function phaseNow(): "unavailable" | "blocked" | "off" {
  if (!canPush()) return "unavailable";
  return Notification.permission === "denied" ? "blocked" : "off";
}
