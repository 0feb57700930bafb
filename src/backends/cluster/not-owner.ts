// How an owner tells that it is none (any more).
import { ChatError, errors } from "../../core/errors.ts";

/** Thrown to whoever asks a node that does not own the partition: ask the one at `address`, with the same id. */
export class NotOwner extends Error {
  /** Where the owner is; undefined if that is not known here. */
  readonly address: string | undefined;

  constructor(why: string, address?: string) {
    super(`not the owner of this partition: ${why}`);
    this.address = address;
  }
}

/** The failure as a client may meet it: whether the draft was accepted is unknown, unless it is a refusal. */
export function toChatError(failure: unknown): ChatError {
  if (failure instanceof ChatError) return failure;
  if (failure instanceof NotOwner) return errors.notOwner(failure.address ?? "");
  return errors.storeFailed(failure);
}
