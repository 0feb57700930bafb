// One question for all who ask it at about the same time.

/** Whoever asks gets an answer to a question that was put after they asked. */
export class SharedQuestion<Answer> {
  readonly #put: () => Promise<Answer>;
  #asked: Promise<Answer> | undefined;
  #next: Promise<Answer> | undefined;

  constructor(put: () => Promise<Answer>) {
    this.#put = put;
  }

  /** One question is under way at a time; all who come meanwhile share the next one. */
  ask(): Promise<Answer> {
    if (!this.#asked) return this.#ask();
    this.#next ??= this.#asked
      .catch(() => undefined)
      .then(() => {
        this.#next = undefined;
        return this.#ask();
      });
    return this.#next;
  }

  #ask(): Promise<Answer> {
    this.#asked = this.#put().finally(() => {
      this.#asked = undefined;
    });
    return this.#asked;
  }
}
