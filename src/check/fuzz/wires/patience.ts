// How long a case is waited for.

/** Whoever asked rightly is answered within this, also on a machine that does other things. */
export const longestAnswerMs = 10_000;
/** A stream that goes on, or somebody who owes us nothing, is left after this. */
export const streamMs = 30;
