// What an operator can ask for on the command line.

/** Names are as they were typed: a person's and a channel's name or id. */
export type Ask =
  | { readonly act: "list-users"; readonly prefix: string }
  | { readonly act: "create" | "reset"; readonly user: string; readonly passwordStdin: boolean }
  | { readonly act: "suspend" | "resume" | "sign-out" | "list-sessions" | "list-devices"; readonly user: string }
  | { readonly act: "list-channels" }
  | { readonly act: "explain"; readonly channel: string; readonly seq: string; readonly user: string }
  | { readonly act: "backup"; readonly file: string };
