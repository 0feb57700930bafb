// What a day of chat is taken to be: who is in which channels, and how often a connected person does what at the busy hour.

/** Acts that people do at rates of their own; beats, idle frames and reading what came in follow from being there. */
export const actKinds = ["say", "type", "open", "scroll", "react", "edit", "delete", "reconnect", "leave"] as const;
export type ActKind = (typeof actKinds)[number];

/** Kinds of channels, the smallest first. */
export const channelKinds = ["direct", "team", "room", "hall", "lobby"] as const;
export type ChannelKindName = (typeof channelKinds)[number];

/** Messages that a connected person sends in the busy hour; a day has seven times as many. */
const messagesAnHour = 4;

/** Busy hours that make up a day: what is sent on one day by what is sent in its busiest hour. */
export const busyHoursADay = 7;

/**
 * Times an hour and person. What is told by the message follows the ratios that Mattermost's load test took from its
 * production servers at their two busiest hours (SimulController: SwitchChannel 6.52, ScrollChannel 1.99, AddReaction 0.13,
 * EditPost 0.04, DeletePost 0.005, ReconnectWebSocket 0.14 for each CreatePost).
 */
export const timesAnHour: Readonly<Record<ActKind, number>> = {
  say: messagesAnHour,
  // A client says so every three seconds, and nine seconds are typed at a message.
  type: messagesAnHour * 3,
  open: messagesAnHour * 6.52,
  scroll: messagesAnHour * 1.99,
  react: messagesAnHour * 0.13,
  edit: messagesAnHour * 0.04,
  delete: messagesAnHour * 0.005,
  reconnect: messagesAnHour * 0.14,
  leave: 0.25,
};

/** One in so many looks at the screen, and so marks as read what comes in the open channel. */
export const oneLooksIn = 3;

/** A kind of channel: how many people it has, how many of them a person is in, and its share of what is said and opened. */
export interface ChannelsOfKind {
  readonly size: number;
  readonly each: number;
  readonly share: number;
  /** Messages in each before the day begins. */
  readonly history: number;
}

/**
 * Channels of a village, which is a thousand people who share a hall; all villages share the lobby. Six of ten messages
 * are direct and one in ten is in a small group, as Mattermost's load test has it; the rest is in larger channels.
 */
export function channelsOf(village: number): Readonly<Record<ChannelKindName, ChannelsOfKind>> {
  return {
    direct: { size: 2, each: 6, share: 0.6, history: 5 },
    team: { size: 8, each: 2, share: 0.2, history: 20 },
    room: { size: Math.min(50, village), each: 3, share: 0.175, history: 60 },
    hall: { size: village, each: 1, share: 0.02, history: 100 },
    lobby: { size: Number.POSITIVE_INFINITY, each: 1, share: 0.005, history: 0 },
  };
}
