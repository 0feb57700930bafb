// What one wants to be told of in a channel, as a line among what there is about it.
import { Button, Menu } from "@mantine/core";
import { useState } from "react";
import { Icon } from "../theme/icon.tsx";
import { useWords } from "../words/use-words.tsx";
import { ChannelWishes } from "./channel-wishes.tsx";
import { muteLabel } from "./mute-times.ts";
import { useWish } from "./use-notify.tsx";

/** A button that says how it is, and opens the choices. */
export function ChannelNotifications({ channelId }: { readonly channelId: string }) {
  const words = useWords();
  const { notify } = words;
  const [isOpen, setOpen] = useState(false);
  const { level, mutedUntil } = useWish(channelId);
  const now = mutedUntil === undefined ? notify.levels[level] : muteLabel(mutedUntil, Date.now(), words);
  return (
    <Menu opened={isOpen} onChange={setOpen} position="bottom-start" width={230} shadow="md" withinPortal>
      <Menu.Target>
        <Button
          variant="default"
          leftSection={<Icon name={mutedUntil === undefined ? "bell" : "bellOff"} size={16} />}
          rightSection={<Icon name="down" size={16} />}
          aria-label={`${notify.settings}: ${now}`}
        >
          {now}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <ChannelWishes channelId={channelId} onDone={() => setOpen(false)} />
      </Menu.Dropdown>
    </Menu>
  );
}
