// Whom a user id of another service can mean.
import { codePoints } from "../../core/text.ts";

const maxLength = 256;

/**
 * Whether an id can be somebody's: 1 to 256 characters. No other is kept or remembered, and none is cut to fit, since
 * the rest could be the id of somebody else; calls that hold such ids succeed all the same, as they always did.
 */
export function namesSomebody(userId: string): boolean {
  if (userId === "" || userId.length > 2 * maxLength) return false;
  return userId.length <= maxLength || codePoints(userId) <= maxLength;
}
