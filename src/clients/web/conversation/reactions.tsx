// The reactions below a message; a click adds one's own or takes it back.
import { useMemo } from "react";
import type { ChatMessage, Reaction } from "../../sdk/browser.ts";
import { useChat } from "../state/use-chat.tsx";
import { useWords } from "../words/use-words.tsx";
import styles from "./reactions.module.css";
import { safeText } from "./text-parts.ts";
import { useMessageActs } from "./use-message-acts.ts";

const mostNames = 10;

/** One button for each kind. */
export function Reactions({ message }: { readonly message: ChatMessage }) {
  if (message.reactions.length === 0) return null;
  return (
    <div className={styles["reactions"]}>
      {message.reactions.map((reaction) => (
        <ReactionButton key={reaction.emoji} message={message} reaction={reaction} />
      ))}
    </div>
  );
}

function ReactionButton({ message, reaction }: { readonly message: ChatMessage; readonly reaction: Reaction }) {
  const { conversation } = useWords();
  const { react } = useMessageActs(message);
  const myId = useChat((state) => state.me?.id);
  const names = useNames(reaction.userIds);
  const label = conversation.reactedBy(`${safeText(reaction.emoji)} ${reaction.userIds.length}`, names);
  return (
    <button
      type="button"
      className={styles["reaction"]}
      aria-pressed={myId !== undefined && reaction.userIds.includes(myId)}
      aria-label={label}
      title={label}
      onClick={() => react(reaction.emoji)}
    >
      <bdi className={styles["emoji"]}>{safeText(reaction.emoji)}</bdi> {reaction.userIds.length}
    </button>
  );
}

// Names are known of those who are there or who wrote something that is in sight; the others are counted.
function useNames(userIds: readonly string[]): string {
  const { conversation } = useWords();
  const people = useChat((state) => state.people);
  const messages = useChat((state) => state.messages);
  const myId = useChat((state) => state.me?.id);
  return useMemo(() => {
    const wanted = new Set(userIds.slice(0, mostNames));
    const names = new Map<string, string>();
    for (const { id, name } of people) if (wanted.has(id)) names.set(id, name);
    for (const { from } of messages) if (wanted.has(from.id)) names.set(from.id, from.name);
    if (myId !== undefined && wanted.has(myId)) names.set(myId, conversation.you);
    const others = userIds.length - names.size;
    return [...names.values(), ...(others > 0 ? [conversation.others(others)] : [])].join(", ");
  }, [userIds, people, messages, myId, conversation]);
}
