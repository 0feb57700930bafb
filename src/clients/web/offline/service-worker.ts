// The service worker: keeps the page's own files, so that it opens also where no server answers.
// What else it hears is listened for here, and done in the other files of this folder.
import { PageCache, type PageFiles } from "./page-cache.ts";
import { PushListeners } from "./push-listeners.ts";
import type { WorkerScope } from "./worker-scope.ts";

/** Written by the build. */
declare const pageFiles: PageFiles;

const scope = globalThis as unknown as WorkerScope;
const page = new PageCache({
  ...pageFiles,
  origin: location.origin,
  caches: scope.caches,
  fetch: (request, init) => fetch(request, init),
});

// A page that is open has all of its files: the next one need not wait until it is closed.
scope.addEventListener("install", (event) => event.waitUntil(page.fill().then(() => scope.skipWaiting())));

scope.addEventListener("activate", (event) => event.waitUntil(page.dropOthers().then(() => scope.clients.claim())));

scope.addEventListener("fetch", (event) => {
  const answer = page.answer(event.request);
  if (answer) event.respondWith(answer);
});

const pushed = new PushListeners(scope);

scope.addEventListener("push", (event) => event.waitUntil(pushed.push(event)));

scope.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(pushed.click(event.notification.data));
});

scope.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(pushed.renew(event)));
