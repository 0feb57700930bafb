// What a device must be to be registered: addresses and keys that can work, and a label that can be shown.
import { base64Decode, base64Encode } from "@bufbuild/protobuf/wire";
import { ChatError, errors } from "../../core/errors.ts";
import type { DeviceWay } from "../../core/notices.ts";
import { requireTopic } from "../../core/text.ts";
import type { RegisterDeviceRequest, WebPush } from "../../gen/madang/notification/v1/notification_pb.ts";

const maxAddress = 2_000;
const maxLabel = 64;
const pointBytes = 65;
const authBytes = 16;
const secretBytes = 32;

/** What the operator allows, and who knows where addresses lead. */
export interface DeviceRules {
  /** Whether a webhook may be without TLS. */
  readonly allowPlainHttp: boolean;
  /** Rejects with TARGET_PRIVATE if the address leads into the server's own network, which it must not. */
  checkTarget(url: string): Promise<void>;
}

/** How the device is reached; a webhook gets a new secret. Rejects with DEVICE_INVALID or TARGET_PRIVATE. */
export async function requireWay({ way }: RegisterDeviceRequest, rules: DeviceRules): Promise<DeviceWay> {
  if (way.case === undefined) throw errors.deviceInvalid("say web_push or webhook");
  if (way.case === "webPush") return requireWebPush(way.value, rules);
  const url = requireAddress("its url", way.value.url, rules.allowPlainHttp);
  await rules.checkTarget(url);
  const secret = base64Encode(crypto.getRandomValues(new Uint8Array(secretBytes)), "url");
  return { kind: "webhook", url, secret };
}

/** What the person calls it; it may be empty. Throws DEVICE_INVALID. */
export function requireLabel(label: string): string {
  try {
    return requireTopic(label, maxLabel);
  } catch (failure) {
    if (failure instanceof ChatError)
      throw errors.deviceInvalid(`its label has at most ${maxLabel} characters, and no control characters`);
    throw failure;
  }
}

async function requireWebPush({ endpoint, p256dh, auth }: WebPush, rules: DeviceRules): Promise<DeviceWay> {
  const address = requireAddress("its endpoint", endpoint, false);
  const point = requireBytes("p256dh", p256dh, pointBytes);
  requireBytes("auth", auth, authBytes);
  if (!(await isOnCurve(point))) throw errors.deviceInvalid("p256dh is no point of the curve P-256");
  await rules.checkTarget(address);
  return { kind: "web-push", endpoint: address, p256dh, auth };
}

function requireAddress(what: string, text: string, allowPlainHttp: boolean): string {
  if (text.length > maxAddress) throw errors.deviceInvalid(`${what} has at most ${maxAddress} characters`);
  const url = URL.parse(text);
  const isGood = url?.protocol === "https:" || (allowPlainHttp && url?.protocol === "http:");
  if (!url || !isGood) throw errors.deviceInvalid(`${what} must be an https address`);
  if (url.username !== "" || url.password !== "") throw errors.deviceInvalid(`${what} must hold no name or password`);
  url.hash = "";
  if (url.href.length > maxAddress) throw errors.deviceInvalid(`${what} has at most ${maxAddress} characters`);
  return url.href;
}

function requireBytes(what: string, text: string, length: number): Uint8Array<ArrayBuffer> {
  const wrong = () => errors.deviceInvalid(`${what} must be ${length} bytes in base64url`);
  if (!/^[A-Za-z0-9_-]+$/.test(text)) throw wrong();
  let bytes: Uint8Array;
  try {
    bytes = base64Decode(text);
  } catch {
    throw wrong();
  }
  if (bytes.length !== length) throw wrong();
  return new Uint8Array(bytes);
}

async function isOnCurve(point: Uint8Array<ArrayBuffer>): Promise<boolean> {
  try {
    await crypto.subtle.importKey("raw", point, { name: "ECDH", namedCurve: "P-256" }, false, []);
    return true;
  } catch {
    return false;
  }
}
