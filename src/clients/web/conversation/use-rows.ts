// The rows of the channel in front, with the answered messages that are at hand.
import { useMemo } from "react";
import type { ChatMessage } from "../../sdk/browser.ts";
import { type ChatState, lobbyId } from "../state/chat-state.ts";
import type { Outgoing } from "../state/outgoing.ts";
import { useChat } from "../state/use-chat.tsx";
import type { Reading } from "./history-reader.ts";
import { conversationRows, type Row } from "./rows.ts";

/** The rows; what is on its way stands only below the last messages. */
export function useRows({ messages, isComplete, isLive }: Reading): readonly Row[] {
  const channelId = useChat((state) => state.channelId);
  const outgoing = useChat((state) => state.outgoing);
  const myId = useChat((state) => state.me?.id);
  const unseen = useChat((state) => state.unseen);
  const homeless = useChat(homelessIds);
  return useMemo(() => {
    const isHere = (one: Outgoing) => one.channelId === channelId || homeless.includes(one.clientMessageId);
    const ours = isLive ? outgoing.filter(isHere) : [];
    const withGreeting = channelId === lobbyId && isComplete;
    return conversationRows({ messages, isComplete, outgoing: ours, myId, unseen, withGreeting });
  }, [channelId, homeless, messages, outgoing, myId, unseen, isComplete, isLive]);
}

// What was refused where we no longer are would be in sight nowhere: it stands in the lobby. One text: it is compared.
function homelessIds({ channelId, channels, outgoing }: ChatState): string {
  if (channelId !== lobbyId) return "";
  const refused = outgoing.filter(({ error }) => error !== undefined);
  const isKnown = (one: Outgoing) => channels.some((known) => known.channelId === one.channelId);
  return refused.flatMap((one) => (isKnown(one) ? [] : [one.clientMessageId])).join(" ");
}

/** Finds a message by its seq, of those that are at hand. */
export function useBySeq({ messages }: Reading): ReadonlyMap<number, ChatMessage> {
  return useMemo(() => new Map(messages.map((message) => [message.seq, message])), [messages]);
}
