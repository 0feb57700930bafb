// Gives the page its service worker, once it has loaded.

/** In browsers that have none, or on pages that came neither from this machine nor over TLS, nothing happens. */
export function installWorker(): void {
  if (!("serviceWorker" in navigator)) return;
  // The page works without; the next load tries again.
  const install = () => void navigator.serviceWorker.register("/service-worker.js").catch(() => undefined);
  if (document.readyState === "complete") install();
  else addEventListener("load", install, { once: true });
}
