// From an event of the contract to the plain one that listeners hear.
import type { Event } from "../../gen/madang/channel/v1/event_pb.ts";
import { kindFromWire } from "./channel-from-wire.ts";
import type { LogEvent, Logged } from "./chat-event.ts";
import { messageFromEvent } from "./message-from-wire.ts";
import { roleFromWire } from "./person-from-wire.ts";

/** Converts an event; one of a kind that is not known here is "unsupported" and keeps its seq. */
export function eventFromWire(channelId: string, event: Event, myId: string | undefined): LogEvent {
  const { body } = event;
  if (body.case === "messagePosted") {
    const message = messageFromEvent(event, body.value);
    return { type: "message", channelId, ...message, own: event.actorId === myId, fromHistory: false };
  }
  return { ...logged(channelId, event), ...what(body) } as LogEvent;
}

function logged(channelId: string, event: Event): Logged {
  return {
    channelId,
    seq: Number(event.seq),
    at: Number(event.atMs),
    from: { id: event.actorId, name: event.actorName },
    clientMessageId: event.clientMessageId,
    messages: Number(event.messages),
  };
}

function what(body: Event["body"]): Partial<LogEvent> {
  switch (body.case) {
    case "messageEdited": {
      const { targetSeq, text, mentionedUserIds } = body.value;
      return { type: "edited", target: Number(targetSeq), text, mentions: mentionedUserIds };
    }
    case "messageDeleted":
      return { type: "deleted", target: Number(body.value.targetSeq) };
    case "reactionAdded":
    case "reactionRemoved": {
      const { targetSeq, emoji } = body.value;
      return { type: "reaction", target: Number(targetSeq), emoji, removed: body.case === "reactionRemoved" };
    }
    case "channelCreated": {
      const { name, topic, kind } = body.value;
      return { type: "channel", change: "created", name, topic, kind: kindFromWire(kind) };
    }
    case "channelChanged":
      return { type: "channel", change: "changed", name: body.value.name, topic: body.value.topic };
    case "channelArchived":
      return { type: "channel", change: "archived", archived: body.value.archived };
    default:
      return whatOfMember(body);
  }
}

function whatOfMember(body: Event["body"]): Partial<LogEvent> {
  switch (body.case) {
    case "memberJoined":
      return { type: "joined", user: person(body.value), role: roleFromWire(body.value.role) };
    case "memberLeft":
      return { type: "left", user: person(body.value) };
    case "memberRemoved":
      return { type: "removed", user: person(body.value), banned: body.value.banned, reason: body.value.reason };
    case "memberUnbanned":
      return { type: "unbanned", user: person(body.value) };
    case "roleChanged":
      return { type: "role", user: person(body.value), role: roleFromWire(body.value.role) };
    default:
      return { type: "unsupported" };
  }
}

function person({ userId, name }: { userId: string; name: string }) {
  return { id: userId, name };
}
