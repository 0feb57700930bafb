// Tells a store that cannot answer now from a fault of ours.
import { ChatError } from "../../../core/errors.ts";

/** Whether the same may be asked again later, and nobody needs to look into it. */
export function isUnavailable(failure: unknown): boolean {
  return failure instanceof ChatError && failure.code === "UNAVAILABLE";
}
