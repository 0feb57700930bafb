// Whether a call comes from this very machine.
import { inside } from "./service.ts";

/** True for 127.0.0.0/8, ::1, the first written as IPv6, and calls from inside the process. */
export function isLoopback(address: string): boolean {
  return address === inside || address === "::1" || /^(::ffff:)?127(\.\d{1,3}){3}$/i.test(address);
}
