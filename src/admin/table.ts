// Tables whose columns stand straight, whatever script is in them.
import stringWidth from "string-width";

const gap = "  ";
// What others chose must not command the terminal, nor turn its letters around.
const commanding = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

// A text as one cell may show it.
function cell(text: string): string {
  return text.replaceAll(commanding, "�");
}

/** The lines of a table; without rows, one that says so. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return ["(none)"];
  const lines = [head, ...rows.map((row) => row.map(cell))];
  const widths = head.map((_, column) => lines.reduce((most, line) => Math.max(most, widthOf(line, column)), 0));
  return lines.map((line) => {
    const padded = line.map((text, column) => text + " ".repeat((widths[column] ?? 0) - stringWidth(text)));
    return padded.join(gap).trimEnd();
  });
}

function widthOf(line: readonly string[], column: number): number {
  return stringWidth(line[column] ?? "");
}
