// What presence tells of a person when sessions come alive, end, open and close channels.

/** Counts what it is told: a person is online, or has a channel open, until as many ended as began. */
export interface PeopleTally {
  /** A session of the person came alive. */
  arrive(userId: string, name: string): void;
  /** A session of the person is not alive any more; its channels were closed before. */
  depart(userId: string): void;
  /** A session that is alive opened a channel. */
  open(userId: string, channelId: string): void;
  /** A session that is alive closed a channel. */
  close(userId: string, channelId: string): void;
  /** The person came into a channel, or left it: of interest only while they are there. */
  moved(userId: string, channelId: string, isMember: boolean): void;
}
