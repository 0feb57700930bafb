// Time stamps of CQL writes: made of the event, so that whoever writes it late or again changes nothing.

/** What a store's stamps are made of. */
export interface Stamped {
  readonly gen: number;
  readonly seq: number;
}

const seqs = 2 ** 31;

/**
 * The stamp of what an event writes. A later event of a channel has a higher one, and of two events that ever had one seq
 * (the first was lost with the log's tail before anybody saw it) the one of the later gen. `epoch` counts hours since
 * 1970, which keeps stamps below the wall clock in microseconds for 300,000 take-overs of one partition.
 */
export function stampOf(epoch: number, { gen, seq }: Stamped): number {
  return (epoch + gen) * seqs + seq;
}

/** The seq of the event that a stamp was made of. */
export function seqOfStamp(stamp: number): number {
  return stamp % seqs;
}
