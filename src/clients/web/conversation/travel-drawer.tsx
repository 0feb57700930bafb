// How a message travelled: its stations, with the times that this page knows.
import { Drawer } from "@mantine/core";
import type { ChatMessage } from "../../sdk/browser.ts";
import { useChat } from "../state/use-chat.tsx";
import { Icon } from "../theme/icon.tsx";
import { useWords } from "../words/use-words.tsx";
import { useDesk } from "./conversation-desk.tsx";
import styles from "./travel-drawer.module.css";

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
      {followed && <Stations message={followed} />}
    </Drawer>
  );
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
  );
}

interface StationProps {
  readonly title: string;
  readonly time?: string | number | undefined;
  readonly why?: string | undefined;
  readonly isKnown?: boolean;
}

function Station({ title, time, why, isKnown = true }: StationProps) {
  return (
    <li className={styles["station"]} data-known={isKnown || undefined}>
      <span className={styles["sign"]}>
        <Icon name={isKnown ? "check" : "clock"} size={14} />
      </span>
      <div>
        <strong>{title}</strong>
        {time !== undefined && <div className={styles["time"]}>{time}</div>}
        {why && <div className={styles["why"]}>{why}</div>}
      </div>
    </li>
  );
}

function clockLabel(at: number, language: string): string {
  const parts = { hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3 } as const;
  return new Date(at).toLocaleTimeString(language, parts);
}
