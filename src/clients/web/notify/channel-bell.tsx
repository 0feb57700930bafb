// What one wants to be told of in the channel in front, behind a bell.
import { ActionIcon, Menu } from "@mantine/core";
import { useState } from "react";
import { channelLabel } from "../channels/channel-label.ts";
import { useChat } from "../state/use-chat.tsx";
import { Icon } from "../theme/icon.tsx";
import { useWords } from "../words/use-words.tsx";
import { ChannelWishes } from "./channel-wishes.tsx";
import { useWish } from "./use-notify.tsx";

/** Crossed while the channel is muted. */
export function ChannelBell() {
  const { notify: words } = useWords();
  const channel = useChat((state) => state.channels.find(({ channelId }) => channelId === state.channelId));
  const [isOpen, setOpen] = useState(false);
  const isMuted = useWish(channel?.channelId ?? "").mutedUntil !== undefined;
  if (!channel) return null;
  const label = channelLabel(channel);
  const title = isMuted ? words.ofChannelMuted(label) : words.ofChannel(label);
  return (
    <Menu opened={isOpen} onChange={setOpen} position="bottom-end" width={230} shadow="md" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={title} title={title}>
          <Icon name={isMuted ? "bellOff" : "bell"} size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <ChannelWishes key={channel.channelId} channelId={channel.channelId} onDone={() => setOpen(false)} />
      </Menu.Dropdown>
    </Menu>
  );
}
