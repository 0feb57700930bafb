// Prints what the client hears: for people or for programs, and what is about the connection on the error output.
import { ChatError, type ChatEvent, type ChatMessage } from "../../sdk/index.ts";
import type { Answer } from "../commands/answer.ts";
import { answerLines } from "../commands/answer-lines.ts";
import { failureFacts, failureSentence } from "../failure-sentence.ts";
import { channelLabel } from "../text/channel-label.ts";
import { momentLabel } from "../text/time-label.ts";
import type { Visit } from "../visit.ts";
import { eventLine, said } from "./event-lines.ts";
import { MessageMemory } from "./message-memory.ts";
import { eventToJson, toJsonLine } from "./ndjson.ts";

/** Where lines go. */
export interface LineOutput {
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
  /** Whether programs read it. */
  readonly json: boolean;
}

/** Prints events, answers and failures of one run. */
export class EventPrinter {
  readonly #visit: Visit;
  readonly #output: LineOutput;
  readonly #memory = new MessageMemory();
  readonly #labels = new Map<string, string>();
  #toldLost = false;
  #toldOtherSender = false;

  constructor(visit: Visit, output: LineOutput) {
    this.#visit = visit;
    this.#output = output;
  }

  /** What happened. */
  event(event: ChatEvent): void {
    const line = this.#output.json ? eventToJson(event) : this.#readable(event);
    if (line !== undefined) this.#output.print(line);
    this.#memory.take(event);
    if (event.type === "state") this.#state(event);
    if (event.type === "failed") this.#failed(event.error);
  }

  /** What a command answers. */
  answer(answer: Answer): void {
    // What was said comes back as an event.
    if (answer.type === "done" || answer.type === "quit" || answer.type === "said") return;
    if (this.#output.json) this.#output.print(toJsonLine(answer));
    else for (const line of this.#lines(answer)) this.#output.print(line);
  }

  /** That a line was not carried out. */
  failure(error: unknown): void {
    const { words } = this.#visit;
    if (this.#output.json) this.#output.print(toJsonLine({ type: "error", ...failureFacts(error, words) }));
    this.#output.complain(failureSentence(error, words));
  }

  #readable(event: ChatEvent): string | undefined {
    const { words } = this.#visit;
    if (event.type === "channelLeft")
      return event.removed ? `* ${words.gone(this.#label(event.channelId))}` : undefined;
    return eventLine(event, this.#parts());
  }

  #lines(answer: Answer): string[] {
    const { words } = this.#visit;
    if (answer.type !== "history") return answerLines(answer, words);
    if (answer.messages.length === 0) return [words.noMessages];
    return answer.messages.map((message) => this.#historyLine(answer.channelId, message));
  }

  #historyLine(channelId: string, message: ChatMessage): string {
    const head = `[${momentLabel(message.at, Date.now())}] ${this.#label(channelId)}`;
    return `${head} ${said({ ...message, channelId }, this.#parts())}`;
  }

  #parts() {
    return {
      words: this.#visit.words,
      label: (channelId: string) => this.#label(channelId),
      recall: (channelId: string, seq: number) => this.#memory.find(channelId, seq),
    };
  }

  // A channel that we are no longer in keeps its name here.
  #label(channelId: string): string {
    const channel = this.#visit.client.channel(channelId);
    if (!channel) return this.#labels.get(channelId) ?? channelLabel(undefined);
    const label = channelLabel(channel);
    this.#labels.set(channelId, label);
    return label;
  }

  #state({ state, reason }: Extract<ChatEvent, { type: "state" }>): void {
    const { words, server, client, name } = this.#visit;
    const { complain } = this.#output;
    if (state === "connected") {
      this.#toldLost = false;
      const { name: mine = "" } = client.me ?? {};
      complain(words.connected(server, mine));
      if (name !== undefined && mine.toLowerCase() !== name.toLowerCase()) complain(words.otherName(name, mine));
    } else if (state === "connecting" && reason && !this.#toldLost) {
      this.#toldLost = true;
      complain(words.notConnected(server, failureSentence(reason, words)));
    }
  }

  #failed(error: unknown): void {
    const { words } = this.#visit;
    const reason = error instanceof ChatError ? error.reason : undefined;
    if (reason === "CLIENT_CLOSED") return;
    if (reason !== "OTHER_SENDER") return this.#output.complain(words.notSent(failureSentence(error, words)));
    if (!this.#toldOtherSender) this.#output.complain(words.otherSender);
    this.#toldOtherSender = true;
  }
}
