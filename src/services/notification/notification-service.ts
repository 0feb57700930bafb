// What did I miss, where shall it be told, and why was I (not) notified: the RPCs of madang.notification.v1.NotificationService.
import type { MessageInitShape } from "@bufbuild/protobuf";
import { isMember } from "../../core/channel-state.ts";
import { errors } from "../../core/errors.ts";
import type { NoticeReason, NoticeStore } from "../../core/notices.ts";
import type { ChannelStore } from "../../core/ports.ts";
import { type ByteStream, type Call, requireCaller, type Service } from "../../core/service.ts";
import type {
  AcknowledgeRequest,
  AcknowledgeResponseSchema,
  ExplainRequest,
  ListInboxRequest,
  ListInboxResponseSchema,
  NotificationService as NotificationServiceDesc,
  Reason,
  RegisterDeviceRequest,
  RemoveDeviceRequest,
  SetPreferenceRequest,
  TestDeviceRequest,
  WatchInboxRequest,
} from "../../gen/madang/notification/v1/notification_pb.ts";
import type { Devices } from "./devices.ts";
import type { Step } from "./explain.ts";
import { type InboxViewParts, showItems } from "./inbox-view.ts";
import { type InboxWatches, maxCounted } from "./inbox-watches.ts";
import { fromItemId } from "./item-id.ts";
import { listPreferences, type PreferencesParts, setPreference } from "./preferences.ts";
import { fromReason } from "./wire-words.ts";

const maxPageSize = 100;
const defaultPageSize = 30;
const maxItems = 500;

/** What the service is made of. */
export interface NotificationServiceParts extends InboxViewParts, PreferencesParts {
  readonly channels: ChannelStore;
  readonly notices: NoticeStore;
  readonly watches: InboxWatches;
  readonly devices: Devices;
  /** The public key of Web Push. */
  readonly pushKey: () => Promise<string>;
  /** The steps of one message towards one person. */
  readonly explainFor: (userId: string, channelId: string, seq: number) => Promise<Step[]>;
  /** Hears that devices are to take something back. */
  readonly onWithdrawn: () => void;
}

/** Everybody sees and changes their own. */
export class NotificationService implements Service<typeof NotificationServiceDesc> {
  readonly #parts: NotificationServiceParts;

  constructor(parts: NotificationServiceParts) {
    this.#parts = parts;
  }

  async listInbox(request: ListInboxRequest, call: Call): Promise<MessageInitShape<typeof ListInboxResponseSchema>> {
    const { userId } = requireCaller(call);
    const page = await this.#parts.notices.inbox(userId, {
      size: requirePageSize(request.pageSize),
      openOnly: request.openOnly,
      reasons: requireReasons(request.reasons),
      ...(request.pageToken !== "" && { after: request.pageToken }),
    });
    return { items: await showItems(this.#parts, userId, page.items), nextPageToken: page.next ?? "" };
  }

  async acknowledge(
    request: AcknowledgeRequest,
    call: Call,
  ): Promise<MessageInitShape<typeof AcknowledgeResponseSchema>> {
    const { userId } = requireCaller(call);
    const { notices, watches, onWithdrawn } = this.#parts;
    if (request.itemIds.length > maxItems)
      throw errors.argumentInvalid(`At most ${maxItems} items are acknowledged at once: name fewer.`);
    if (request.throughMs < 0n || request.throughMs > BigInt(Number.MAX_SAFE_INTEGER))
      throw errors.argumentInvalid("through_ms is a time in milliseconds since 1970, or 0.");
    const items = request.itemIds.map(fromItemId);
    await notices.acknowledge(userId, items, Number(request.throughMs));
    watches.changed(userId);
    onWithdrawn();
    return { counts: { open: await notices.countOpen(userId, maxCounted) } };
  }

  async watchInbox(_request: WatchInboxRequest, call: Call): Promise<ByteStream> {
    const caller = requireCaller(call);
    return (sink) => this.#parts.watches.open(caller, sink);
  }

  async getPushKey(_request: unknown, call: Call) {
    requireCaller(call);
    return { vapidPublicKey: await this.#parts.pushKey() };
  }

  async registerDevice(request: RegisterDeviceRequest, call: Call) {
    return { device: await this.#parts.devices.register(requireCaller(call), request) };
  }

  async listDevices(_request: unknown, call: Call) {
    return { devices: await this.#parts.devices.list(requireCaller(call)) };
  }

  async removeDevice({ deviceId }: RemoveDeviceRequest, call: Call) {
    await this.#parts.devices.remove(requireCaller(call), deviceId);
    return {};
  }

  async testDevice({ deviceId }: TestDeviceRequest, call: Call) {
    const { result, detail, tookMs } = await this.#parts.devices.test(requireCaller(call), deviceId, call.signal);
    return { taken: result === "sent", answer: detail, tookMs: BigInt(tookMs) };
  }

  async getPreferences(_request: unknown, call: Call) {
    return { preferences: await listPreferences(this.#parts, requireCaller(call).userId) };
  }

  async setPreference({ preference }: SetPreferenceRequest, call: Call) {
    await setPreference(this.#parts, requireCaller(call).userId, preference);
    return {};
  }

  async explain({ channelId, seq }: ExplainRequest, call: Call) {
    const { userId } = requireCaller(call);
    const own = await this.#parts.channels.channelOf(userId, channelId);
    if (!own || !isMember(own.channel, own.member)) throw errors.channelNotFound();
    return { steps: await this.#parts.explainFor(userId, channelId, Number(seq)) };
  }
}

function requirePageSize(asked: number): number {
  if (asked < 0 || asked > maxPageSize) throw errors.pageSize(maxPageSize);
  return asked || defaultPageSize;
}

function requireReasons(asked: readonly Reason[]): NoticeReason[] {
  return [...new Set(asked)].map((reason) => {
    const known = fromReason(reason);
    if (!known) throw errors.argumentInvalid("A reason is none of those that there are.");
    return known;
  });
}
