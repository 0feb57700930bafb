// Who belongs to a channel, and what one may do about it.
import { Button } from "@mantine/core";
import { useCallback } from "react";
import type { ChannelHead, Member } from "../../sdk/browser.ts";
import styles from "../frame/dialog.module.css";
import { useDialogs } from "../frame/dialogs.tsx";
import { Failure } from "../frame/failure.tsx";
import { Avatar } from "../people/avatar.tsx";
import { PresenceSign } from "../people/presence-sign.tsx";
import { useChat, useClient } from "../state/use-chat.tsx";
import { usePages } from "../state/use-pages.ts";
import { useWords } from "../words/use-words.tsx";
import { InviteForm } from "./invite-form.tsx";
import rowStyles from "./member-list.module.css";
import { MemberMenu } from "./member-menu.tsx";

const pageSize = 100;

/** A list with a field to invite by name. */
export function MemberList({ channel }: { readonly channel: ChannelHead }) {
  const { channels: words } = useWords();
  const client = useClient();
  const { channelId } = channel;
  const pages = usePages<Member>(
    useCallback((pageToken) => client.members(channelId, { pageSize, pageToken }), [client, channelId]),
  );
  return (
    <>
      <h3 className={styles["heading"]}>{words.memberTitle}</h3>
      <InviteForm channelId={channelId} onInvited={pages.reload} />
      <Failure of={pages.failure} />
      <ul className={styles["rows"]}>
        {pages.items?.map((member) => (
          <MemberRow key={member.id} channel={channel} member={member} onChanged={pages.reload} />
        ))}
      </ul>
      {pages.more && (
        <Button variant="subtle" loading={pages.isBusy} onClick={pages.more}>
          {words.more}
        </Button>
      )}
    </>
  );
}

interface MemberRowProps {
  readonly channel: ChannelHead;
  readonly member: Member;
  readonly onChanged: () => void;
}

function MemberRow({ channel, member, onChanged }: MemberRowProps) {
  const { channels, frame } = useWords();
  const { show } = useDialogs();
  const isMe = useChat((state) => state.me?.id === member.id);
  const presence = useChat((state) =>
    state.channelId === channel.channelId ? state.people.find(({ id }) => id === member.id) : undefined,
  );
  const role = member.role === "owner" || member.role === "moderator" ? channels[member.role] : undefined;
  const facts = [isMe && frame.you, role, member.banned && channels.banned].filter(Boolean).join(", ");
  return (
    <li className={styles["row"]}>
      <button
        type="button"
        className={rowStyles["person"]}
        onClick={() => show({ kind: "person", person: { id: member.id, name: member.name } })}
      >
        <Avatar person={member} size={28} />
        <bdi className={styles["name"]}>{member.name}</bdi>
        <PresenceSign presence={presence} />
        <span className={styles["small"]}>{facts}</span>
      </button>
      <MemberMenu channel={channel} member={member} isMe={isMe} onChanged={onChanged} />
    </li>
  );
}
