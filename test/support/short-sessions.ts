// A Madang in the test's own process whose tokens are good for seconds: settings give them minutes and days.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { configFrom } from "../../src/config.ts";
import { startMadang } from "../../src/main.ts";

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** Where it is; remove it when done. */
export interface ShortLivedSessions {
  /** host:port of gRPC. */
  readonly address: string;
  /** http://host:port, for browsers. */
  readonly web: string;
  remove(): Promise<void>;
}

/** Starts it on a new folder and any free ports. */
export async function startShortSessions(accessTokenMs: number, refreshTokenMs: number): Promise<ShortLivedSessions> {
  const data = mkdtempSync(join(tmpdir(), "madang-short-"));
  const place = "127.0.0.1:0";
  const config = configFrom({ data, listen: place, http: place, doors: "off", logLevel: "silent" }, data);
  const madang = await startMadang({
    ...config,
    accessTokenMinutes: accessTokenMs / minuteMs,
    refreshTokenDays: refreshTokenMs / dayMs,
  });
  const [address = ""] = madang.addresses;
  const [web = ""] = madang.web;
  return {
    address,
    web,
    async remove() {
      await madang.close();
      rmSync(data, { recursive: true, force: true });
    },
  };
}
