// What one may do with a member, as the server will see it: nothing that it would refuse is offered.
import type { Member, Role } from "../../sdk/browser.ts";

/** One thing to do. */
export type MemberAct = "makeMember" | "makeModerator" | "makeOwner" | "remove" | "ban" | "unban";

const rank: Readonly<Record<Role, number>> = { none: 0, member: 1, moderator: 2, owner: 3 };

/** Owners give roles; moderators and owners remove those below them, and lift bans. */
export function memberActs(mine: Role, member: Pick<Member, "role" | "banned">, isMe: boolean): readonly MemberAct[] {
  if (member.banned) return rank[mine] >= rank.moderator ? ["unban"] : [];
  if (isMe) return [];
  const roles = [
    ["member", "makeMember"],
    ["moderator", "makeModerator"],
    ["owner", "makeOwner"],
  ] as const;
  const given = roles.filter(([role]) => mine === "owner" && role !== member.role).map(([, act]) => act);
  const mayRemove = rank[mine] >= rank.moderator && rank[mine] > rank[member.role];
  return mayRemove ? [...given, "remove", "ban"] : given;
}
