// A message of ours that is not in the channel yet: on its way, waiting, or refused.
import { Button } from "@mantine/core";
import type { KeyboardEvent } from "react";
import type { ChatMessage } from "../../sdk/browser.ts";
import type { Outgoing } from "../state/outgoing.ts";
import { useActs, useChat } from "../state/use-chat.tsx";
import { Icon } from "../theme/icon.tsx";
import { failureSentence } from "../words/failure-sentence.ts";
import { useWords } from "../words/use-words.tsx";
import { useDesk } from "./conversation-desk.tsx";
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
  const acts = useActs();
  const { field } = useDesk();
  const hasFailed = outgoing.error !== undefined;
  // What had the focus goes away with it.
  const decide = (act: (clientMessageId: string) => void) => {
    act(outgoing.clientMessageId);
    field.current?.focus();
  };
  const retry = () => decide((id) => acts.retry(id));
  const dismiss = () => decide((id) => acts.dismiss(id));
  const press = (event: KeyboardEvent) => {
    if (event.target === event.currentTarget && event.code === "Delete") dismiss();
  };
  const article = hasFailed ? { tabIndex: -1, onKeyDown: press } : {};
  return (
    <RowShape
      person={me}
      at={outgoing.writtenMs}
      isContinued={isContinued}
      isFaint={!outgoing.isSent}
      article={article}
    >
      {outgoing.replyTo !== undefined && <Quote seq={outgoing.replyTo} message={answered} />}
      <div className={messageStyles["text"]}>
        <MessageText text={outgoing.text} withMentions={false} />
      </div>
      {hasFailed ? (
        <Refused outgoing={outgoing} onRetry={retry} onDismiss={dismiss} />
      ) : (
        !outgoing.isSent && <Waiting outgoing={outgoing} />
      )}
    </RowShape>
  );
}

function Waiting({ outgoing }: { readonly outgoing: Outgoing }) {
  const { conversation } = useWords();
  const { follow } = useDesk();
  const isConnected = useChat((state) => state.connection === "connected");
  return (
    <button
      type="button"
      className={styles["waiting"]}
      data-late={!isConnected || undefined}
      title={conversation.travel.show}
      onClick={() => follow(outgoing)}
    >
      <Icon name="clock" size={13} /> {isConnected ? conversation.pending : conversation.waiting}
    </button>
  );
}

interface RefusedProps {
  readonly outgoing: Outgoing;
  readonly onRetry: () => void;
  readonly onDismiss: () => void;
}

function Refused({ outgoing, onRetry, onDismiss }: RefusedProps) {
  const words = useWords();
  const isElsewhere = useChat((state) => state.channelId !== outgoing.channelId);
  const { failed, failedElsewhere } = words.conversation;
  const { follow } = useDesk();
  return (
    <div className={styles["refused"]} role="alert">
      <span className={styles["reason"]}>
        <Icon name="warning" size={15} /> {isElsewhere ? failedElsewhere : failed}:{" "}
        {failureSentence(outgoing.error, words)}
      </span>
      <Button size="compact-xs" variant="light" onClick={onRetry}>
        {words.conversation.retry}
      </Button>
      <Button size="compact-xs" variant="subtle" color="gray" onClick={onDismiss}>
        {words.conversation.dismiss}
      </Button>
      <Button size="compact-xs" variant="subtle" color="gray" onClick={() => follow(outgoing)}>
        {words.conversation.travel.show}
      </Button>
    </div>
  );
}
