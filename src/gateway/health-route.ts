// Whether it is alive, and whether it takes calls: for load balancers and those who watch.
import type { Route } from "./http-server.ts";

/** Answers /healthz with 200 while the process runs, and /readyz with 200 or, before it serves and while it drains, 503. */
export function healthRoute(isReady: () => boolean): Route {
  return ({ method, url = "" }, response) => {
    const path = url.split("?")[0];
    if ((method !== "GET" && method !== "HEAD") || (path !== "/healthz" && path !== "/readyz")) return false;
    const isFine = path === "/healthz" || isReady();
    response.writeHead(isFine ? 200 : 503, {
      "content-type": "text/plain; charset=utf-8",
      "cache-control": "no-store",
    });
    response.end(isFine ? "ok\n" : "not ready\n");
    return true;
  };
}
