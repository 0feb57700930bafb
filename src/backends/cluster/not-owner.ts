// How an owner tells that it is none (any more).

/** Thrown to whoever asks a node that does not own the partition: ask the one at `address`, with the same id. */
export class NotOwner extends Error {
  /** Where the owner is; undefined if that is not known here. */
  readonly address: string | undefined;

  constructor(why: string, address?: string) {
    super(`not the owner of this partition: ${why}`);
    this.address = address;
  }
}
