// The page's files as the browser keeps them: one cache a build, filled whole or not at all.

/** What a build of the page is made of. */
export interface PageFiles {
  /** Another one for every build. */
  readonly version: string;
  /** Paths of everything that the page loads, without the page itself. */
  readonly files: readonly string[];
}

/** What the cache works with. */
export interface PageCacheParts extends PageFiles {
  readonly origin: string;
  readonly caches: Pick<CacheStorage, "open" | "delete" | "keys">;
  readonly fetch: (request: Request | string, init?: RequestInit) => Promise<Response>;
  /** So long the server may take to give the page before the kept one is shown; 3 s if left out. */
  readonly deadlineMs?: number;
}

const prefix = "madang-page-";
const page = "/";
/** Answered by the server alone, also where a browser goes there: calls have a dot in the name of their service. */
const notPages = /^\/(api|openapi\.json|metrics|healthz|readyz|socket\.io)(\/|$)|^\/[\w-]+\.[^/]+\/|\.[a-z0-9]+$/i;
/** Large, and not needed by everybody: kept when one of them comes by. */
const font = /\.woff2$/;
/** The page's own files, as its HTML names them. */
const named = /(?:src|href)="(\/[^"]+)"/g;

/** Answers for the server; everything that is not the page's is left to it. */
export class PageCache {
  readonly #parts: PageCacheParts;
  readonly #name: string;

  constructor(parts: PageCacheParts) {
    this.#parts = parts;
    this.#name = prefix + parts.version;
  }

  /** Fetches what every page of this build needs; rejects, and keeps nothing of it, where one is missing or the server has another build. */
  async fill(): Promise<void> {
    const { caches, files } = this.#parts;
    try {
      const cache = await caches.open(this.#name);
      await cache.addAll(files.filter((path) => !font.test(path)));
      await cache.put(page, await this.#wholePage());
    } catch (failure) {
      await caches.delete(this.#name);
      throw failure;
    }
  }

  /** Deletes what earlier builds left. */
  async dropOthers(): Promise<void> {
    const { caches } = this.#parts;
    const old = (await caches.keys()).filter((name) => name.startsWith(prefix) && name !== this.#name);
    await Promise.all(old.map((name) => caches.delete(name)));
  }

  /** The answer to what is the page's own; undefined: none of our business. */
  answer(request: Request): Promise<Response> | undefined {
    if (request.method !== "GET") return undefined;
    const { origin, pathname } = new URL(request.url);
    if (origin !== this.#parts.origin) return undefined;
    if (request.mode === "navigate") return notPages.test(pathname) ? undefined : this.#page(request);
    return this.#parts.files.includes(pathname) ? this.#file(request, pathname) : undefined;
  }

  async #wholePage(): Promise<Response> {
    const response = await this.#parts.fetch(page, { cache: "no-cache" });
    if (!response.ok || response.redirected) throw new Error(`The page came with status ${response.status}.`);
    const html = await response.clone().text();
    const missing = [...html.matchAll(named)].find(([, path = ""]) => !this.#parts.files.includes(path));
    // The server was upgraded between the worker and the page: the next worker fits.
    if (missing) throw new Error(`The page needs ${missing[1]}, which is of another build.`);
    return response;
  }

  // The server's, so that nobody stays with an old one; the kept one where there is no server, or only what stands before it.
  async #page(request: Request): Promise<Response> {
    const fetched = this.#parts.fetch(request);
    const given = await this.#inTime(fetched).catch(() => undefined);
    if (given && given.status < 500) return given;
    return (await this.#kept(page)) ?? given ?? fetched;
  }

  // Its name tells what it holds: the kept one is as good.
  async #file(request: Request, path: string): Promise<Response> {
    const kept = await this.#kept(path);
    if (kept) return kept;
    const given = await this.#parts.fetch(request);
    if (given.ok) await this.#keep(path, given.clone()).catch(() => undefined);
    return given;
  }

  async #keep(path: string, response: Response): Promise<void> {
    const cache = await this.#parts.caches.open(this.#name);
    await cache.put(path, response);
  }

  async #kept(path: string): Promise<Response | undefined> {
    const cache = await this.#parts.caches.open(this.#name);
    return cache.match(path, { ignoreVary: true });
  }

  async #inTime(fetched: Promise<Response>): Promise<Response | undefined> {
    const { deadlineMs = 3_000 } = this.#parts;
    const late = Promise.withResolvers<undefined>();
    const timer = setTimeout(() => late.resolve(undefined), deadlineMs);
    try {
      return await Promise.race([fetched, late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }
}
