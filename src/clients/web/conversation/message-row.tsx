// A message that is in the channel, with what can be done with it.
import { Button } from "@mantine/core";
import { type FocusEvent, type KeyboardEvent, memo, useRef, useState } from "react";
import type { ChatMessage } from "../../sdk/browser.ts";
import { useChat } from "../state/use-chat.tsx";
import { failureSentence } from "../words/failure-sentence.ts";
import { useWords } from "../words/use-words.tsx";
import { MessageActions } from "./message-actions.tsx";
import styles from "./message-row.module.css";
import { MessageText } from "./message-text.tsx";
import { Quote } from "./quote.tsx";
import { Reactions } from "./reactions.tsx";
import { RowShape } from "./row-shape.tsx";
import { useMessageActs } from "./use-message-acts.ts";

interface MessageRowProps {
  readonly message: ChatMessage;
  /** The message that it answers, if it is at hand. */
  readonly answered: ChatMessage | undefined;
  readonly isContinued: boolean;
  /** One has come to see it. */
  readonly isGoal: boolean;
}

const hasPointer = globalThis.matchMedia?.("(hover: hover)").matches ?? true;

/** Who said what, and when; R answers, E changes, L copies the link, Delete takes back. */
export const MessageRow = memo(function MessageRow({ message, answered, isContinued, isGoal }: MessageRowProps) {
  const words = useWords();
  const acts = useMessageActs(message);
  const myId = useChat((state) => state.me?.id);
  const [isNear, setNear] = useState(false);
  const [isMenuOpen, setMenuOpen] = useState(false);
  const [isAsked, setAsked] = useState(false);
  const article = useRef<HTMLElement | null>(null);
  const { from, at, deleted, replyTo } = message;
  const mark = isGoal ? "goal" : myId !== undefined && message.mentions.includes(myId) ? "mention" : undefined;
  const answer = (isSure: boolean) => {
    setAsked(false);
    article.current?.focus();
    if (isSure) acts.remove();
  };
  const press = (event: KeyboardEvent<HTMLElement>) => {
    if (event.target !== event.currentTarget || deleted || event.ctrlKey || event.metaKey || event.altKey) return;
    // By its place: with a Korean layout the same key is another letter.
    if (event.code === "KeyR") acts.reply();
    else if (event.code === "KeyE" && acts.mayEdit) acts.edit();
    else if (event.code === "KeyL") acts.copyLink();
    else if (event.code === "Delete" && acts.mayRemove) setAsked(true);
    else return;
    event.preventDefault();
  };
  const props = {
    ref: article,
    tabIndex: -1,
    "data-seq": message.seq,
    onKeyDown: press,
    onMouseEnter: () => setNear(true),
    onMouseLeave: () => setNear(false),
    onFocus: () => setNear(true),
    onBlur: (event: FocusEvent) => setNear(event.currentTarget.contains(event.relatedTarget)),
  };
  return (
    <RowShape person={from} at={at} isContinued={isContinued} mark={mark} article={props}>
      {replyTo !== undefined && !deleted && <Quote seq={replyTo} message={answered} />}
      <Said message={message} />
      <Reactions message={message} />
      {isAsked && <RemoveQuestion onAnswer={answer} />}
      {acts.failure !== undefined && (
        <p className={styles["failure"]} role="alert">
          {failureSentence(acts.failure, words)}
        </p>
      )}
      {acts.copied && (
        <p className={styles["copied"]} role="status">
          {words.conversation[acts.copied]}
        </p>
      )}
      {!deleted && (isNear || isMenuOpen || !hasPointer) && (
        <MessageActions acts={acts} onAskRemove={() => setAsked(true)} onOpen={setMenuOpen} />
      )}
    </RowShape>
  );
});

function Said({ message }: { readonly message: ChatMessage }) {
  const { conversation } = useWords();
  const { text, deleted, editedAt, custom, mentions } = message;
  if (deleted) return <p className={styles["gone"]}>{conversation.deleted}</p>;
  return (
    <div className={styles["text"]}>
      <MessageText text={text} withMentions={mentions.length > 0} />
      {text === "" && custom && <span className={styles["mark"]}>{conversation.custom(custom.type)}</span>}
      {editedAt !== undefined && <span className={styles["mark"]}> ({conversation.edited})</span>}
    </div>
  );
}

function RemoveQuestion({ onAnswer }: { readonly onAnswer: (isSure: boolean) => void }) {
  const { conversation } = useWords();
  const press = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    onAnswer(false);
  };
  return (
    <fieldset className={styles["question"]} onKeyDown={press}>
      <legend>{conversation.removeAsk}</legend>
      <Button size="compact-sm" color="red" autoFocus onClick={() => onAnswer(true)}>
        {conversation.remove}
      </Button>
      <Button size="compact-sm" variant="default" onClick={() => onAnswer(false)}>
        {conversation.keep}
      </Button>
    </fieldset>
  );
}
