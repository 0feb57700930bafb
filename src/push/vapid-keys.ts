// The keys by which push services know this server (VAPID, RFC 8292).
import webPush from "web-push";

/** A pair, base64url: 65 bytes that everybody may know, and 32 that nobody may. */
export interface VapidKeys {
  readonly publicKey: string;
  readonly privateKey: string;
}

/** New ones, as the text in which a store keeps them. */
export function makeVapidKeys(): string {
  return JSON.stringify(webPush.generateVAPIDKeys());
}

/** The keys from that text. */
export function readVapidKeys(text: string): VapidKeys {
  const { publicKey, privateKey } = JSON.parse(text) as VapidKeys;
  return { publicKey, privateKey };
}
