// A language that stubs can be made for.

/** What is to be made. */
export interface StubsJob {
  /** The .proto files of the contract, by their names from its folder on. */
  readonly files: readonly string[];
  /** A folder that is there and empty, for this language alone. */
  readonly out: string;
  /** Tells the person who waits what is being done. */
  readonly say: (line: string) => void;
}

/** A maker of stubs. */
export interface Language {
  readonly name: string;
  /** Fills the folder; rejects with CannotMake where something is missing. */
  make(job: StubsJob): Promise<void>;
}

/** The machine lacks something: one sentence, with the command that would bring it. */
export class CannotMake extends Error {}
