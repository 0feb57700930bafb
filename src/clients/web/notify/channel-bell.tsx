// What one wants to be told of in one channel, behind a bell.
import { ActionIcon, Menu } from "@mantine/core";
import { useState } from "react";
import { channelLabel } from "../channels/channel-label.ts";
import { Failure } from "../frame/failure.tsx";
import { useChat } from "../state/use-chat.tsx";
import { useWork } from "../state/use-work.ts";
import { Icon } from "../theme/icon.tsx";
import { useWords } from "../words/use-words.tsx";
import { endOfMute, type Mute, muteLabel } from "./mute-times.ts";
import { useNotify, useWish } from "./use-notify.tsx";
import type { Wish } from "./wishes.ts";

const levels = ["default", "all", "mentions", "nothing"] as const;
const mutes: readonly Mute[] = ["hour", "eightHours", "tomorrow", "ever"];

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
        <Choices key={channel.channelId} channelId={channel.channelId} onDone={() => setOpen(false)} />
      </Menu.Dropdown>
    </Menu>
  );
}

interface ChoicesProps {
  readonly channelId: string;
  readonly onDone: () => void;
}

// It stays open when something could not be set: the reason stands in it.
function Choices({ channelId, onDone }: ChoicesProps) {
  const words = useWords();
  const { notify } = words;
  const { wishes } = useNotify();
  const { level, mutedUntil } = useWish(channelId);
  const work = useWork();
  const set = (change: Partial<Wish>) =>
    void work.run(() => wishes.set(channelId, change)).then((isSet) => isSet && onDone());
  const muteFor = (mute: Mute) => set({ mutedUntil: endOfMute(mute, Date.now()) });
  return (
    <>
      <Failure of={work.failure} />
      <Menu.Label>{notify.tellMe}</Menu.Label>
      {levels.map((each) => (
        <Menu.Item
          key={each}
          role="menuitemradio"
          aria-checked={level === each}
          closeMenuOnClick={false}
          rightSection={level === each && <Icon name="check" size={16} />}
          onClick={() => set({ level: each })}
        >
          {notify.levels[each]}
        </Menu.Item>
      ))}
      <Menu.Divider />
      <Menu.Label>{mutedUntil === undefined ? notify.mute : muteLabel(mutedUntil, Date.now(), words)}</Menu.Label>
      {mutedUntil !== undefined && (
        <Menu.Item closeMenuOnClick={false} onClick={() => set({ mutedUntil: undefined })}>
          {notify.unmute}
        </Menu.Item>
      )}
      {mutedUntil === undefined &&
        mutes.map((mute) => (
          <Menu.Item key={mute} closeMenuOnClick={false} onClick={() => muteFor(mute)}>
            {notify.mutes[mute]}
          </Menu.Item>
        ))}
    </>
  );
}
