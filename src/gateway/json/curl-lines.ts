// The curl line of every method, as a reader types it: those of a page work one after the other, from the sign-in on.
import type { DescMethod } from "@bufbuild/protobuf";
import { isTokenless } from "./described.ts";
import { pathOf } from "./method-path.ts";

// $NAME is a variable of the shell; $ID something new.
const requests: Readonly<Record<string, string>> = {
  SignUp: '{"name":"$NAME","password":"correct horse"}',
  SignIn: '{"name":"$NAME","password":"correct horse"}',
  SignInGuest: '{"name":"ann"}',
  SignInWithToken: '{"token":"eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl"}',
  RefreshSession: '{"refreshToken":"$REFRESH"}',
  ChangePassword: '{"oldPassword":"correct horse","newPassword":"battery staple"}',
  GetProfile: '{"name":"ann"}',
  UpdateProfile: '{"about":"Types with curl."}',
  Beat: '{"openChannelIds":["lobby"]}',
  GetPresence: '{"userIds":["$USER"]}',
  CreateChannel: '{"name":"garden-$ID","topic":"What grows","clientMessageId":"$ID"}',
  ListChannels: '{"pageSize":20}',
  GetChannel: '{"name":"lobby"}',
  JoinChannel: '{"channelId":"$ROOM"}',
  LeaveChannel: '{"channelId":"$ROOM"}',
  InviteMember: '{"channelId":"$CHANNEL","userId":"$USER"}',
  ListMembers: '{"channelId":"$CHANNEL"}',
  RemoveMember: '{"channelId":"$CHANNEL","userId":"$USER","ban":true,"reason":"Only to try it."}',
  UnbanMember: '{"channelId":"$CHANNEL","userId":"$USER"}',
  SetRole: '{"channelId":"$CHANNEL","userId":"$ME","role":"ROLE_OWNER"}',
  UpdateChannel: '{"channelId":"$CHANNEL","topic":"What we cook"}',
  ArchiveChannel: '{"channelId":"$CHANNEL","archived":false}',
  OpenDirectChannel: '{"userId":"$USER"}',
  SendMessage: '{"channelId":"lobby","clientMessageId":"$ID","text":"Hello from curl"}',
  ListMessages: '{"channelId":"lobby","pageSize":5}',
  EditMessage: '{"channelId":"lobby","seq":"$SEQ","text":"Hello again","clientMessageId":"$ID"}',
  DeleteMessage: '{"channelId":"lobby","seq":"$OLD","clientMessageId":"$ID"}',
  React: '{"channelId":"lobby","seq":"$SEQ","emoji":"👍","clientMessageId":"$ID"}',
  MarkRead: '{"channelId":"lobby","seq":"$SEQ"}',
  SendTyping: '{"channelId":"lobby"}',
};

const agent = "madang.agent.v1.AgentService";
const lobby = "madang.lobby.v1.LobbyService";
const channel = "madang.channel.v1.ChannelService";

/** The line that calls a method of the server at `base`, e.g. "http://localhost:8080". */
export function curlLine(base: string, method: DescMethod): string {
  return post(base, pathOf(method), requests[method.name] ?? "{}", isTokenless(method) ? undefined : "TOKEN");
}

/** The lines that sign in as a guest, and keep the access token as $TOKEN: enough for most calls. */
export function signInLines(base: string): string[] {
  return signIn(base, "ANN", { TOKEN: "accessToken" });
}

/** More lines that make what the others name: somebody else, two channels, two messages. */
export function preparingLines(base: string): string[] {
  const line = (path: string, request: string, token?: string) => post(base, path, request, token);
  const say = line(`/${channel}/SendMessage`, requests["SendMessage"] ?? "{}", "TOKEN");
  const make = (name: string) => `{"name":"${name}-$ID","clientMessageId":"$ID"}`;
  return [
    "NAME=dora-$(date +%s)",
    keep("ME", 'echo "$ANN"', "userId"),
    ...signIn(base, "BOB", { USER: "userId", REFRESH: "refreshToken", THEIRS: "accessToken" }),
    keep("CHANNEL", line(`/${lobby}/CreateChannel`, make("kitchen"), "TOKEN"), "channelId"),
    keep("ROOM", line(`/${lobby}/CreateChannel`, make("attic"), "THEIRS"), "channelId"),
    keep("OLD", say, "seq"),
    keep("SEQ", say, "seq"),
  ];
}

function signIn(base: string, session: string, parts: Readonly<Record<string, string>>): string[] {
  const line = post(base, `/${agent}/SignInGuest`, `{"name":"${session.toLowerCase()}"}`);
  const kept = Object.entries(parts).map(([name, field]) => keep(name, `echo "$${session}"`, field));
  return [`${session}=$(${line})`, ...kept];
}

function post(base: string, path: string, request: string, token?: string): string {
  const authorization = token === undefined ? "" : ` -H "authorization: Bearer $${token}"`;
  const body = request.replaceAll(/\$([A-Z]+)/g, (_, name: string) =>
    name === "ID" ? "'$(date +%s%N)'" : `'"$${name}"'`,
  );
  return `curl -s ${base}${path}${authorization} -H 'content-type: application/json' -d '${body}'`;
}

function keep(name: string, line: string, field: string): string {
  return `${name}=$(${line} | sed 's/.*"${field}":"\\([^"]*\\)".*/\\1/')`;
}
