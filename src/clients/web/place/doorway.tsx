// What stands in front when an address leads to a channel that one is not in: nobody joins by a click on a link alone.
import { ActionIcon, Button } from "@mantine/core";
import type { ReactNode } from "react";
import { Failure } from "../frame/failure.tsx";
import { lobbyId } from "../state/chat-state.ts";
import { useActs, useChat, useClient } from "../state/use-chat.tsx";
import { useWork } from "../state/use-work.ts";
import { Icon } from "../theme/icon.tsx";
import { useWords } from "../words/use-words.tsx";
import styles from "./doorway.module.css";
import { useWhereabouts } from "./use-whereabouts.tsx";
import type { Door } from "./whereabouts.ts";

interface DoorwayProps {
  readonly door: Door;
  readonly className?: string | undefined;
  readonly onOpenSide: () => void;
}

/** In place of the conversation: one sentence, and what can be done. */
export function Doorway({ door, className = "", onOpenSide }: DoorwayProps) {
  const { frame } = useWords();
  return (
    <main className={`${styles["doorway"]} ${className}`}>
      <header className={styles["bar"]}>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={frame.openSide} onClick={onOpenSide}>
          <Icon name="menu" />
        </ActionIcon>
      </header>
      <div className={styles["step"]} role="status">
        {door.type === "looking" && <Looking />}
        {door.type === "none" && <NoWay />}
        {door.type === "join" && <Offer channel={door.channel} />}
      </div>
    </main>
  );
}

function Looking() {
  const { place } = useWords().conversation;
  const isConnected = useChat((state) => state.connection === "connected");
  return <p className={styles["faint"]}>{isConnected ? place.looking : place.waiting}</p>;
}

function NoWay() {
  const { place } = useWords().conversation;
  return (
    <>
      <h1 className={styles["title"]}>{place.none}</h1>
      <ToLobby variant="light" />
    </>
  );
}

function Offer({ channel }: { readonly channel: Extract<Door, { type: "join" }>["channel"] }) {
  const { conversation, channels } = useWords();
  const client = useClient();
  const whereabouts = useWhereabouts();
  const work = useWork();
  const { channelId, name, topic, members } = channel;
  const join = async () => {
    await client.joinChannel(channelId);
    whereabouts.enter();
  };
  return (
    <>
      <h1 className={styles["title"]}>#{name}</h1>
      {topic !== "" && (
        <p>
          <bdi>{topic}</bdi>
        </p>
      )}
      <p className={styles["faint"]}>{channels.members(members)}</p>
      <p>{conversation.place.notIn}</p>
      <Row>
        <Button autoFocus loading={work.isBusy} onClick={() => void work.run(join)}>
          {conversation.place.join(name)}
        </Button>
        <ToLobby variant="subtle" />
      </Row>
      <Failure of={work.failure} />
    </>
  );
}

function Row({ children }: { readonly children: ReactNode }) {
  return <div className={styles["row"]}>{children}</div>;
}

function ToLobby({ variant }: { readonly variant: string }) {
  const { place } = useWords().conversation;
  const acts = useActs();
  return (
    <Button variant={variant} onClick={() => acts.open(lobbyId)}>
      {place.toLobby}
    </Button>
  );
}
