// The writes of the notification store, as acts of the writer.
import type { NotificationRequest } from "../../core/ports.ts";
import type { ActContext } from "./acts.ts";
import type { RowStatements } from "./row-statements.ts";

/** How many rows one act deletes at most: what is said in channels waits for each act. */
const forgottenAtOnce = 200;

/** Acts by name, part of all acts. */
export const notificationActs = {
  /** Keeps what is to be said, and to whom; returns the number that more people are added by, the same for a repeat. */
  keepNotifications({ statements }: ActContext, request: NotificationRequest): number {
    const { requestId, source, roomId, message, atMs } = request;
    statements
      .sql("INSERT OR IGNORE INTO notification_requests (id, source, room_id, message, at_ms) VALUES (?, ?, ?, ?, ?)")
      .run(requestId, source, roomId, message, atMs);
    const found = statements.sql("SELECT no FROM notification_requests WHERE id = ?").get(requestId);
    const requestNo = found?.no as number;
    addPeople(statements, requestNo, request.userIds);
    return requestNo;
  },

  keepMoreNotifications({ statements }: ActContext, requestNo: number, userIds: readonly string[]): void {
    addPeople(statements, requestNo, userIds);
  },

  /** Forgets some of what is older; returns how many rows went, 0 when there are no more. */
  forgetNotifications({ statements }: ActContext, beforeMs: number): number {
    const people = `DELETE FROM notifications WHERE pos IN (SELECT n.pos FROM notification_requests r
      JOIN notifications n ON n.request_no = r.no WHERE r.at_ms < ? LIMIT ${forgottenAtOnce})`;
    const requests = `DELETE FROM notification_requests WHERE no IN (SELECT no FROM notification_requests r
      WHERE r.at_ms < ? AND NOT EXISTS (SELECT 1 FROM notifications WHERE request_no = r.no) LIMIT ${forgottenAtOnce})`;
    const { changes } = statements.sql(people).run(beforeMs);
    return Number(changes) + Number(statements.sql(requests).run(beforeMs).changes);
  },
} as const;

function addPeople(statements: RowStatements, requestNo: number, userIds: readonly string[]): void {
  const insert = statements.sql("INSERT OR IGNORE INTO notifications (request_no, user_id) VALUES (?, ?)");
  for (const userId of userIds) insert.run(requestNo, userId);
}
