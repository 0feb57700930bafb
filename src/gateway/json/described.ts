// What the contract's comments say of a method: its description, the errors that they name, and whether it needs a token.
import type { DescMethod } from "@bufbuild/protobuf";
import type { Code } from "../../core/errors.ts";
import { comments } from "../../gen/comments.ts";
import { AgentService } from "../../gen/madang/agent/v1/agent_pb.ts";
import { httpStatuses } from "./connect-error.ts";

/** An error that a comment names; no reasons: the comment does not say. */
export interface NamedError {
  readonly code: Code;
  readonly reasons: readonly string[];
}

const { signUp, signIn, signInGuest, signInWithToken, refreshSession, getDirectory } = AgentService.method;
const tokenless: readonly DescMethod[] = [signUp, signIn, signInGuest, signInWithToken, refreshSession, getDirectory];

/** The comment of anything in the contract, without what it says of errors; "" if there is none. */
export function describe({ typeName }: { readonly typeName: string }): string {
  return comments[typeName]?.split("\nErrors: ")[0] ?? "";
}

/** The same for what stands inside of something else: a method, a field, a value. */
export function describePart(parent: { readonly typeName: string }, { name }: { readonly name: string }): string {
  return describe({ typeName: `${parent.typeName}.${name}` });
}

/** The text after "Errors:"; "" if there is none. */
export function errorsText({ parent, name }: DescMethod): string {
  return comments[`${parent.typeName}.${name}`]?.split("\nErrors: ")[1] ?? "";
}

/** The errors that the text names, by code. */
export function namedErrors(method: DescMethod): NamedError[] {
  const found = errorsText(method).matchAll(/\b([A-Z_]{5,})\b(?: \(([^)]*)\))?/g);
  return [...found].flatMap(([, code = "", inside = ""]) =>
    isCode(code) ? [{ code, reasons: inside.match(/\b[A-Z]+(?:_[A-Z]+)*\b/g) ?? [] }] : [],
  );
}

/** Whether the method can be called without a token. */
export function isTokenless(method: DescMethod): boolean {
  return tokenless.includes(method);
}

function isCode(word: string): word is Code {
  return Object.hasOwn(httpStatuses, word);
}
