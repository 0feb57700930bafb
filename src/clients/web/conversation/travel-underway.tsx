// The way of a message of ours that is not in the channel: how far it came, and what it waits for.
import type { Outgoing } from "../state/outgoing.ts";
import { useChat } from "../state/use-chat.tsx";
import { failureSentence } from "../words/failure-sentence.ts";
import { clockLabel } from "../words/time-label.ts";
import { useWords } from "../words/use-words.tsx";
import { useDesk } from "./conversation-desk.tsx";
import styles from "./travel-drawer.module.css";
import { Station } from "./travel-station.tsx";

/** `last`: as it was when it was opened; where it has gone meanwhile, that is what is known. */
export function Underway({ last }: { readonly last: Outgoing }) {
  const words = useWords();
  const { travel } = words.conversation;
  const { notes } = useDesk();
  const now = useChat((state) => state.outgoing.find((one) => one.clientMessageId === last.clientMessageId));
  const { clientMessageId, writtenMs, error, isKept, isSent } = now ?? last;
  const { keptMs, acknowledgedMs, failedMs } = notes.of(clientMessageId);
  const clock = (at: number | undefined) => (at === undefined ? undefined : clockLabel(at, words.language));
  const hasFailed = error !== undefined;
  return (
    <ol className={styles["way"]}>
      <Station title={travel.written} time={clock(writtenMs)} />
      {isKept && <Station title={travel.kept} time={clock(keptMs)} />}
      {hasFailed && (
        <Station title={travel.refused} time={clock(failedMs)} why={failureSentence(error, words)} isRefusal />
      )}
      {!hasFailed && !isSent && <Waiting writtenMs={writtenMs} />}
      {isSent && <Station title={travel.acknowledged} time={clock(acknowledgedMs)} />}
      {!hasFailed && <Station title={travel.stored} time={travel.pending} isKnown={isSent} />}
    </ol>
  );
}

function Waiting({ writtenMs }: { readonly writtenMs: number }) {
  const words = useWords();
  const { travel } = words.conversation;
  const { notes } = useDesk();
  const isConnected = useChat((state) => state.connection === "connected");
  const { sinceMs } = notes.connection;
  const since = sinceMs === undefined ? undefined : clockLabel(sinceMs, words.language);
  if (!isConnected) {
    const why = since === undefined ? undefined : travel.offlineSince(since);
    return <Station title={travel.offline} why={why ?? travel.offlineWhy} isKnown={false} />;
  }
  // What waited for the connection goes out as soon as there is one, all else at once.
  const sentMs = Math.max(writtenMs, sinceMs ?? writtenMs);
  return <Station title={travel.sent} time={clockLabel(sentMs, words.language)} why={travel.sentWhy} />;
}
