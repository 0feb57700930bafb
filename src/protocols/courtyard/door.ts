// What every door is: an older protocol's services over today's channels, with nothing of its own to keep.
import type { DescService } from "@bufbuild/protobuf";

/** The older protocols by name. */
export type DoorName = "chatting" | "chat-server" | "agg-funcs" | "route-guide" | "notification";

/** An older protocol, ready to be served. */
export interface Door {
  readonly name: DoorName;
  /** Each service with its descriptor: an object with a method for each RPC. */
  readonly services: readonly { readonly desc: DescService; readonly service: object }[];
  /** Ends its streams with DRAINING and lets go of everything. */
  close(): void;
}

/** Prints what the older server printed, where the operator asked for it with --print-doors. */
export type Print = (line: string) => void;
