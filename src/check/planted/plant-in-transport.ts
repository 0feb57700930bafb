// A transport with a bug in it: what it brings and takes is not quite what the server said and the client meant.
import { create, type DescMessage, type MessageInitShape, type MessageShape } from "@bufbuild/protobuf";
import type { StreamOptions, Transport, Upstream } from "../../clients/sdk/index.ts";
import {
  ChannelService,
  type ListMessagesResponse,
  type PublishRequest,
  type SendMessageRequestSchema,
  type SubscribeResponse,
} from "../../gen/madang/channel/v1/channel_pb.ts";
import type { Event } from "../../gen/madang/channel/v1/event_pb.ts";
import { chances, type Planted } from "./planted.ts";

const { method } = ChannelService;

/** The same transport with the bug in it. */
export function plantInTransport(transport: Transport, planted: Planted): Transport {
  const shows = chances(planted);
  const { kind } = planted;
  return {
    close: () => transport.close(),
    async unary(called, request, options) {
      if (kind === "twice" && called.name === method.sendMessage.name && shows()) {
        const again = { ...(request as MessageInitShape<typeof SendMessageRequestSchema>) };
        again.clientMessageId = `${again.clientMessageId}-again`;
        await transport.unary(method.sendMessage, again, options);
      }
      if (kind === "edit" && called.name === method.editMessage.name && shows())
        return falseEdit(called.output, request as { readonly seq: bigint });
      const answer = await transport.unary(called, request, options);
      if (kind === "stale-page" && called.name === method.listMessages.name && shows())
        (answer as unknown as ListMessagesResponse).messages.pop();
      return answer;
    },
    serverStream(called, request, options) {
      const isPlanted = called.name === method.subscribe.name;
      transport.serverStream(called, request, isPlanted ? harmed(options, planted, shows) : options);
    },
    bidi(called, options) {
      const up = transport.bidi(called, options);
      return kind === "sender-order" ? swapping(up, shows) : up;
    },
  };
}

// At the place of the message itself, where nobody has touched it yet.
function falseEdit<O extends DescMessage>(output: O, { seq }: { readonly seq: bigint }): MessageShape<O> {
  return create(output, { seq } as unknown as MessageInitShape<O>);
}

function harmed<Message>(
  options: StreamOptions<Message>,
  { kind }: Planted,
  shows: () => boolean,
): StreamOptions<Message> {
  return {
    ...options,
    onMessage(message) {
      harm(message as SubscribeResponse, kind, shows);
      return options.onMessage(message);
    },
  };
}

function harm(frame: SubscribeResponse, kind: Planted["kind"], shows: () => boolean): void {
  if (kind === "counter") for (const head of frame.heads) if (shows()) head.unread++;
  for (const range of frame.ranges) {
    if (kind === "drop") range.events = range.events.filter(({ body }) => body.case !== "messagePosted" || !shows());
    if (kind === "swap") for (let i = 1; i < range.events.length; i++) if (shows()) swap(range.events, i);
  }
}

function swap(events: Event[], i: number): void {
  const [one, other] = [events[i - 1] as Event, events[i] as Event];
  for (const key of ["clientMessageId", "actorId", "actorName", "body"] as const) {
    const held = one[key];
    Object.assign(one, { [key]: other[key] });
    Object.assign(other, { [key]: held });
  }
}

function swapping<Request>(up: Upstream<Request>, shows: () => boolean): Upstream<Request> {
  return {
    send(request) {
      const { sends } = request as unknown as PublishRequest;
      if (sends.length > 1 && shows()) sends.unshift(...sends.splice(1, 1));
      up.send(request);
    },
    finish: () => up.finish(),
  };
}
