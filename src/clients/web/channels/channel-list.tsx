// The channels we are in: the lobby and channels first, then those of two.
import type { ChannelHead } from "../../sdk/browser.ts";
import { useChat } from "../state/use-chat.tsx";
import { useWords } from "../words/use-words.tsx";
import styles from "./channel-list.module.css";
import { inOrder } from "./channel-order.ts";
import { ChannelRow } from "./channel-row.tsx";

/** Everything that can be opened at the side. */
export function ChannelList() {
  const { frame } = useWords();
  const channels = useChat((state) => state.channels);
  const { open, direct } = inOrder(channels);
  return (
    <nav className={styles["list"]}>
      <Section title={frame.channels} channels={open} />
      {direct.length > 0 && <Section title={frame.direct} channels={direct} />}
    </nav>
  );
}

interface SectionProps {
  readonly title: string;
  readonly channels: readonly ChannelHead[];
}

function Section({ title, channels }: SectionProps) {
  return (
    <section>
      <h2 className={styles["title"]}>{title}</h2>
      <ul className={styles["rows"]}>
        {channels.map((channel) => (
          <li key={channel.channelId}>
            <ChannelRow channel={channel} />
          </li>
        ))}
      </ul>
    </section>
  );
}
