// Writes an HTTP answer that nobody keeps.
import type { ServerResponse } from "node:http";

/** Answers with JSON; nothing happens if the client has gone. */
export function sendJson(response: ServerResponse, status: number, json: unknown): void {
  sendBody(response, status, "application/json", `${JSON.stringify(json)}\n`);
}

/** The same with a body of any type, or none. */
export function sendBody(
  response: ServerResponse,
  status: number,
  contentType: string,
  body: string | Uint8Array | undefined,
): void {
  if (response.destroyed || response.headersSent) return;
  if (body !== undefined) {
    response.setHeader("content-type", contentType);
    response.setHeader("content-length", Buffer.byteLength(body));
  }
  response.setHeader("cache-control", "no-store");
  response.setHeader("x-content-type-options", "nosniff");
  response.writeHead(status).end(body);
}
