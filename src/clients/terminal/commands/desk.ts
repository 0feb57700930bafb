// What commands act upon, whoever types them and however it is shown.
import type { ChatClient, ChatMessage } from "../../sdk/index.ts";
import type { Words } from "../words/words.ts";
import type { Answer } from "./answer.ts";

/** One person's place in the chat. */
export interface Desk {
  readonly client: ChatClient;
  readonly words: Words;
  /** The channel that is in front. */
  readonly channelId: string;
  /** Brings a channel to the front. */
  open(channelId: string): void;
  /** Sends a message; what becomes of it is shown by itself. */
  say(channelId: string, text: string, replyTo?: number): void;
  /** The messages of the channel in front that can be counted from the bottom: oldest first, none deleted. */
  countable(): Promise<readonly ChatMessage[]>;
  /** Shows so many earlier messages. */
  history(count: number | undefined): Promise<Answer>;
}
