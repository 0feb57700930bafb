// The browser's own side of Web Push: its one subscription, and what it shows for us.
import type { PushKeys } from "../../sdk/browser.ts";

/** How long the service worker may take to be there. */
const readyMs = 10_000;

/** Whether this page can be told by push at all: it needs https or the server's own machine, and a browser that knows how. */
export function canPush(): boolean {
  return isSecureContext && "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
}

/** The subscription that fits the server's key, made where there is none; rejects with what the browser says. */
export async function subscribe(serverKey: string): Promise<PushKeys> {
  const { pushManager } = await registration();
  const applicationServerKey = bytesOf(serverKey);
  const kept = await pushManager.getSubscription();
  const isFitting = kept !== null && isSame(kept.options.applicationServerKey, applicationServerKey);
  if (kept && !isFitting) await kept.unsubscribe();
  const current = isFitting ? kept : await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
  const { endpoint, keys: { p256dh = "", auth = "" } = {} } = current.toJSON();
  return { endpoint: endpoint ?? "", keys: { p256dh, auth } };
}

/** Ends the subscription, and takes away what is shown: it is nobody else's. Never rejects. */
export async function unsubscribe(): Promise<void> {
  if (!canPush()) return;
  try {
    const found = await navigator.serviceWorker.getRegistration();
    for (const shown of (await found?.getNotifications()) ?? []) shown.close();
    await navigator.clearAppBadge?.();
    await (await found?.pushManager.getSubscription())?.unsubscribe();
  } catch {
    // The server forgets the device with its session in any case.
  }
}

async function registration(): Promise<ServiceWorkerRegistration> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error("The page’s service worker is not there.")), readyMs);
  return Promise.race([navigator.serviceWorker.ready, late.promise]).finally(() => clearTimeout(timer));
}

/** Base64url to bytes. */
function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
}

function isSame(one: ArrayBuffer | null, other: Uint8Array): boolean {
  const bytes = new Uint8Array(one ?? new ArrayBuffer());
  return bytes.length === other.length && bytes.every((byte, i) => byte === other[i]);
}
