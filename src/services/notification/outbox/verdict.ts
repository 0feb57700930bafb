// What is to be done with an entry whose time has come, as everything stands at this moment: sent, or not and why.
import type { Delivery, DeliveryContent } from "../../../core/delivery.ts";
import type { DeviceRow, OutboxEntry, Outcome } from "../../../core/notices.ts";
import type { ChannelOfUser } from "../../../core/ports.ts";
import { messageNow } from "../message-now.ts";
import { collapseKey, deliveryKey } from "./delivery-keys.ts";
import { type OpenItems, readOpenItems } from "./open-items.ts";
import { lookAtPresence } from "./presence-wait.ts";
import type { VerdictParts } from "./verdict-parts.ts";
import { unwantedWhy } from "./wishes.ts";

/** Settled without sending, or what to send. */
export type Verdict = Pick<Outcome, "result" | "detail" | "retryAtMs"> | { readonly delivery: Delivery };

const countedOpen = 1_000;
const nothing = { channelName: "", actorId: "", actorName: "", text: "", roomId: "" };

/** Looks at everything again. Rejects with UNAVAILABLE if the store cannot be asked. */
export async function judge(parts: VerdictParts, entry: OutboxEntry, device: DeviceRow): Promise<Verdict> {
  if (parts.now() >= entry.atMs + parts.ttlMs) return { result: "expired", detail: "" };
  if (entry.act === "withdraw") return toWithdraw(parts, entry, device);
  if (await parts.isSuspended(entry.userId)) return { result: "unwanted", detail: "suspended" };
  return entry.reason === "service" ? judgeService(parts, entry, device) : judgeMessage(parts, entry, device);
}

async function toWithdraw(parts: VerdictParts, entry: OutboxEntry, device: DeviceRow): Promise<Verdict> {
  if (mustShow(device)) return { result: "read", detail: "stays shown" };
  const channelId = entry.reason === "service" ? "" : entry.sourceId;
  return deliver(parts, entry, device, { ...factsOf(entry), ...nothing, act: "withdraw", channelId, count: 0 });
}

// Apple's push service ends a subscription after a few pushes that show nothing: what is read elsewhere stays there.
function mustShow({ way }: DeviceRow): boolean {
  return way.kind === "web-push" && URL.parse(way.endpoint)?.hostname.endsWith(".push.apple.com") === true;
}

async function judgeService(parts: VerdictParts, entry: OutboxEntry, device: DeviceRow): Promise<Verdict> {
  const request = await parts.requests.request(entry.sourceId);
  if (!request) return { result: "deleted", detail: "forgotten" };
  const { notice } = await parts.store.trail(entry.userId, entry);
  if (notice?.acknowledged) return { result: "read", detail: "" };
  const unwanted = await unwantedWhy(parts, entry, "");
  if (unwanted !== undefined) return { result: "unwanted", detail: unwanted };
  const said = { ...nothing, text: request.message, roomId: request.roomId };
  return deliver(parts, entry, device, { ...factsOf(entry), ...said, act: "tell", channelId: "", count: 1 });
}

async function judgeMessage(parts: VerdictParts, entry: OutboxEntry, device: DeviceRow): Promise<Verdict> {
  const view = await parts.channels.channelOf(entry.userId, entry.sourceId);
  const refusal = await refuse(parts, entry, view);
  if (refusal) return refusal;
  const message = await messageNow(parts.channels, entry.sourceId, entry.seq);
  // The store puts an earlier message in its place if one still waits to be told with it.
  if (!message || message.deleted) return { result: "deleted", detail: "" };
  const open = await readOpenItems(parts.store, entry);
  if (await isAcknowledged(parts, entry, open)) return { result: "read", detail: "acknowledged" };
  const wait = lookAtPresence(parts, entry, open.items);
  if (wait) return wait;
  const where = { channelId: entry.sourceId, channelName: nameOf(view), roomId: "" };
  const said = { actorId: message.authorId, actorName: message.authorName, text: message.text };
  const count = Math.max(1, open.items.length);
  return deliver(parts, entry, device, { ...factsOf(entry), ...where, ...said, act: "tell", count });
}

async function refuse(
  parts: VerdictParts,
  entry: OutboxEntry,
  view: ChannelOfUser | undefined,
): Promise<Verdict | undefined> {
  const unwanted = await unwantedWhy(parts, entry, entry.sourceId, view);
  if (unwanted !== undefined) return { result: "unwanted", detail: unwanted };
  return view && view.readSeq >= entry.seq ? { result: "read", detail: "" } : undefined;
}

// What is not among the open items is known to the person; if not all of those were read, it has to be asked for.
async function isAcknowledged({ store }: VerdictParts, entry: OutboxEntry, open: OpenItems): Promise<boolean> {
  if (open.items.some(({ seq }) => seq === entry.seq)) return false;
  return open.complete || (await store.trail(entry.userId, entry)).notice?.acknowledged === true;
}

async function deliver(
  parts: VerdictParts,
  entry: OutboxEntry,
  device: DeviceRow,
  said: Omit<DeliveryContent, "open">,
): Promise<Verdict> {
  const open = await parts.store.countOpen(entry.userId, countedOpen);
  const content = { ...said, ...(device.showsText ? {} : nothing), open };
  const ttlMs = Math.max(0, entry.atMs + parts.ttlMs - parts.now());
  const key = deliveryKey(entry);
  return { delivery: { device, key, collapseKey: collapseKey(entry.sourceId), ttlMs, content } };
}

function factsOf({ seq, atMs, reason }: OutboxEntry) {
  return { seq, atMs, reason };
}

// A direct channel is named by who speaks in it.
function nameOf(view: ChannelOfUser | undefined): string {
  return view === undefined || view.peer !== undefined ? "" : view.channel.name;
}
