// The language that the page speaks, kept where its service worker finds it.
import { type Language, languageOf } from "../words/words.ts";

const cacheName = "madang-choices";
const place = "/language";

/** Keeps it; where nothing can be kept the worker speaks the browser's own language. */
export async function keepLanguage(language: Language): Promise<void> {
  // Pages that came neither from this machine nor over TLS have none.
  if (!("caches" in globalThis)) return;
  const cache = await caches.open(cacheName).catch(() => undefined);
  await cache?.put(place, new Response(language)).catch(() => undefined);
}

/** The language that was kept last, or else the browser's. */
export async function keptLanguage(kept: Pick<CacheStorage, "match">, wished: readonly string[]): Promise<Language> {
  const response = await kept.match(place, { cacheName }).catch(() => undefined);
  const language = await response?.text();
  return language === "en" || language === "ko" ? language : languageOf(wished);
}
