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
  "chat-server, a crowd": {
    "windows that hear the first note": 200,
    "notes that each window hears": [201],
    "orders in which they hear them": 1,
    "each sender's notes stand in the order of sending": true,
  },
  "chat-server, a kill": {
    "a window's stream ended with": "UNAVAILABLE",
    "failed sends failed with": ["UNAVAILABLE"],
    "acknowledged notes are replayed once, in order": true,
    "what a window had heard stands first in the replay": true,
  },
  "agg-funcs": {
    "sum of 0 and 0": [0, ""],
    "multiply of 0 and 0": [0, ""],
    "sum of 2147483647 and 1": [-2147483648, "0880808080f8ffffffff01"],
    "multiply of 2147483647 and 1": [2147483647, "08ffffffff07"],
    "sum of -2147483648 and -1": [2147483647, "08ffffffff07"],
    "multiply of -2147483648 and -1": [-2147483648, "0880808080f8ffffffff01"],
    "sum of 65536 and 65536": [131072, "08808008"],
    "multiply of 65536 and 65536": [0, ""],
    "sum of 46341 and 46341": [92682, "088ad405"],
    "multiply of 46341 and 46341": [-2147479015, "0899a48080f8ffffffff01"],
    "sum of -5 and 3": [-2, "08feffffffffffffffff01"],
    "multiply of -5 and 3": [-15, "08f1ffffffffffffffff01"],
    "sum of 2147483647 and 2147483647": [-2, "08feffffffffffffffff01"],
    "multiply of 2147483647 and 2147483647": [1, "0801"],
    "sum of 5 and 3": [8, "0808"],
    "multiply of 5 and 3": [15, "080f"],
    "sum of 4 and 5": [9, "0809"],
    "multiply of 4 and 5": [20, "0814"],
    "sum of 2^32 and 11, cut to 32 bits": "080b",
    "sum of 5 and 3 beside an unknown field": "0808",
    "a name in upper case": "UNIMPLEMENTED",
    "one greeted": "Hello, ann",
    "one greeted often": ["Hello, ann (1)", "Hello, ann (2)", "Hello, ann (3)"],
    "many greeted at once": "Hello, ann, bob",
    "each greeted before the next one comes": [["Hello, ann"], ["Hello, bob"], ["Hello, 가람"]],
    "a talk ends with": "OK",
    ...refused,
    afterwards: "OK",
  },
  "route-guide": {
    'the bytes of "Alice"':
      "0a05416c696365101e1802220772656164696e6722087377696d6d696e672a170a0b313233204d61696e20537412084e657720596f726b",
    'the bytes of "Bob"':
      "0a03426f6210191801220667616d696e6722076379636c696e672a190a0a34353620456c6d205374120b4c6f7320416e67656c6573",
    'the bytes of "alice"': "0a094e6f7420466f756e64",
    'the bytes of ""': "0a094e6f7420466f756e64",
    Alice: [30, "FEMALE", "reading", "swimming", "123 Main St", "New York"],
    "many asked for": ["Bob", "Alice", "Bob"],
    "nobody asked for": [],
    "each answered before the next one is asked for": [["Alice"], ["Bob"]],
    "a stream of people ends with": "OK",
    "twenty open streams each answer": true,
    "beside them one asks for": "Bob",
    "twenty streams end with": ["OK"],
    ...refused,
    afterwards: "OK",
  },
  "route-guide, a crowd": {
    "open streams that were answered Alice": 1_000,
    "beside them one asks for": "Bob",
    "streams that are answered again": 1_000,
    "they end with": ["OK"],
  },
  notification: {
    "offline people handed over": "",
    "nobody handed over": "",
    "one notified": "0a0773756363657373",
    "nobody notified of nothing": "0a0773756363657373",
    "one notified while connected": "success",
    "a stream of connected people ends with": ["OK"],
    "a stream that says nothing stays open": null,
    ...refused,
    afterwards: "OK",
  },
  "notification, pushed": {
    "the stream of a person hears": true,
    "whoever a stream names last hears": true,
    "the last for the one": true,
    "what of it the other hears": [],
  },
} as const satisfies Record<string, Record<string, Seen>>;

/** A door of the checklist. */
export type CheckedDoor = keyof typeof checklist;
