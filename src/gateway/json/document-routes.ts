// What tells about the calls by HTTP: the OpenAPI document, and the page.
import type { IncomingMessage, ServerResponse } from "node:http";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { DescService } from "@bufbuild/protobuf";
import type { Route } from "../http-server.ts";
import { apiPage, apiPagePolicy } from "./api-page.ts";
import { allowOrigin } from "./cross-origin.ts";
import { openApiDocument } from "./openapi.ts";
import { sendBody } from "./send-body.ts";

/** What the documents are made of. */
export interface DocumentParts {
  readonly services: readonly DescService[];
  readonly version: string;
  readonly isTls: boolean;
  /** Whether the page that asks may; true for a request that comes from no page. */
  isAllowedOrigin(request: IncomingMessage): boolean;
}

const compress = promisify(gzip);

/** Answers GET /openapi.json; pages of allowed origins may read it. */
export function openApiRoute({ services, version, isAllowedOrigin }: DocumentParts): Route {
  const document = JSON.stringify(openApiDocument(services, version));
  return async (request, response) => {
    if (!isRead(request, "/openapi.json")) return false;
    if (isAllowedOrigin(request)) allowOrigin(request, response);
    await sendDocument(request, response, { type: "application/json", text: document });
    return true;
  };
}

/** Answers GET /api; the curl lines of the page call the host that it was asked of. */
export function apiPageRoute({ services, version, isTls }: DocumentParts): Route {
  return async (request, response) => {
    if (!isRead(request, "/api")) return false;
    const text = apiPage(services, version, `${isTls ? "https" : "http"}://${hostOf(request)}`);
    response.setHeader("content-security-policy", apiPagePolicy);
    response.setHeader("referrer-policy", "no-referrer");
    await sendDocument(request, response, { type: "text/html; charset=utf-8", text });
    return true;
  };
}

function isRead({ method, url = "" }: IncomingMessage, path: string): boolean {
  return (method === "GET" || method === "HEAD") && url.split("?")[0] === path;
}

// What stands in the header ends in lines that people paste into a shell.
function hostOf({ headers: { host = "" } }: IncomingMessage): string {
  return /^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::[0-9]+)?$/i.test(host) ? host : "localhost:8080";
}

interface Document {
  readonly type: string;
  readonly text: string;
}

async function sendDocument(request: IncomingMessage, response: ServerResponse, { type, text }: Document) {
  const accepted = request.headers["accept-encoding"] ?? "";
  response.appendHeader("vary", "Accept-Encoding");
  if (!/\bgzip\b(?!;\s*q=0(?:[^.]|$))/.test(accepted)) return sendBody(response, 200, type, text);
  const body = await compress(text);
  response.setHeader("content-encoding", "gzip");
  sendBody(response, 200, type, body);
}
