// Whom and what one can name here: who is there, who belongs here, who wrote lately, our channels, and emoji.
import { useEffect, useMemo, useState } from "react";
import { useEmojiNames } from "../conversation/emoji-fetch.ts";
import { useChat, useClient } from "../state/use-chat.tsx";
import { commandNames } from "./commands.ts";
import type { Choices } from "./completion.ts";

const membersAsked = 200;

/** The choices for a text; members and emoji are asked for once it holds their sign. */
export function useChoices(text: string): Choices {
  const isAsked = /[@#]/.test(text);
  const emoji = useEmojiNames(text.includes(":"));
  const client = useClient();
  const channelId = useChat((state) => state.channelId);
  const people = useChat((state) => state.people);
  const messages = useChat((state) => state.messages);
  const channels = useChat((state) => state.channels);
  const [members, setMembers] = useState<readonly string[]>([]);
  useEffect(() => {
    if (!isAsked) return;
    let isOver = false;
    // Without an answer those who are there and those who wrote are still suggested.
    client
      .members(channelId, { pageSize: membersAsked })
      .then(({ items }) => !isOver && setMembers(items.map(({ name }) => name)))
      .catch(() => undefined);
    return () => {
      isOver = true;
    };
  }, [client, channelId, isAsked]);
  return useMemo(() => {
    if (!isAsked) return { people: [], channels: [], commands: commandNames, emoji };
    const authors = messages.map(({ from }) => from.name);
    return {
      people: [...new Set([...people.map(({ name }) => name), ...members, ...authors])],
      channels: channels.filter(({ kind }) => kind !== "direct").map(({ name }) => name),
      commands: commandNames,
      emoji,
    };
  }, [isAsked, emoji, people, members, messages, channels]);
}
