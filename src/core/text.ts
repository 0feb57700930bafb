// What a text, a name and a reaction may be, and the one form in which each is kept.
import { errors } from "./errors.ts";

/** The longest message, in Unicode code points. */
const maxTextLength = 4_000;
/** The longest topic, reason or "about", in Unicode code points. */
const maxTopicLength = 250;
/** The longest name of a person. */
export const maxNameLength = 32;
/** The longest name of a channel. */
const maxChannelNameLength = 64;

// What has no width at all, and what looks like a space: the Hangul fillers and the braille blank do.
const invisible =
  /[\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\u{e0000}-\u{e0fff}]/gu;
const blanks = /[\s\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0]+/gu;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused.
const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ud800-\udfff]/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is left out, but for the \r of \r\n.
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ud800-\udfff]|\r(?!\n)/gu;
const personName = /^[\p{L}\p{N}][\p{L}\p{M}\p{N} ._'()-]*$/u;
const channelName = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}._-]*$/u;

/** The number of Unicode code points. */
export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

function tooLong(text: string, max: number): boolean {
  return text.length > max && codePoints(text) > max;
}

// Nearly every text has one of these near its start: the rest need not be looked at.
const plain = /[!-~\u3131-\u3163가-힣]/;

function showsNothing(text: string): boolean {
  return !plain.test(text) && text.replace(invisible, "").replace(blanks, "") === "";
}

/** A message text in NFC with \n line ends; throws TEXT_EMPTY, TEXT_TOO_LONG or TEXT_CONTROL. */
export function requireText(raw: string): string {
  const text = raw.replaceAll("\r\n", "\n").normalize("NFC");
  if (tooLong(text, maxTextLength)) throw errors.textTooLong(maxTextLength);
  if (control.test(text)) throw errors.textControl();
  if (showsNothing(text)) throw errors.textEmpty();
  return text;
}

/** What of a text can be a message: without what is refused in one; undefined if that is nothing, or too much. */
export function showableText(raw: string): string | undefined {
  try {
    return requireText(raw.replace(controls, ""));
  } catch {
    return undefined;
  }
}

/** A short text that may be empty: a topic, a reason; throws TOPIC_TOO_LONG or TEXT_CONTROL. */
export function requireTopic(raw: string, max = maxTopicLength): string {
  const text = raw.normalize("NFC").trim();
  if (tooLong(text, max)) throw errors.topicTooLong(max);
  if (control.test(text)) throw errors.textControl();
  return text;
}

/** A person's name in its kept form; throws NAME_INVALID or NAME_TOO_LONG. */
export function requireName(raw: string): string {
  const name = raw.normalize("NFC").replace(invisible, "").replace(blanks, " ").trim();
  if (name === "") throw errors.nameInvalid("it is empty");
  if (tooLong(name, maxNameLength)) throw errors.nameTooLong(maxNameLength);
  if (!personName.test(name))
    throw errors.nameInvalid("it starts with a letter or digit and holds letters, digits, spaces and ._'()-");
  return name;
}

/** A channel's name in its kept form, without a leading #; throws NAME_INVALID or NAME_TOO_LONG. */
export function requireChannelName(raw: string): string {
  const name = raw
    .normalize("NFC")
    .replace(invisible, "")
    .replace(blanks, " ")
    .trim()
    .replace(/^#/, "")
    .replaceAll(" ", "-");
  if (name === "") throw errors.nameInvalid("it is empty");
  if (tooLong(name, maxChannelNameLength)) throw errors.nameTooLong(maxChannelNameLength);
  if (!channelName.test(name))
    throw errors.nameInvalid("it starts with a letter or digit and holds letters, digits and ._-");
  return name;
}

/** What two names share when people could not tell them apart: compatibility form, lower case, no blanks doubled. */
export function nameKey(name: string): string {
  return name.normalize("NFKC").replace(invisible, "").replace(blanks, " ").trim().toLowerCase().normalize("NFC");
}

/** A reaction; throws EMOJI_INVALID. */
export function requireEmoji(raw: string): string {
  const emoji = raw.normalize("NFC");
  // Zero-width joiners are part of emoji, so only visible blanks are refused.
  if (showsNothing(emoji) || tooLong(emoji, 16) || /\s/u.test(emoji) || control.test(emoji))
    throw errors.emojiInvalid();
  return emoji;
}

const mention = /(?<![\p{L}\p{N}_@])@([\p{L}\p{N}][\p{L}\p{M}\p{N}._-]{0,31})/gu;

/**
 * The names that a text may mention with @, each with the shorter forms to try after it: a trailing dot is
 * punctuation, and Korean particles stand right behind a name (`@철수야`).
 */
export function mentionedNames(text: string): string[][] {
  const found: string[][] = [];
  for (const match of text.matchAll(mention)) {
    const whole = (match[1] as string).replace(/[._-]+$/u, "");
    const tries = [whole];
    const tail = /[가-힣]{1,4}$/u.exec(whole)?.[0] ?? "";
    for (let cut = 1; cut <= Math.min(tail.length, 3) && cut < whole.length; cut++) tries.push(whole.slice(0, -cut));
    found.push(tries);
    if (found.length === 50) break;
  }
  return found;
}
