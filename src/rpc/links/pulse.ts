// How often nodes show each other that they are there, and when silence means that one is gone.

/** A link carries something so often, if only an empty frame. */
export const pulseMs = 1_000;

/** A link on which nothing came for so long is ended. */
export const silenceMs = 3_000;
