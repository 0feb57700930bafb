// The rows of the channel in front, with the answered messages that are at hand.
import { useMemo } from "react";
import type { ChatMessage } from "../../sdk/browser.ts";
import { lobbyId } from "../state/chat-state.ts";
import { useChat } from "../state/use-chat.tsx";
import type { Reading } from "./history-reader.ts";
import { conversationRows, type Row } from "./rows.ts";

/** The rows; what is on its way stands only below the last messages. */
export function useRows({ messages, isComplete, isLive }: Reading): readonly Row[] {
  const channelId = useChat((state) => state.channelId);
  const outgoing = useChat((state) => state.outgoing);
  const myId = useChat((state) => state.me?.id);
  const unseen = useChat((state) => state.unseen);
  return useMemo(() => {
    const ours = isLive ? outgoing.filter((one) => one.channelId === channelId) : [];
    const withGreeting = channelId === lobbyId && isComplete;
    return conversationRows({ messages, isComplete, outgoing: ours, myId, unseen, withGreeting });
  }, [channelId, messages, outgoing, myId, unseen, isComplete, isLive]);
}

/** Finds a message by its seq, of those that are at hand. */
export function useBySeq({ messages }: Reading): ReadonlyMap<number, ChatMessage> {
  return useMemo(() => new Map(messages.map((message) => [message.seq, message])), [messages]);
}
