// Prints lines with text of others on standard output: none of it can command the terminal or pass for a line of its own.

// Control characters, separators of lines, and what turns the order of letters around.
const unsafe = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** Prints one line; line ends within it become "⏎", other control characters "�". */
export function printLine(line: string): void {
  console.log(safeLine(line));
}

/** The line as it is printed. */
export function safeLine(line: string): string {
  return line.replaceAll(/\r?\n/g, "⏎").replaceAll(unsafe, "�");
}
