// One answer for each thing that an operator can ask for.
import {
  create,
  type DescMessage,
  type DescMethodUnary,
  type MessageInitShape,
  type MessageShape,
} from "@bufbuild/protobuf";
import { AdminService, ListChannelsResponseSchema, ListUsersResponseSchema } from "../gen/madang/admin/v1/admin_pb.ts";
import type { Ask } from "./ask.ts";
import { backUp } from "./back-up.ts";
import type { Operator } from "./find-operator.ts";
import { channelLines, deviceLines, passwordLines, sessionLines, stepLines, userLines } from "./lines.ts";
import { readPassword } from "./password.ts";
import type { Printer } from "./printer.ts";
import { Refusal } from "./refusal.ts";

const { method } = AdminService;
const timeoutMs = 30_000;
const pageSize = 500;

type Named = Of<"suspend" | "resume" | "sign-out" | "list-sessions" | "list-devices">;
type Of<Act extends Ask["act"]> = Extract<Ask, { act: Act }>;

/** Asks, and prints the answer; rejects with what was refused. */
export function answer(operator: Operator, printer: Printer, ask: Ask): Promise<void> {
  switch (ask.act) {
    case "list-users":
      return listUsers(operator, printer, ask);
    case "list-channels":
      return listChannels(operator, printer);
    case "create":
    case "reset":
      return givePassword(operator, printer, ask);
    case "suspend":
    case "resume":
      return setSuspended(operator, printer, ask);
    case "sign-out":
      return signOut(operator, printer, ask);
    case "list-sessions":
      return listSessions(operator, printer, ask);
    case "list-devices":
      return listDevices(operator, printer, ask);
    case "explain":
      return explain(operator, printer, ask);
    case "backup":
      return backUp(operator, printer, ask.file);
  }
}

function call<I extends DescMessage, O extends DescMessage>(
  { transport, token }: Operator,
  rpc: DescMethodUnary<I, O>,
  request: MessageInitShape<I>,
): Promise<MessageShape<O>> {
  return transport.unary(rpc, request, { token, timeoutMs });
}

async function listUsers(operator: Operator, printer: Printer, { prefix }: Of<"list-users">): Promise<void> {
  const all = create(ListUsersResponseSchema);
  let pageToken = "";
  do {
    const page = await call(operator, method.listUsers, { pageSize, pageToken, namePrefix: prefix });
    all.users.push(...page.users);
    pageToken = page.nextPageToken;
  } while (pageToken !== "");
  printer.answer(ListUsersResponseSchema, all, () => userLines(all.users));
}

async function listChannels(operator: Operator, printer: Printer): Promise<void> {
  const all = create(ListChannelsResponseSchema);
  let pageToken = "";
  do {
    const page = await call(operator, method.listChannels, { pageSize, pageToken });
    all.channels.push(...page.channels);
    pageToken = page.nextPageToken;
  } while (pageToken !== "");
  printer.answer(ListChannelsResponseSchema, all, () => channelLines(all.channels));
}

async function givePassword(
  operator: Operator,
  printer: Printer,
  { act, user, passwordStdin }: Of<"create" | "reset">,
): Promise<void> {
  const password = passwordStdin ? await readPassword(process.stdin) : "";
  if (act === "create") {
    const made = await call(operator, method.createUser, { name: user, password });
    printer.answer(method.createUser.output, made, () => passwordLines(made, "is there now."));
    return;
  }
  const reset = await call(operator, method.resetPassword, { user, password });
  const what = `has another password; ${ended(reset.endedSessions)}.`;
  printer.answer(method.resetPassword.output, reset, () => passwordLines(reset, what));
}

async function setSuspended(operator: Operator, printer: Printer, { act, user }: Named): Promise<void> {
  const suspended = act === "suspend";
  const done = await call(operator, method.setSuspended, { user, suspended });
  const what = suspended ? `is kept out; ${ended(done.endedSessions)}.` : "may come in again.";
  printer.answer(method.setSuspended.output, done, () => [`${done.user?.name} ${what}`]);
}

async function signOut(operator: Operator, printer: Printer, { user }: Named): Promise<void> {
  const done = await call(operator, method.signOutUser, { user });
  printer.answer(method.signOutUser.output, done, () => [`${done.user?.name}: ${ended(done.endedSessions)}.`]);
}

async function listSessions(operator: Operator, printer: Printer, { user }: Named): Promise<void> {
  const listed = await call(operator, method.listSessions, { user });
  printer.answer(method.listSessions.output, listed, () => sessionLines(listed.sessions));
}

async function listDevices(operator: Operator, printer: Printer, { user }: Named): Promise<void> {
  const listed = await call(operator, method.listDevices, { user });
  printer.answer(method.listDevices.output, listed, () => deviceLines(listed.devices));
}

async function explain(operator: Operator, printer: Printer, { channel, seq, user }: Of<"explain">): Promise<void> {
  if (!/^[1-9]\d{0,14}$/.test(seq))
    throw new Refusal("SEQ_INVALID", `"${seq}" is no seq: it is the number of a message in its channel, from 1 on.`);
  const explained = await call(operator, method.explain, { channel, seq: BigInt(seq), user });
  printer.answer(method.explain.output, explained, () => stepLines(explained.steps));
}

function ended(sessions: number): string {
  return sessions === 1 ? "1 session ended" : `${sessions} sessions ended`;
}
