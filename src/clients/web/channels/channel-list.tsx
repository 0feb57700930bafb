// The channels we are in: the lobby and channels first, then those of two.
import { ActionIcon, Menu } from "@mantine/core";
import type { ReactNode } from "react";
import type { ChannelHead } from "../../sdk/browser.ts";
import { useDialogs } from "../frame/dialogs.tsx";
import { usePeers } from "../people/use-peers.ts";
import { useChat } from "../state/use-chat.tsx";
import { Icon } from "../theme/icon.tsx";
import { useWords } from "../words/use-words.tsx";
import styles from "./channel-list.module.css";
import { inOrder } from "./channel-order.ts";
import { ChannelRow } from "./channel-row.tsx";

/** Everything that can be opened at the side, and how to get more of it. */
export function ChannelList() {
  const { frame, people } = useWords();
  const { show } = useDialogs();
  const { open, direct } = inOrder(useChat((state) => state.channels));
  const peers = usePeers(direct);
  return (
    <nav className={styles["list"]} aria-label={frame.channels}>
      <Section title={frame.channels} add={<AddMenu />}>
        {open.map((channel) => (
          <ChannelItem key={channel.channelId} channel={channel} />
        ))}
      </Section>
      <Section
        title={frame.direct}
        add={<AddButton label={people.newMessage} onClick={() => show({ kind: "newMessage" })} />}
      >
        {direct.map((channel) => (
          <li key={channel.channelId}>
            <ChannelRow channel={channel} presence={channel.peer && peers.get(channel.peer.id)} />
          </li>
        ))}
        {direct.length === 0 && <EmptyDirect />}
      </Section>
    </nav>
  );
}

interface SectionProps {
  readonly title: string;
  readonly add: ReactNode;
  readonly children: ReactNode;
}

function Section({ title, add, children }: SectionProps) {
  return (
    <section>
      <div className={styles["head"]}>
        <h2 className={styles["title"]}>{title}</h2>
        {add}
      </div>
      <ul className={styles["rows"]}>{children}</ul>
    </section>
  );
}

function ChannelItem({ channel }: { readonly channel: ChannelHead }) {
  const { channels: words } = useWords();
  const { show } = useDialogs();
  return (
    <li className={styles["item"]}>
      <ChannelRow channel={channel} />
      <ActionIcon
        className={styles["details"] ?? ""}
        variant="subtle"
        color="gray"
        aria-label={words.details(`#${channel.name}`)}
        onClick={() => show({ kind: "channel", channelId: channel.channelId })}
      >
        <Icon name="dots" size={18} />
      </ActionIcon>
    </li>
  );
}

function EmptyDirect() {
  const { people } = useWords();
  const { show } = useDialogs();
  return (
    <li>
      <button type="button" className={styles["empty"]} onClick={() => show({ kind: "newMessage" })}>
        {people.newMessage} …
      </button>
    </li>
  );
}

function AddButton({ label, ...props }: { readonly label: string; readonly onClick?: () => void }) {
  return (
    <ActionIcon variant="subtle" color="gray" aria-label={label} title={label} {...props}>
      <Icon name="plus" size={18} />
    </ActionIcon>
  );
}

function AddMenu() {
  const { channels: words } = useWords();
  const { show } = useDialogs();
  return (
    <Menu position="bottom-start" width={220} shadow="md" withinPortal>
      <Menu.Target>
        <AddButton label={words.add} />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => show({ kind: "browse" })}>{words.browse}</Menu.Item>
        <Menu.Item onClick={() => show({ kind: "newChannel" })}>{words.create}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
