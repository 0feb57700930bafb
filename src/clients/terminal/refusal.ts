// What cannot be done as it was asked.

/** Nothing was done; the message is a sentence for the person who asked, the reason is for programs. */
export class Refusal extends Error {
  readonly reason: string;

  constructor(reason: string, sentence: string) {
    super(sentence);
    this.reason = reason;
  }
}
