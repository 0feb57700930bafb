// What one can do with a message, and why the last try failed.
import { useState } from "react";
import type { ChatMessage } from "../../sdk/browser.ts";
import { useChat, useClient } from "../state/use-chat.tsx";
import { useDesk } from "./conversation-desk.tsx";

/** The acts, those that are allowed, and the failure of the last one. */
export function useMessageActs(message: ChatMessage) {
  const client = useClient();
  const { writeAbout, follow } = useDesk();
  const channelId = useChat((state) => state.channelId);
  const myId = useChat((state) => state.me?.id);
  const role = useChat((state) => state.channels.find((one) => one.channelId === state.channelId)?.role);
  const [failure, setFailure] = useState<unknown>();
  const attempt = (act: Promise<unknown>) => {
    setFailure(undefined);
    act.catch(setFailure);
  };
  const isMine = myId !== undefined && message.from.id === myId;
  return {
    failure,
    mayEdit: isMine && !message.deleted && message.text !== "",
    mayRemove: !message.deleted && (isMine || role === "moderator" || role === "owner"),
    /** Adds the reaction, or takes the same one back. */
    react: (emoji: string) => {
      const held = message.reactions.find((one) => one.emoji === emoji);
      const remove = myId !== undefined && held?.userIds.includes(myId) === true;
      attempt(client.react(channelId, message.seq, emoji, { remove }));
    },
    reply: () => writeAbout({ act: "reply", message }),
    edit: () => writeAbout({ act: "edit", message }),
    remove: () => attempt(client.delete(channelId, message.seq)),
    followWay: () => follow(message),
  };
}

/** The acts of one message. */
export type MessageActs = ReturnType<typeof useMessageActs>;
