// How a message travelled: its stations, with the times that this page knows.
import { Drawer } from "@mantine/core";
import { useSyncExternalStore } from "react";
import type { ChatMessage } from "../../sdk/browser.ts";
import { NotificationSteps } from "../notify/notification-steps.tsx";
import { useChat } from "../state/use-chat.tsx";
import { clockLabel } from "../words/time-label.ts";
import { useWords } from "../words/use-words.tsx";
import { type Followed, useDesk } from "./conversation-desk.tsx";
import styles from "./travel-drawer.module.css";
import { Station } from "./travel-station.tsx";
import { Underway } from "./travel-underway.tsx";

/** Open while a message is followed. */
export function TravelDrawer() {
  const { travel } = useWords().conversation;
  const { followed, follow } = useDesk();
  return (
    <Drawer
      opened={followed !== undefined}
      onClose={() => follow(undefined)}
      position="right"
      size={360}
      transitionProps={{ duration: 0 }}
      title={travel.show}
      closeButtonProps={{ "aria-label": travel.close }}
    >
      {followed && <Way followed={followed} />}
    </Drawer>
  );
}

// One that was on its way when it was opened goes on to its end.
function Way({ followed }: { readonly followed: Followed }) {
  const { reader } = useDesk();
  const { messages } = useSyncExternalStore(reader.subscribe, reader.reading);
  if ("seq" in followed) return <Stations message={followed} />;
  const message = messages.find((one) => one.clientMessageId === followed.clientMessageId);
  return message ? <Stations message={message} /> : <Underway last={followed} />;
}

function Stations({ message }: { readonly message: ChatMessage }) {
  const words = useWords();
  const { travel } = words.conversation;
  const { notes } = useDesk();
  const hereCount = useChat((state) => state.hereCount);
  const { writtenMs, keptMs, acknowledgedMs, heardMs } = notes.of(message.clientMessageId);
  const clock = (at: number | undefined) => at && clockLabel(at, words.language);
  const tookMs = acknowledgedMs !== undefined && writtenMs !== undefined ? acknowledgedMs - writtenMs : undefined;
  return (
    <>
      <ol className={styles["way"]}>
        {writtenMs === undefined ? (
          <Station title={travel.written} why={travel.writtenElsewhere} isKnown={false} />
        ) : (
          <>
            <Station title={travel.written} time={clock(writtenMs)} />
            {keptMs !== undefined && <Station title={travel.kept} time={clock(keptMs)} />}
          </>
        )}
        <Station title={travel.stored} time={clock(message.at)} why={travel.storedAs(message.seq)} />
        {writtenMs !== undefined && (
          <Station
            title={travel.acknowledged}
            time={clock(acknowledgedMs) ?? travel.pending}
            why={tookMs === undefined ? undefined : travel.acknowledgedIn(tookMs)}
            isKnown={acknowledgedMs !== undefined}
          />
        )}
        <Station
          title={travel.heard}
          time={clock(heardMs)}
          why={heardMs === undefined ? travel.heardBefore : undefined}
          isKnown={heardMs !== undefined}
        />
        <Station title={travel.followers} time={travel.followersNow(hereCount)} why={travel.followersWhy} />
      </ol>
      <NotificationSteps seq={message.seq} />
    </>
  );
}
