// What one may do with one member, behind a button.
import { ActionIcon, Menu } from "@mantine/core";
import type { ChannelHead, ChatClient, Member } from "../../sdk/browser.ts";
import { Failure } from "../frame/failure.tsx";
import { useClient } from "../state/use-chat.tsx";
import { useWork } from "../state/use-work.ts";
import { Icon } from "../theme/icon.tsx";
import { useWords } from "../words/use-words.tsx";
import { type MemberAct, memberActs } from "./member-acts.ts";

interface MemberMenuProps {
  readonly channel: ChannelHead;
  readonly member: Member;
  readonly isMe: boolean;
  readonly onChanged: () => void;
}

/** Nothing where nothing may be done. */
export function MemberMenu({ channel, member, isMe, onChanged }: MemberMenuProps) {
  const { channels: words } = useWords();
  const client = useClient();
  const work = useWork();
  const acts = memberActs(channel.role, member, isMe);
  if (acts.length === 0) return null;
  const choose = async (act: MemberAct) => {
    if (await work.run(() => doTo(client, act, { channelId: channel.channelId, userId: member.id }))) onChanged();
  };
  return (
    <>
      <Failure of={work.failure} />
      <Menu position="bottom-end" width={220} shadow="md" withinPortal>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" loading={work.isBusy} aria-label={words.actsOn(member.name)}>
            <Icon name="dots" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {acts.map((act) => (
            <Menu.Item
              key={act}
              {...((act === "remove" || act === "ban") && { c: "var(--bad)" })}
              onClick={() => void choose(act)}
            >
              {words[act]}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}

interface Target {
  readonly channelId: string;
  readonly userId: string;
}

function doTo(client: ChatClient, act: MemberAct, { channelId, userId }: Target): Promise<void> {
  switch (act) {
    case "makeMember":
      return client.setRole(channelId, userId, "member");
    case "makeModerator":
      return client.setRole(channelId, userId, "moderator");
    case "makeOwner":
      return client.setRole(channelId, userId, "owner");
    case "remove":
      return client.kick(channelId, userId);
    case "ban":
      return client.ban(channelId, userId);
    case "unban":
      return client.unban(channelId, userId);
  }
}
