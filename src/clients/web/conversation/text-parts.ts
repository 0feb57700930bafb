// What of a text is a link, and what of it may be shown as it was written.

/** A piece of a text. */
export type TextPart =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "mention"; readonly text: string }
  | { readonly type: "link"; readonly text: string; readonly href: string };

// What turns the order of letters around; an isolate around the text holds what is left.
const turning = /[\u202a-\u202e\u2066-\u2069]/gu;
// A joiner or two belong to emoji and to some scripts, a flood of them to nobody.
const invisibleFlood =
  /([\u00ad\u200b-\u200f\u2060-\u2065\u206a-\u206f\ufeff]{2})[\u00ad\u200b-\u200f\u2060-\u2065\u206a-\u206f\ufeff]+/gu;
// Letters of real scripts carry a few marks; towers of them reach into other people's lines.
const markTower = /(\p{M}{4})\p{M}+/gu;
// The host is plain letters, so that a Korean particle behind it is none of its, and nothing before an @ is one.
const linkOrMention =
  /https?:\/\/[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?(?:[/?#][^\s<>"`{}|\\^]*)?|(?<![\p{L}\p{N}_@])@[\p{L}\p{N}][\p{L}\p{M}\p{N}._-]{0,31}/giu;
const trailing = /[.,;:!?'")\]}…。，]+$/u;
const oneEmoji = String.raw`\p{ExtPict}[\ufe0f\p{EMod}]?(?:\u200d\p{ExtPict}[\ufe0f\p{EMod}]?)*`;
// Flags of countries and of their parts, and keycaps.
const otherEmoji = String.raw`\p{RI}{2}|\u{1f3f4}[\u{e0061}-\u{e007f}]+|[0-9#*]\ufe0f?\u20e3`;
const fewEmoji = new RegExp(`^(?:${otherEmoji}|${oneEmoji}){1,3}$`, "u");

/** The text without what could reach beyond its own place. */
export function safeText(text: string): string {
  return text.replaceAll(turning, "").replaceAll(invisibleFlood, "$1").replaceAll(markTower, "$1");
}

/** The pieces in their order; only http and https become links, only where `withMentions` names stand out. */
export function textParts(raw: string, withMentions: boolean): readonly TextPart[] {
  const text = safeText(raw);
  const parts: TextPart[] = [];
  let done = 0;
  for (const match of text.matchAll(linkOrMention)) {
    const part = partOf(match[0], withMentions);
    if (!part) continue;
    if (match.index > done) parts.push({ type: "text", text: text.slice(done, match.index) });
    parts.push(part);
    done = match.index + part.text.length;
  }
  if (done < text.length) parts.push({ type: "text", text: text.slice(done) });
  return parts;
}

/** Whether it is one to three emoji and nothing else. */
export function isFewEmoji(text: string): boolean {
  return text.length <= 60 && fewEmoji.test(text);
}

function partOf(found: string, withMentions: boolean): TextPart | undefined {
  if (found.startsWith("@")) return withMentions ? { type: "mention", text: found } : undefined;
  const text = isOpen(found) ? found.replace(/[.,;:!?'"]+$/u, "") : found.replace(trailing, "");
  const url = URL.parse(text);
  if (!url || (url.protocol !== "https:" && url.protocol !== "http:")) return undefined;
  return { type: "link", text, href: url.href };
}

// A closing bracket belongs to a link that opened it.
function isOpen(link: string): boolean {
  return link.includes("(") && link.replace(/[.,;:!?'"]+$/u, "").endsWith(")");
}
