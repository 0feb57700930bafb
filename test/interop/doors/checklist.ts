// What clients of the older contracts have always been answered: the one table that a driver in any language is held against.

/** Something seen, as JSON has it; bytes are in hex. */
export type Seen = string | number | boolean | null | readonly Seen[];

const refused = {
  "an unknown method": "UNIMPLEMENTED",
  garbage: "INTERNAL",
  "more than 4 MiB": "RESOURCE_EXHAUSTED",
  "no message": "INTERNAL",
  "invalid UTF-8": "INTERNAL",
};

/** By door, what was tried and what has to be seen. */
export const checklist = {
  "chat-server": {
    "the answer to a note": "",
    "the note on a stream": "0a0377696e12056669727374",
    "the sender hears": ["[win] first", "[win] second"],
    "who comes later hears": ["[win] first", "[win] second"],
    "odd notes come back as they were": [true, true],
    "twelve listeners all hear": true,
    "notes that four send at once to twelve": [100, 1],
    "after all listeners went, a note and a replay": "[win] after they have gone",
    ...refused,
    afterwards: "OK",
  },
} as const satisfies Record<string, Record<string, Seen>>;

/** A door of the checklist. */
export type CheckedDoor = keyof typeof checklist;
