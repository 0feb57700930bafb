// Text of others as a terminal may show it: it must neither command the terminal nor turn the order of letters around.

const commanding = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029]/gu;
const turning = /[\u202a-\u202e\u2066-\u2069]/gu;

/** Several lines at most: control characters become "�", tabs blanks. */
export function safeText(text: string): string {
  return text.replaceAll("\r\n", "\n").replaceAll("\t", "    ").replaceAll(commanding, "�").replaceAll(turning, "");
}

/** One line: line ends become "⏎". */
export function safeLine(text: string): string {
  return safeText(text).replaceAll("\n", " ⏎ ");
}
