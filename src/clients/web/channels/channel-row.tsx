// One channel of the list, and what waits there.
import type { ChannelHead, Presence } from "../../sdk/browser.ts";
import { useWish } from "../notify/use-notify.tsx";
import { Avatar } from "../people/avatar.tsx";
import { PresenceSign } from "../people/presence-sign.tsx";
import { useWhither } from "../place/use-whereabouts.tsx";
import { useActs, useChat } from "../state/use-chat.tsx";
import { Icon } from "../theme/icon.tsx";
import { useWords } from "../words/use-words.tsx";
import styles from "./channel-row.module.css";

interface ChannelRowProps {
  readonly channel: ChannelHead;
  /** Of the other one, where two talk. */
  readonly presence?: Presence | undefined;
}

/** Bold when something is unread, with a number when it is for us; a muted one is never bold. */
export function ChannelRow({ channel, presence }: ChannelRowProps) {
  const { frame, notify } = useWords();
  const acts = useActs();
  const { door } = useWhither();
  const isFront = useChat((state) => state.channelId === channel.channelId) && !door;
  const isMuted = useWish(channel.channelId).mutedUntil !== undefined;
  const { unread, mentions, kind, name, peer } = channel;
  return (
    <button
      type="button"
      className={styles["row"]}
      aria-current={isFront ? "page" : undefined}
      data-unread={(unread > 0 && !isFront && !isMuted) || undefined}
      data-muted={isMuted || undefined}
      onClick={() => acts.open(channel.channelId)}
    >
      {kind === "direct" && peer ? (
        <Avatar person={peer} size={22} />
      ) : (
        <span className={styles["sign"]}>{kind === "private" ? <Icon name="lock" size={15} /> : "#"}</span>
      )}
      <span className={styles["name"]}>{kind === "direct" ? peer?.name : name}</span>
      <PresenceSign presence={presence} />
      {isMuted && (
        <span className={styles["muted"]} title={notify.muted}>
          <Icon name="bellOff" size={15} />
          <span className="unseen">{notify.muted}</span>
        </span>
      )}
      {unread > 0 && !isFront && <span className="unseen">{frame.unread(unread)}</span>}
      {mentions > 0 && !isFront && (
        <span className={styles["badge"]} title={frame.mentions(mentions)}>
          {mentions > 99 ? "99+" : mentions}
        </span>
      )}
    </button>
  );
}
