// Where a device's address leads, and whether the server may go there.
import { isIP } from "node:net";
import { errors } from "../core/errors.ts";
import { isPrivateAddress } from "./private-addresses.ts";
import { type HostAddress, type ResolveHost, resolveAnyHost, resolvePublicHost } from "./resolve-host.ts";

/** What the operator allows. */
export interface TargetRules {
  /** Also this machine, private networks and plain HTTP. */
  readonly allowPrivate: boolean;
  /** How names become addresses; the name servers if left out. */
  readonly resolve?: ResolveHost;
}

const maxUrlLength = 2_048;
const lookupMs = 3_000;
// Names that only a network of one's own gives out; a name without a dot is one as well.
const localName = /(?:^|\.)(?:localhost|local|internal|intranet|lan|home\.arpa)\.?$|^[^.]+\.?$/i;

/** A URL that a request may be made to, as far as the text alone can say; a word for why not. */
export function readTarget(text: string, { allowPrivate }: TargetRules): URL | "invalid" | "private" {
  const url = text.length <= maxUrlLength ? URL.parse(text) : null;
  if (!url || url.hostname === "" || url.username !== "" || url.password !== "") return "invalid";
  if (url.protocol !== "https:" && !(allowPrivate && url.protocol === "http:")) return "invalid";
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const isPrivate = isIP(host) > 0 ? isPrivateAddress(host) : localName.test(host);
  return isPrivate && !allowPrivate ? "private" : url;
}

/** Addresses that may be connected to; empty if the name leads to none that may. Rejects if the name leads nowhere. */
export async function allowedAddresses(hostname: string, rules: TargetRules): Promise<HostAddress[]> {
  const { allowPrivate, resolve = allowPrivate ? resolveAnyHost : resolvePublicHost } = rules;
  const addresses = await resolve(hostname);
  return allowPrivate ? addresses : addresses.filter(({ address }) => !isPrivateAddress(address));
}

/**
 * Lets an address be registered; rejects with DEVICE_INVALID or TARGET_PRIVATE. A name that cannot be looked up now is
 * let through: every request looks again, since a name can lead elsewhere the next time.
 */
export async function checkTarget(text: string, rules: TargetRules): Promise<void> {
  const url = readTarget(text, rules);
  if (url === "invalid") throw errors.deviceInvalid(`its address must be an https URL without a password in it`);
  if (url === "private") throw errors.targetPrivate();
  if (rules.allowPrivate || isIP(url.hostname.replace(/^\[|\]$/g, "")) > 0) return;
  const found = await Promise.race([allowedAddresses(url.hostname, rules), later(lookupMs)]).catch(() => undefined);
  if (found?.length === 0) throw errors.targetPrivate();
}

function later(ms: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, ms, undefined).unref());
}
