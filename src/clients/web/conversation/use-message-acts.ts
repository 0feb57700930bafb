// What one can do with a message, and what became of the last try.
import { useEffect, useState } from "react";
import type { ChatMessage } from "../../sdk/browser.ts";
import { addressOf } from "../place/address.ts";
import { copyText } from "../place/copy-text.ts";
import { useChat, useClient } from "../state/use-chat.tsx";
import { useDesk } from "./conversation-desk.tsx";

/** What was copied last, or that it could not be. */
type Copied = "textCopied" | "linkCopied" | "notCopied";

const copiedShownMs = 2_000;

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
  const [copied, setCopied] = useState<Copied>();
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(undefined), copiedShownMs);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = (text: string, done: Copied) =>
    void copyText(text).then((isCopied) => setCopied(isCopied ? done : "notCopied"));
  const isMine = myId !== undefined && message.from.id === myId;
  return {
    failure,
    /** For a moment. */
    copied,
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
    copyText: () => copy(message.text, "textCopied"),
    copyLink: () => copy(new URL(addressOf({ channelId, seq: message.seq }), location.origin).href, "linkCopied"),
    followWay: () => follow(message),
  };
}

/** The acts of one message. */
export type MessageActs = ReturnType<typeof useMessageActs>;
