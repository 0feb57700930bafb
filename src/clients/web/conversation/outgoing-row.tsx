// A message of ours that is not in the channel yet: on its way, waiting, or refused.
import { Button } from "@mantine/core";
import type { ChatMessage } from "../../sdk/browser.ts";
import type { Outgoing } from "../state/outgoing.ts";
import { useActs, useChat } from "../state/use-chat.tsx";
import { Icon } from "../theme/icon.tsx";
import { failureSentence } from "../words/failure-sentence.ts";
import { useWords } from "../words/use-words.tsx";
import messageStyles from "./message-row.module.css";
import { MessageText } from "./message-text.tsx";
import styles from "./outgoing-row.module.css";
import { Quote } from "./quote.tsx";
import { RowShape } from "./row-shape.tsx";

interface OutgoingRowProps {
  readonly outgoing: Outgoing;
  /** The message that it answers, if it is at hand. */
  readonly answered: ChatMessage | undefined;
  readonly isContinued: boolean;
}

/** Looks like a message, fainter, and says what it waits for. */
export function OutgoingRow({ outgoing, answered, isContinued }: OutgoingRowProps) {
  const me = useChat((state) => state.me);
  const hasFailed = outgoing.error !== undefined;
  return (
    <RowShape person={me} at={outgoing.writtenMs} isContinued={isContinued} isFaint={!outgoing.isSent}>
      {outgoing.replyTo !== undefined && <Quote seq={outgoing.replyTo} message={answered} />}
      <div className={messageStyles["text"]}>
        <MessageText text={outgoing.text} withMentions={false} />
      </div>
      {hasFailed ? <Refused outgoing={outgoing} /> : !outgoing.isSent && <Waiting />}
    </RowShape>
  );
}

function Waiting() {
  const { conversation } = useWords();
  const isConnected = useChat((state) => state.connection === "connected");
  return (
    <p className={styles["waiting"]} data-late={!isConnected || undefined}>
      <Icon name="clock" size={13} /> {isConnected ? conversation.pending : conversation.waiting}
    </p>
  );
}

function Refused({ outgoing }: { readonly outgoing: Outgoing }) {
  const words = useWords();
  const acts = useActs();
  return (
    <div className={styles["refused"]} role="alert">
      <span className={styles["reason"]}>
        <Icon name="warning" size={15} /> {words.conversation.failed}: {failureSentence(outgoing.error, words)}
      </span>
      <Button size="compact-xs" variant="light" onClick={() => acts.retry(outgoing.clientMessageId)}>
        {words.conversation.retry}
      </Button>
      <Button size="compact-xs" variant="subtle" color="gray" onClick={() => acts.dismiss(outgoing.clientMessageId)}>
        {words.conversation.dismiss}
      </Button>
    </div>
  );
}
