// Answers of commands as lines for people, in both modes.
import type { Profile } from "../../sdk/index.ts";
import { channelLabel } from "../text/channel-label.ts";
import { safeLine, safeText } from "../text/safe-text.ts";
import { padTo, textWidth } from "../text/width.ts";
import { wrapText } from "../text/wrap.ts";
import type { Words } from "../words/words.ts";
import type { Answer, ListedChannel, ListedPerson } from "./answer.ts";
import { itemLine, stepRow } from "./notification-lines.ts";

/** The lines, the help set for so many columns; none where what happened shows by itself. */
export function answerLines(answer: Answer, words: Words, columns = Number.POSITIVE_INFINITY): string[] {
  switch (answer.type) {
    case "told":
      return [safeLine(answer.text)];
    case "said":
      return [words.saidIn(answer.label)];
    case "opened":
      return [words.opened(channelLabel({ ...answer, peer: { id: "", name: answer.name } }), safeLine(answer.topic))];
    case "channels":
      return listed(table(answer.channels.map((one) => channelRow(one, words))), answer.more, words.noChannels, words);
    case "people":
      return listed(table(answer.people.map((one) => personRow(one, words))), answer.more, words.nobody, words);
    case "profile":
      return table(profileRows(answer.profile, words));
    case "inbox":
      return listed(
        answer.items.map((item) => itemLine(item, words)),
        answer.more,
        words.inboxEmpty,
        words,
      );
    case "why":
      return table(answer.steps.map((step) => stepRow(step, words)));
    case "help":
      return helpRows(answer.commands, columns);
    default:
      return [];
  }
}

function listed(lines: string[], more: boolean, none: string, words: Words): string[] {
  if (lines.length === 0) return [none];
  return more ? [...lines, words.more] : lines;
}

function channelRow(channel: ListedChannel, words: Words): string[] {
  const { kind, role, archived, unread, topic } = channel;
  const facts = [
    kind === "private" ? words.privateChannel : "",
    archived ? words.archivedChannel : "",
    unread > 0 ? words.unread(unread) : "",
  ];
  const isOurs = role !== "none" || kind === "lobby" || kind === "direct";
  return [`${isOurs ? "●" : "○"} ${channelLabel(channel)}`, facts.filter(Boolean).join(", "), safeLine(topic)];
}

function personRow({ name, online, here, role, banned }: ListedPerson, words: Words): string[] {
  const presence = here ? words.here : online ? words.online : words.away;
  const standing = banned ? words.bannedMember : role && role !== "member" ? words.roles[role] : "";
  return [safeLine(name), banned ? "" : presence, standing];
}

function profileRows(profile: Profile, words: Words): string[][] {
  const { name, about, age, gender, hobbies, street, city } = profile;
  const shown = { name, about, age: age === 0 ? "" : String(age), gender, hobbies: hobbies.join(", "), street, city };
  const rows = Object.entries(shown).filter(([, value]) => value !== "");
  const labels: Readonly<Record<string, string>> = words.profile;
  return [
    ...rows.map(([field, value]) => [labels[field] ?? field, safeText(value).replaceAll("\n", " ")]),
    [words.profile.public, profile.public ? words.yes : words.no],
  ];
}

const usageColumns = 31;
/** With fewer columns a meaning stands below its command, not beside it. */
const besideFrom = 60;

function helpRows(commands: readonly (readonly [usage: string, meaning: string])[], columns: number): string[] {
  const margin = columns < besideFrom ? 2 : usageColumns;
  return commands.flatMap(([usage, meaning]) => {
    const [first = "", ...more] =
      columns === Number.POSITIVE_INFINITY ? [meaning] : wrapText(meaning, columns - margin);
    const beside = textWidth(usage) < margin ? [padTo(usage, margin) + first] : [usage, " ".repeat(margin) + first];
    return [...beside, ...more.map((line) => " ".repeat(margin) + line)];
  });
}

function table(rows: readonly (readonly string[])[]): string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, i) => Math.max(...rows.map((row) => textWidth(row[i] ?? ""))));
  return rows.map((row) => {
    const cells = row.map((cell, i) => padTo(cell, widths[i] as number));
    return cells
      .filter((_, i) => widths[i] !== 0)
      .join("  ")
      .trimEnd();
  });
}
