// Answers as lines that people read.
import type { Channel, Session, User } from "../gen/madang/admin/v1/admin_pb.ts";
import type { Device, Step } from "../gen/madang/notification/v1/notification_pb.ts";
import { table } from "./table.ts";
import { stepWords, timeOf } from "./words.ts";

/** People. */
export function userLines(users: readonly User[]): string[] {
  const state = ({ suspended, online }: User) => (suspended ? "suspended" : online ? "online" : "");
  return table(
    ["NAME", "KIND", "SESSIONS", "STATE", "SINCE", "ID"],
    users.map((user) => [
      user.name,
      user.kind,
      String(user.sessions),
      state(user),
      timeOf(user.createdAtMs),
      user.userId,
    ]),
  );
}

/** Whose password it is, and the one that was made: here and nowhere else. */
export function passwordLines(
  { user, madePassword }: { readonly user?: User | undefined; readonly madePassword: string },
  what: string,
): string[] {
  const said = `${user?.name} ${what}`;
  return madePassword === "" ? [said] : [`${said} The password, which is not shown again:`, madePassword];
}

/** Sessions. */
export function sessionLines(sessions: readonly Session[]): string[] {
  return table(
    ["SESSION", "SINCE", "ENDS UNLESS RENEWED"],
    sessions.map(({ sessionId, createdAtMs, expiresAtMs }) => [sessionId, timeOf(createdAtMs), timeOf(expiresAtMs)]),
  );
}

/** Channels. */
export function channelLines(channels: readonly Channel[]): string[] {
  return table(
    ["NAME", "KIND", "MEMBERS", "MESSAGES", "LAST SEQ", "STATE", "ID"],
    channels.map(({ name, kind, members, messages, headSeq, archived, channelId }) => [
      name,
      kind,
      // Everybody is in the lobby, and nobody is counted there.
      kind === "lobby" ? "all" : String(members),
      String(messages),
      String(headSeq),
      archived ? "archived" : "",
      channelId,
    ]),
  );
}

/** Devices. */
export function deviceLines(devices: readonly Device[]): string[] {
  return table(
    ["LABEL", "WHERE", "WAITING", "LAST TAKEN", "LAST FAILURE", "ID"],
    devices.map(({ label, way, waiting, lastTakenAtMs, lastFailure, deviceId }) => [
      label,
      way.case === "webPush" ? way.value.endpoint : way.case === "webhook" ? way.value.url : "",
      String(waiting),
      timeOf(lastTakenAtMs),
      lastFailure,
      deviceId,
    ]),
  );
}

/** The steps of a notification. */
export function stepLines(steps: readonly Step[]): string[] {
  return table(
    ["WHEN", "DEVICE", "WHAT"],
    steps.map((step) => [timeOf(step.atMs), step.deviceLabel || step.deviceId, stepWords(step)]),
  );
}
