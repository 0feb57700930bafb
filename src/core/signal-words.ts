// Signals between nodes: as bytes and back.
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { type Signal, SignalSchema } from "../gen/madang/cluster/v1/signal_pb.ts";
import type { ChatSignals, UserSignal } from "./signals.ts";

/** A signal and its topic. */
export type AddressedSignal = {
  readonly [Kind in keyof ChatSignals]: {
    readonly kind: Kind;
    readonly id: string;
    readonly signal: ChatSignals[Kind];
  };
}[keyof ChatSignals];

/** A signal as bytes. */
export function encodeSignal(addressed: AddressedSignal): Uint8Array {
  return toBinary(SignalSchema, create(SignalSchema, { id: addressed.id, what: whatOf(addressed) }));
}

/** The signal of some bytes; undefined if this release does not know it. */
export function decodeSignal(bytes: Uint8Array): AddressedSignal | undefined {
  const { id, what } = fromBinary(SignalSchema, bytes);
  switch (what.case) {
    case "sessionOver":
      return { kind: "session", id, signal: { ended: true, reason: what.value.reason } };
    case "typing":
      return { kind: "channel", id, signal: { kind: "typing", part: what.value } };
    // For presence alone.
    case "presence":
    case undefined:
      return undefined;
    default:
      return { kind: "user", id, signal: userSignal(what) };
  }
}

type What = Signal["what"];

function whatOf({ kind, signal }: AddressedSignal): What {
  if (kind === "session") return whatCase("sessionOver", { reason: signal.reason });
  if (kind === "channel") return { case: "typing", value: signal.part };
  const place = { channelId: signal.channelId, seq: BigInt(signal.seq) };
  if (signal.kind === "left") return whatCase("left", { ...place, removed: signal.removed });
  return whatCase(signal.kind, place);
}

// The messages' type names are filled in by `create`.
function whatCase(name: string, value: object): What {
  return { case: name, value } as unknown as What;
}

function userSignal(what: Extract<What, { case: "joined" | "left" | "read" }>): UserSignal {
  const place = { channelId: what.value.channelId, seq: Number(what.value.seq) };
  return what.case === "left" ? { kind: "left", ...place, removed: what.value.removed } : { kind: what.case, ...place };
}
