// The words about people that this door's streams carry, framed once for all who hear them.
import { StatusReply_Status as Status, StatusReplySchema } from "../../gen/compat/chatting/chatting_pb.ts";
import { framed } from "../../rpc/framed.ts";

/** Who did what: came to a channel or left it, by the channel's port; or was quiet in the lobby for too long. */
export const status = {
  joined: (index: number, channel: number) => framed(StatusReplySchema, { status: Status.JOIN_USER, index, channel }),
  left: (index: number, channel: number) => framed(StatusReplySchema, { status: Status.LEAVE_USER, index, channel }),
  quit: (index: number) => framed(StatusReplySchema, { status: Status.QUIT, index }),
} as const;
