// What is kept of a call that is over, as one text: how it ended, and who was left out and why.
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { NoticeTrail } from "../../../core/notices.ts";
import { StepKind, type StepSchema } from "../../../gen/madang/notification/v1/notification_pb.ts";
import type { PeopleLeft } from "./people-left.ts";

type Step = MessageInitShape<typeof StepSchema>;

const between = "; ";

/** E.g. "OK", or "OK; read ann bob; unwanted cho". */
export function toDetail(ended: string, { read, unwanted }: Pick<PeopleLeft, "read" | "unwanted">): string {
  const leftOut = Object.entries({ read, unwanted }).filter(([, userIds]) => userIds.length > 0);
  return [ended, ...leftOut.map(([why, userIds]) => [why, ...userIds].join(" "))].join(between);
}

const endings: Readonly<Record<string, StepKind>> = {
  expired: StepKind.EXPIRED,
  deleted: StepKind.WITHDRAWN_DELETED,
  refused: StepKind.REFUSED,
  read: StepKind.WITHDRAWN_READ,
  unwanted: StepKind.WITHDRAWN_UNWANTED,
};

/** The step of one person of the call, which waits since `queuedAtMs` if it is not over. */
export function handOverStep(
  { target, takenAtMs, detail }: NonNullable<NoticeTrail["handOver"]>,
  userId: string,
  queuedAtMs: bigint,
): Step {
  if (takenAtMs === undefined) return { kind: StepKind.QUEUED, atMs: queuedAtMs, detail: detail || target };
  const [ended = "", ...leftOut] = detail.split(between).map((part) => part.split(" "));
  const own = leftOut.find(([, ...userIds]) => userIds.includes(userId)) ?? ended;
  const kind = endings[own[0] ?? ""] ?? StepKind.HANDED_OVER;
  const said = { [StepKind.HANDED_OVER]: target, [StepKind.REFUSED]: own[1] ?? "" } as Record<number, string>;
  return { kind, atMs: BigInt(takenAtMs), detail: said[kind] ?? "" };
}
