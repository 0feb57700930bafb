// Connections of an address that has too many: a few at a time are told so, the others are cut.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { errors } from "../core/errors.ts";
import { sendFailure } from "./json/connect-error.ts";
import { sendBody } from "./json/send-body.ts";

const mostTold = 8;
/** Whoever has not asked and read the answer by then is cut. */
const tellMs = 3_000;
const status = 503;
const retryAfterS = 30;
const policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

const page = `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Madang</title>
<style>:root{color-scheme:light dark}body{font:16px/1.6 system-ui,sans-serif;max-width:34em;margin:20vh auto;padding:0 1em}</style>
<main><h1>Too many connections</h1>
<p>From your address there are as many connections as one address may have. Close other tabs, or wait half a minute and <a href="">try again</a>.</p>
<p lang="ko">이 주소에서 온 연결이 너무 많습니다. 다른 탭을 닫거나 30초쯤 뒤에 <a href="">다시 열어 보세요</a>.</p></main>
`;

/** The connections that are being told. */
export class OverLimit {
  readonly #told = new Set<Duplex>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Keeps a socket for its one answer, for three seconds at most; cuts it if eight are kept already. */
  take(socket: Socket): void {
    if (this.#told.size >= mostTold) return void socket.destroy();
    this.#told.add(socket);
    const timer = setTimeout(() => socket.destroy(), tellMs);
    socket.once("close", () => {
      clearTimeout(timer);
      this.#told.delete(socket);
    });
  }

  /** Whether a request came over one of them. */
  has(socket: Duplex): boolean {
    return this.#told.has(socket);
  }

  /** Answers 503, to people as a page and to programs as a failure, and ends the connection. */
  answer({ headers: { accept = "" } }: IncomingMessage, response: ServerResponse): void {
    response.setHeader("connection", "close");
    response.setHeader("retry-after", retryAfterS);
    if (!accept.includes("text/html")) return sendFailure(response, errors.tooManyConnections(this.#limit), status);
    response.setHeader("content-security-policy", policy);
    sendBody(response, status, "text/html; charset=utf-8", page);
  }

  /** The same for who wanted a websocket, which can be told no more. */
  answerUpgrade(socket: Duplex): void {
    const headers = `retry-after: ${retryAfterS}\r\nconnection: close\r\ncontent-length: 0`;
    socket.end(`HTTP/1.1 ${status} Service Unavailable\r\n${headers}\r\n\r\n`);
  }

  /** Cuts all. */
  destroy(): void {
    for (const socket of this.#told) socket.destroy();
  }
}
