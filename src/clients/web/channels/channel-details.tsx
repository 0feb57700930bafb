// Everything about one channel: its topic, what one is told of it, its members, and for its owners its name.
import { Button } from "@mantine/core";
import { useEffect, useState } from "react";
import type { ChannelHead } from "../../sdk/browser.ts";
import styles from "../frame/dialog.module.css";
import { useDialogs } from "../frame/dialogs.tsx";
import { Failure } from "../frame/failure.tsx";
import { ChannelNotifications } from "../notify/channel-notifications.tsx";
import { useChat, useClient } from "../state/use-chat.tsx";
import { useWork } from "../state/use-work.ts";
import { useWords } from "../words/use-words.tsx";
import { channelLabel } from "./channel-label.ts";
import { ChannelSettings } from "./channel-settings.tsx";
import { MemberList } from "./member-list.tsx";

/** For a channel of ours; closes once we are out of it. */
export function ChannelDetails({ channelId }: { readonly channelId: string }) {
  const { channels: words, notify } = useWords();
  const channel = useChat((state) => state.channels.find((one) => one.channelId === channelId));
  const { close } = useDialogs();
  const isOut = channel === undefined;
  useEffect(() => {
    if (isOut) close();
  }, [isOut, close]);
  if (!channel) return null;
  const isLobby = channel.kind === "lobby";
  return (
    <>
      {channel.topic !== "" && <p>{channel.topic}</p>}
      {channel.archived && <p className={styles["note"]}>{words.archived}</p>}
      {isLobby && <p className={styles["note"]}>{words.everybody}</p>}
      <h3 className={styles["heading"]}>{notify.settings}</h3>
      <ChannelNotifications channelId={channelId} />
      {!isLobby && <MemberList channel={channel} />}
      {channel.role === "owner" && <ChannelSettings channel={channel} />}
      {!isLobby && <LeaveChannel channel={channel} />}
    </>
  );
}

// Asked once more: a private channel does not let one in again.
function LeaveChannel({ channel }: { readonly channel: ChannelHead }) {
  const { channels: words } = useWords();
  const client = useClient();
  const work = useWork();
  const [isAsking, setAsking] = useState(false);
  const leave = () => work.run(() => client.leaveChannel(channel.channelId));
  return (
    <>
      <h3 className={styles["heading"]}>{words.leave}</h3>
      <Failure of={work.failure} />
      {isAsking ? (
        <div className={styles["inline"]}>
          <span className={styles["grow"]}>{words.leaveAsk(channelLabel(channel))}</span>
          <Button variant="default" autoFocus onClick={() => setAsking(false)}>
            {words.stay}
          </Button>
          <Button color="red" loading={work.isBusy} onClick={() => void leave()}>
            {words.leave}
          </Button>
        </div>
      ) : (
        <Button variant="default" onClick={() => setAsking(true)}>
          {words.leave}
        </Button>
      )}
    </>
  );
}
