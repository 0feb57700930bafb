// A push service on this machine: checks who sends (RFC 8292), decrypts what was sent (RFC 8291), and answers by script.
import assert from "node:assert/strict";
import { createDecipheriv, createECDH, createHmac, createPublicKey, type ECDH, randomBytes, verify } from "node:crypto";
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { createCertificate } from "../../src/bench/wires/certificate.ts";

/** What a push service got, decrypted with the browser's keys. */
export interface GottenPush {
  readonly headers: IncomingHttpHeaders;
  /** The claims of the VAPID token, whose signature was right. */
  readonly claims: { readonly aud: string; readonly exp: number; readonly sub: string };
  /** The sender's key as it names itself. */
  readonly vapidKey: string;
  readonly payload: Record<string, unknown>;
  /** How many bytes came, encrypted. */
  readonly bytes: number;
}

/** Answers a request. */
export type PushAnswer = (response: ServerResponse) => void;

/** An answer with a status, and headers. */
export const answer =
  (status: number, headers: Record<string, string> = {}): PushAnswer =>
  (response) =>
    response.writeHead(status, headers).end();

/** Listens on loopback with a certificate of its own; `close` when done. */
export class PushService {
  readonly gotten: GottenPush[] = [];
  /** What was wrong with requests. */
  readonly faults: unknown[] = [];
  /** For the next requests, one each; 201 when there is none. */
  readonly answers: PushAnswer[] = [];
  readonly #browsers = new Map<string, Browser>();
  readonly #server: Server;
  /** The authority that clients have to trust, in PEM. */
  readonly ca: string;

  private constructor({ key, cert }: { key: string; cert: string }) {
    this.ca = cert;
    this.#server = createServer({ key, cert }, (request, response) => void this.#take(request, response));
  }

  /** Throws where there is no openssl to make the certificate. */
  static async start(): Promise<PushService> {
    const service = new PushService(createCertificate());
    await new Promise<void>((resolve) => service.#server.listen(0, "127.0.0.1", resolve));
    return service;
  }

  get origin(): string {
    return `https://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** A browser subscribes; what PushSubscription.toJSON() would have. */
  subscribe(): { endpoint: string; keys: { p256dh: string; auth: string } } {
    const ecdh = createECDH("prime256v1");
    const browser = { ecdh, publicKey: ecdh.generateKeys(), auth: randomBytes(16) };
    const path = `/push/${randomBytes(8).toString("hex")}`;
    this.#browsers.set(path, browser);
    const keys = { p256dh: browser.publicKey.toString("base64url"), auth: browser.auth.toString("base64url") };
    return { endpoint: this.origin + path, keys };
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const next = this.answers.shift() ?? answer(201);
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      this.gotten.push(this.#read(request, Buffer.concat(chunks)));
    } catch (failure) {
      this.faults.push(failure);
      response.writeHead(400).end();
      return;
    }
    next(response);
  }

  #read({ url, method, headers }: IncomingMessage, body: Buffer): GottenPush {
    assert.equal(method, "POST");
    assert.equal(headers["content-encoding"], "aes128gcm");
    assert.ok(Number(headers["ttl"]) > 0);
    const { claims, vapidKey } = readVapid(headers.authorization ?? "");
    assert.equal(claims.aud, this.origin);
    const secondsLeft = claims.exp - Date.now() / 1_000;
    assert.ok(secondsLeft > 0 && secondsLeft <= 24 * 3_600, `expires in ${secondsLeft} s`);
    const browser = this.#browsers.get(url ?? "");
    assert.ok(browser);
    assert.ok(body.length <= 4_096, `${body.length} bytes`);
    const payload = JSON.parse(decrypt(body, browser)) as Record<string, unknown>;
    return { headers, claims, vapidKey, payload, bytes: body.length };
  }
}

interface Browser {
  readonly ecdh: ECDH;
  readonly publicKey: Buffer;
  readonly auth: Buffer;
}

function readVapid(authorization: string): Pick<GottenPush, "claims" | "vapidKey"> {
  const [, token = "", vapidKey = ""] = /^vapid t=([^,\s]+), ?k=([\w-]+)$/.exec(authorization) ?? [];
  const [header = "", claims = "", signature = ""] = token.split(".");
  assert.deepEqual(JSON.parse(fromBase64(header).toString()), { typ: "JWT", alg: "ES256" });
  const point = fromBase64(vapidKey);
  assert.equal(point.length, 65);
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString("base64url"));
  const key = createPublicKey({ format: "jwk", key: { kty: "EC", crv: "P-256", x: x ?? "", y: y ?? "" } });
  const signed = Buffer.from(`${header}.${claims}`);
  assert.ok(verify("sha256", signed, { key, dsaEncoding: "ieee-p1363" }, fromBase64(signature)), "signature");
  return { claims: JSON.parse(fromBase64(claims).toString()) as GottenPush["claims"], vapidKey };
}

// RFC 8188's header, RFC 8291's keys: one record, since a push message is no longer.
function decrypt(body: Buffer, { ecdh, publicKey, auth }: Browser): string {
  const salt = body.subarray(0, 16);
  const keyLength = body.readUInt8(20);
  const senderKey = body.subarray(21, 21 + keyLength);
  const record = body.subarray(21 + keyLength);
  assert.ok(record.length <= body.readUInt32BE(16), "one record");
  const keyInfo = Buffer.concat([Buffer.from("WebPush: info\0"), publicKey, senderKey]);
  const secret = hkdf(auth, ecdh.computeSecret(senderKey), keyInfo, 32);
  const key = hkdf(salt, secret, Buffer.from("Content-Encoding: aes128gcm\0"), 16);
  const nonce = hkdf(salt, secret, Buffer.from("Content-Encoding: nonce\0"), 12);
  const decipher = createDecipheriv("aes-128-gcm", key, nonce);
  decipher.setAuthTag(record.subarray(-16));
  const padded = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()]);
  const end = padded.lastIndexOf(2);
  assert.ok(end >= 0 && padded.subarray(end + 1).every((byte) => byte === 0), "padding");
  return padded.subarray(0, end).toString("utf8");
}

// At most one block of output, so expand is one step.
function hkdf(salt: Buffer, input: Buffer, context: Buffer, length: number): Buffer {
  const key = createHmac("sha256", salt).update(input).digest();
  const block = createHmac("sha256", key)
    .update(Buffer.concat([context, Buffer.from([1])]))
    .digest();
  return block.subarray(0, length);
}

function fromBase64(text: string): Buffer {
  return Buffer.from(text, "base64url");
}
