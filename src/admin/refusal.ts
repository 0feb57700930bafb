// What an operator's command says when it cannot do what was asked.

/** Not a failure of the server's: the message is the sentence that the operator reads. */
export class Refusal extends Error {
  readonly reason: string;

  constructor(reason: string, message: string) {
    super(message);
    this.reason = reason;
  }
}
