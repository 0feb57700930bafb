// What commands act upon where there is no screen.

import { ReadMarker } from "../../screens/read-marker.ts";
import { type ChatClient, ChatError, type ChatEvent, type ChatMessage } from "../../sdk/index.ts";
import type { Answer } from "../commands/answer.ts";
import { lobbyId } from "../commands/channel-commands.ts";
import type { Desk } from "../commands/desk.ts";
import type { Visit } from "../visit.ts";
import type { Words } from "../words/words.ts";
import type { SentLedger } from "./sent-ledger.ts";

const historyShown = 20;
const mostShown = 200;

/** Begins in the lobby. */
export class LineDesk implements Desk {
  readonly client: ChatClient;
  readonly words: Words;
  readonly #ledger: SentLedger;
  readonly #marker: ReadMarker;
  readonly #onUnsent: (error: unknown) => void;
  #channelId: string = lobbyId;
  #isSomewhere = true;

  constructor({ client, words }: Visit, ledger: SentLedger, onUnsent: (error: unknown) => void) {
    this.client = client;
    this.words = words;
    this.#ledger = ledger;
    this.#marker = new ReadMarker(client);
    this.#onUnsent = onUnsent;
    this.#tellOpen();
  }

  get channelId(): string {
    return this.#channelId;
  }

  /** False after a channel that was asked for could not be joined: what follows is not meant for the one before. */
  get isSomewhere(): boolean {
    return this.#isSomewhere;
  }

  open(channelId: string): void {
    this.#channelId = channelId;
    this.#isSomewhere = true;
    this.#tellOpen();
  }

  /** The channel that was asked for could not be joined. */
  lose(): void {
    this.#isSomewhere = false;
  }

  say(channelId: string, text: string, replyTo?: number): void {
    this.client.send(channelId, { text, replyTo }).catch((error: unknown) => {
      // All others are told by an event.
      if (!(error instanceof ChatError && error.reason === "OUTBOX_FULL")) return;
      this.#ledger.lost();
      this.#onUnsent(error);
    });
  }

  async countable(): Promise<readonly ChatMessage[]> {
    const channelId = this.#channelId;
    await this.#ledger.settled(channelId);
    const { messages } = await this.client.listMessages(channelId, { pageSize: mostShown });
    return messages.filter(({ deleted }) => !deleted);
  }

  async history(count = historyShown): Promise<Answer> {
    const channelId = this.#channelId;
    await this.#ledger.settled(channelId);
    const { messages } = await this.client.listMessages(channelId, { pageSize: Math.min(count, mostShown) });
    return { type: "history", channelId, messages };
  }

  /** Follows what happens: what is printed of the channel in front is read. */
  hear(event: ChatEvent): void {
    if (event.type === "message" && event.channelId === this.#channelId) this.#marker.saw(event.channelId, event.seq);
    if (event.type !== "channelLeft" || event.channelId !== this.#channelId) return;
    if (event.removed) this.lose();
    else this.open(lobbyId);
  }

  /** Ends what it does by itself. */
  close(): void {
    this.#marker.close();
  }

  #tellOpen(): void {
    // It is said again with the next sign of life.
    this.client.setOpenChannels([this.#channelId]).catch(() => undefined);
  }
}
