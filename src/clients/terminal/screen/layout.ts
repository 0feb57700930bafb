// How the screen is divided, and which rows its parts show.
import { channelLabel } from "../text/channel-label.ts";
import { wrapText } from "../text/wrap.ts";
import { type DraftRows, draftRows } from "./draft-rows.ts";
import { messageRows } from "./message-rows.ts";
import type { Row } from "./row.ts";
import type { ScreenState } from "./screen-state.ts";

/** The parts of the screen, in characters. */
export interface Layout {
  /** The column with channels and people; 0 where there is no room for it. */
  readonly sideColumns: number;
  /** The messages, or what lies over them. */
  readonly paneColumns: number;
  readonly paneRows: number;
  readonly draft: DraftRows;
  /** The first row of the draft in sight, and how many are. */
  readonly draftTop: number;
  readonly draftHeight: number;
}

/** What stands before the draft. */
export const prompt = "> ";

const smallest = { columns: 16, rows: 7 };
const sideFrom = 72;
const mostDraftRows = 6;
/** The rows of the title, the rule over the draft, and the state of the connection. */
const otherRows = 3;

/** The layout; undefined if the window is too small for any. */
export function layoutOf({ size, draft }: Pick<ScreenState, "size" | "draft">): Layout | undefined {
  const { columns, rows } = size;
  if (columns < smallest.columns || rows < smallest.rows) return undefined;
  const sideColumns = columns < sideFrom ? 0 : Math.min(26, Math.floor(columns / 4));
  const broken = draftRows(draft, columns - prompt.length);
  const draftHeight = Math.min(broken.rows.length, mostDraftRows, Math.floor(rows / 3));
  return {
    sideColumns,
    paneColumns: columns - (sideColumns === 0 ? 0 : sideColumns + 2),
    paneRows: rows - otherRows - draftHeight,
    draft: broken,
    draftTop: Math.max(0, broken.caretRow - draftHeight + 1),
    draftHeight,
  };
}

interface Kept {
  readonly inputs: readonly unknown[];
  readonly rows: readonly Row[];
}

let kept: Kept | undefined;

/** The rows of the messages in front; the same array as long as nothing that they show has changed. */
export function paneRowsOf(state: ScreenState, columns: number): readonly Row[] {
  const { messages, outgoing, counted, me, words, channelId, isComplete, isLoadingOlder } = state;
  const inputs = [messages, outgoing, counted, me, words, channelId, isComplete, isLoadingOlder, columns];
  if (kept && inputs.every((input, i) => input === kept?.inputs[i])) return kept.rows;
  const numbers = counted && new Map(counted.map((seq, i) => [seq, i + 1]));
  const ours = outgoing.filter((one) => one.channelId === channelId);
  const rows = [...firstRows(state), ...messageRows(messages, ours, { columns, words, me, numbers })];
  kept = { inputs, rows };
  return rows;
}

function firstRows({ words, isComplete, isLoadingOlder }: ScreenState): Row[] {
  const text = isLoadingOlder ? words.loadingOlder : isComplete ? words.beginning : undefined;
  return text === undefined ? [] : [{ seq: 0, part: 0, spans: [{ text, dim: true }] }];
}

/** The rows of what lies over the messages. */
export function panelRowsOf({ panel }: Pick<ScreenState, "panel">, columns: number): readonly string[] {
  return panel?.lines.flatMap((line) => wrapText(line, columns)) ?? [];
}

/** Unread messages outside of the channel in front. */
export function unreadElsewhere({ channels, channelId }: Pick<ScreenState, "channels" | "channelId">): number {
  return channels.reduce((sum, one) => sum + (one.channelId === channelId ? 0 : one.unread), 0);
}

/** The channels in the order in which they are shown: the lobby, channels, conversations, each by name. */
export function shownChannels({ channels }: Pick<ScreenState, "channels">): ScreenState["channels"] {
  const rank = { lobby: 0, public: 1, private: 1, unknown: 1, direct: 2 } as const;
  return channels.toSorted(
    (one, other) => rank[one.kind] - rank[other.kind] || channelLabel(one).localeCompare(channelLabel(other)),
  );
}
