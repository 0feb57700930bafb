// When somebody counts as gone: pure rules over what the door knows of them.
import type { Heart, Person } from "./person.ts";

/** A heart that stopped may start again within this time. */
const graceS = 5;
/** Who logged in has so long to open a heartbeat. */
const firstBeatS = 30;
/** Who need not have a heartbeat, holds no stream and does nothing is forgotten after this time. */
const forgottenS = 300;

/** Whether the heart beats, or did a moment ago. */
export function isAlive({ isBeating, beatS }: Heart, nowS: number): boolean {
  return isBeating || nowS - beatS <= graceS;
}

/**
 * Whether a heart that stops is somebody's end: of those who logged in, or did before a restart. Others may use an
 * index without any of that.
 */
export function isSupervised({ heart, loggedInS, isKnown }: Person): boolean {
  return loggedInS !== undefined || (isKnown && heart !== undefined);
}

/** Whether somebody is gone. */
export function isGone(person: Person, nowS: number): boolean {
  const { heart, loggedInS = 0, activeS, seenS } = person;
  if (!isSupervised(person)) return person.streams === 0 && nowS - Math.max(activeS, seenS) >= forgottenS;
  return heart ? !isAlive(heart, nowS) : nowS - loggedInS >= firstBeatS;
}
