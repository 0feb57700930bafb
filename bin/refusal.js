// What the launcher cannot do, said to the person who asked.

/** Ends the launcher with its one sentence on the screen and exit code 1. */
export class Refusal extends Error {}
