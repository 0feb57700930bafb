// What the operator's service is made of: the stores, and those parts of other services that it needs.
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { Clock } from "../../core/clock.ts";
import type { NoticeStore } from "../../core/notices.ts";
import type { AccountDesk } from "../../core/peers.ts";
import type { BackUp, ChannelStore, SessionStore } from "../../core/ports.ts";
import type { WhoIsThere } from "../../core/presence.ts";
import type { StepSchema } from "../../gen/madang/notification/v1/notification_pb.ts";

/** Everything is handed in. */
export interface AdminParts {
  readonly sessions: SessionStore;
  readonly channels: ChannelStore;
  readonly notices: Pick<NoticeStore, "devicesOf">;
  readonly accounts: AccountDesk;
  readonly whoIsThere: Pick<WhoIsThere, "isOnline">;
  /** The steps of one message towards one person; rejects with MESSAGE_NOT_FOUND. */
  readonly explainFor: (
    userId: string,
    channelId: string,
    seq: number,
  ) => Promise<readonly MessageInitShape<typeof StepSchema>[]>;
  readonly backUp: BackUp;
  readonly clock: Pick<Clock, "now">;
  readonly onUnexpected: (failure: unknown) => void;
}
