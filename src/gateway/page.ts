// The page: the files that were built from src/clients/web, compressed beside themselves, and nothing outside their folder.
import { type FileHandle, open } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname, join, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Route } from "./http-server.ts";

const policy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "form-action 'self'",
].join("; ");

/** Keeps the page in the browser: of all scripts the one that is asked for anew each time. */
const workerPath = "/service-worker.js";

const contentTypes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
};

const notBuilt = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Madang</title>
<h1>The page is not built</h1>
<p>The server runs, and programs reach it by gRPC, Socket.IO and HTTP (<a href="/api">/api</a>).
To get the page, run <code>npm start</code> where Madang is, which builds it, and load this again.</p>
`;

/** What a browser can take, best first, and how such a file is called. */
const encodings = [
  ["br", ".br"],
  ["gzip", ".gz"],
] as const;

/** Answers GET and HEAD with files of the folder; what is no file and wants HTML gets the page, which knows its own paths. */
export function pageRoute(folder: string): Route {
  return async (request, response) => {
    if (request.method !== "GET" && request.method !== "HEAD") return false;
    const path = pathOf(request);
    if (path === undefined) return false;
    const isPage = path === "/" || path === "/index.html";
    if (!isPage && (await sendFile(folder, path, request, response))) return true;
    if (!isPage && (path.startsWith("/assets/") || !wantsHtml(request))) return false;
    if (!(await sendFile(folder, "/index.html", request, response))) sendNotBuilt(response);
    return true;
  };
}

/** The path of a request without what would lead out of a folder; undefined if it is none. */
function pathOf({ url = "" }: IncomingMessage): string | undefined {
  try {
    const path = decodeURIComponent(url.split("?")[0] ?? "");
    const isPlain = path.startsWith("/") && !path.includes("\0") && !path.includes("\\");
    return isPlain && !path.split("/").some((name) => name.startsWith(".")) ? path : undefined;
  } catch {
    return undefined;
  }
}

function wantsHtml({ headers: { accept = "" } }: IncomingMessage): boolean {
  return accept.includes("text/html");
}

async function sendFile(
  folder: string,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const contentType = contentTypes[extname(path)];
  if (contentType === undefined) return false;
  const found = await openBest(join(folder, path.replaceAll("/", sep)), request);
  if (!found) return false;
  const { file, encoding } = found;
  try {
    const { size, mtimeMs } = await file.stat();
    const tag = `W/"${size.toString(36)}-${Math.trunc(mtimeMs).toString(36)}"`;
    response.setHeader("content-type", contentType);
    response.setHeader("vary", "accept-encoding");
    response.setHeader("etag", tag);
    // What is in assets has the hash of what it holds in its name.
    const isHashed = path.startsWith("/assets/");
    response.setHeader("cache-control", isHashed ? "public, max-age=31536000, immutable" : "no-cache");
    if (path.endsWith(".html") || path.endsWith(".svg")) response.setHeader("content-security-policy", policy);
    if (path === workerPath) response.setHeader("service-worker-allowed", "/");
    if (encoding !== undefined) response.setHeader("content-encoding", encoding);
    if (request.headers["if-none-match"] === tag) response.writeHead(304).end();
    else await sendBody(file, size, request, response);
    return true;
  } finally {
    await file.close().catch(() => undefined);
  }
}

async function sendBody(file: FileHandle, size: number, request: IncomingMessage, response: ServerResponse) {
  response.writeHead(200, { "content-length": size });
  if (request.method === "HEAD") response.end();
  // A client that leaves in the middle is no failure of ours.
  else await pipeline(file.createReadStream({ autoClose: false }), response).catch(() => undefined);
}

async function openBest(path: string, { headers }: IncomingMessage) {
  const accepted = headers["accept-encoding"] ?? "";
  for (const [encoding, ending] of encodings) {
    if (!accepts(accepted, encoding)) continue;
    const file = await openFile(path + ending);
    if (file) return { file, encoding };
  }
  const file = await openFile(path);
  return file && { file, encoding: undefined };
}

function accepts(header: string, encoding: string): boolean {
  return header.split(",").some((each) => {
    const [name = "", ...parameters] = each.split(";").map((part) => part.trim().toLowerCase());
    return name === encoding && !parameters.some((part) => /^q=0(\.0*)?$/.test(part));
  });
}

async function openFile(path: string): Promise<FileHandle | undefined> {
  let file: FileHandle | undefined;
  try {
    file = await open(path);
    if ((await file.stat()).isFile()) return file;
  } catch {
    // There is none, or it is not to be read.
  }
  await file?.close();
  return undefined;
}

function sendNotBuilt(response: ServerResponse): void {
  const headers = { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" };
  response.setHeader("content-security-policy", policy);
  response.writeHead(503, headers).end(notBuilt);
}
