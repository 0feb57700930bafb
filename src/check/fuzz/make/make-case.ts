// Draws one case for a target: the same seed, target and index draw the same case, whatever was drawn before.
import type { DescMethod } from "@bufbuild/protobuf";
import { SeededRandom } from "../../plan/seeded-random.ts";
import type { FrameLie, FuzzCase, Head, Step, TokenKind } from "../fuzz-case.ts";
import { tokenKinds } from "../fuzz-case.ts";
import type { Target } from "../targets.ts";
import { makeHarms } from "./harm.ts";
import { makeRpcHead, someMetadata } from "./make-head.ts";
import { makeMessage } from "./make-message.ts";
import { makePackets } from "./make-packets.ts";
import { makeConnection, makePage } from "./make-raw.ts";

const lies: readonly FrameLie[] = ["compressed", "longer", "shorter", "huge", "no head"];

/** The case of this number. */
export function makeCase(seed: string, target: Target, index: number): FuzzCase {
  const random = new SeededRandom(`${seed}/${target.name}/${index}`);
  return { target: target.name, index, token: makeToken(target, random), ...makeSteps(target, random) };
}

function makeToken({ method }: Target, random: SeededRandom): TokenKind {
  const kind = random.next();
  // All other cases need that token as well.
  const endsSession = method?.name === "SignOut" && kind > 0.1;
  if (kind < 0.75) return endsSession ? "other" : "valid";
  return kind < 0.85 ? "other" : (random.pick(tokenKinds) as TokenKind);
}

function makeSteps({ wire, method, name }: Target, random: SeededRandom): Omit<FuzzCase, "target" | "index" | "token"> {
  if (wire === "tcp") return { steps: makeConnection(name, random) };
  if (wire === "web") return makePage(random);
  if (!method) return { steps: makePackets(random) };
  if (wire === "http") return makeHttp(method, random);
  const steps = isUpstream(method) ? streamSteps(method, random) : singleSteps(method, random);
  return wire === "socket" ? { steps } : { steps, ...someMetadata(random) };
}

function makeHttp(method: DescMethod, random: SeededRandom): { steps: Step[]; head: Head } {
  return { steps: [send(method, random)], head: makeRpcHead(method, random) };
}

function isUpstream({ methodKind }: DescMethod): boolean {
  return methodKind === "bidi_streaming" || methodKind === "client_streaming";
}

// One message and the half-close, as all clients do; seldom none, two, or no half-close.
function singleSteps(method: DescMethod, random: SeededRandom): Step[] {
  const kind = random.next();
  const sends = Array.from({ length: kind < 0.96 ? 1 : kind < 0.98 ? 0 : 2 }, () => send(method, random));
  const last: Step = random.next() < 0.97 ? { act: "finish" } : { act: "cancel" };
  return [...sends, last];
}

function streamSteps(method: DescMethod, random: SeededRandom): Step[] {
  return Array.from({ length: Math.floor(random.between(1, 8)) }, (): Step => {
    const kind = random.next();
    if (kind < 0.7) return send(method, random);
    if (kind < 0.85) return { act: "finish" };
    return kind < 0.9 ? { act: "cancel" } : { act: "wait", ms: Math.floor(random.between(0, 15)) };
  });
}

function send(method: DescMethod, random: SeededRandom): Step {
  const parts = makeMessage(method.input, random);
  const harms = makeHarms(random, 0.25);
  const lie = random.next() < 0.04 ? random.pick(lies) : undefined;
  return { act: "send", parts, harms, ...(lie && { lie }) };
}
