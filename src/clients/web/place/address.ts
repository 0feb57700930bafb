// The address of every channel and every message, for links, the address bar and whoever wants to open the page at one.

/** A channel, or one message of it. */
export interface Place {
  readonly channelId: string;
  /** Undefined: where one reads on in the channel. */
  readonly seq?: number | undefined;
}

const longestId = 128;

/**
 * The path on the page's own server, e.g. "/#/c/lobby/12". It stands behind a #, which browsers tell to no server: who
 * reads what is in no log of a proxy, and the one page that is kept for times without a connection serves all of them.
 */
export function addressOf({ channelId, seq }: Place): string {
  const path = `/#/c/${encodeURIComponent(channelId)}`;
  return seq === undefined ? path : `${path}/${seq}`;
}

/** The place that the part of an address from the # on names; undefined if it names none. */
export function placeIn(hash: string): Place | undefined {
  const [, id = "", digits] = /^#\/c\/([^/]+)(?:\/(\d{1,15}))?\/?$/.exec(hash) ?? [];
  const channelId = decoded(id);
  if (channelId === "" || channelId.length > longestId) return undefined;
  const seq = Number(digits);
  return digits === undefined || seq < 1 ? { channelId } : { channelId, seq };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
