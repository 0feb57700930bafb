// People who are in channels, have a device each, and are not there.
import { LobbyService } from "../../gen/madang/lobby/v1/lobby_pb.ts";
import { NotificationService } from "../../gen/madang/notification/v1/notification_pb.ts";
import { atOnce } from "../load/at-once.ts";
import type { GrpcConnection } from "../load/grpc-connection.ts";
import { signInGuests } from "../load/people.ts";

const callsAtOnce = 32;

/** Makes so many channels; resolves to their ids, the maker being in all of them. */
export async function makeChannels(
  connection: GrpcConnection,
  token: string,
  prefix: string,
  count: number,
): Promise<string[]> {
  return atOnce(count, callsAtOnce, async (index) => {
    const request = { name: `${prefix}-${index}`, clientMessageId: `make-${prefix}-${index}` };
    const { channel } = await connection.call(LobbyService.method.createChannel, request, token);
    if (!channel) throw new Error("a channel was made that is not there");
    return channel.channelId;
  });
}

/** Puts so many new people into each channel, with a webhook each; resolves to their tokens, channel by channel. */
export async function seatAbsentPeople(
  connection: GrpcConnection,
  { channelIds, inEach, url }: { channelIds: readonly string[]; inEach: number; url: string },
): Promise<string[]> {
  const tokens = await signInGuests(connection, "absent", channelIds.length * inEach);
  await atOnce(tokens.length, callsAtOnce, async (index) => {
    const token = tokens[index] as string;
    const channelId = channelIds[Math.floor(index / inEach)] as string;
    await connection.call(LobbyService.method.joinChannel, { channelId }, token);
    const way = { case: "webhook", value: { url: `${url}/${index}` } } as const;
    await connection.call(NotificationService.method.registerDevice, { way }, token);
  });
  return tokens;
}

/** How many items are in somebody's inbox. */
export async function countInbox(connection: GrpcConnection, token: string): Promise<number> {
  let count = 0;
  let pageToken = "";
  do {
    const request = { pageSize: 100, pageToken };
    const page = await connection.call(NotificationService.method.listInbox, request, token);
    count += page.items.length;
    pageToken = page.nextPageToken;
  } while (pageToken !== "");
  return count;
}
