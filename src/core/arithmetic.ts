// Sums and products of 32-bit numbers, as older programs call them and as people type them in a channel.

/** The sum, which wraps around at 32 bits. */
export function sum(a: number, b: number): number {
  return (a + b) | 0;
}

/** The product, which wraps around at 32 bits. */
export function multiply(a: number, b: number): number {
  return Math.imul(a, b);
}

const least = -(2 ** 31);
const most = 2 ** 31 - 1;

const functions: Readonly<Record<string, { readonly sign: string; readonly act: typeof sum }>> = {
  sum: { sign: "+", act: sum },
  multiply: { sign: "*", act: multiply },
};

/** What the built-in member answers to `/sum 1 2` or `/multiply 6 7`, right or wrong; undefined: it is neither. */
export function answerTo(text: string): string | undefined {
  const [, asked = "", rest = ""] = /^\/(sum|multiply)(?!\S)([\s\S]*)$/i.exec(text) ?? [];
  const name = asked.toLowerCase();
  const found = functions[name];
  if (!found) return undefined;
  const [, first, second] = /^\s+([+-]?\d+)\s+([+-]?\d+)\s*$/.exec(rest) ?? [];
  if (first === undefined || second === undefined) return `/${name} takes two whole numbers, e.g. /${name} 1 2`;
  const [a, b] = [Number(first), Number(second)];
  if (!isInt32(a) || !isInt32(b)) return `/${name} takes whole numbers from ${least} to ${most}`;
  return `${a} ${found.sign} ${b} = ${found.act(a, b)}`;
}

function isInt32(value: number): boolean {
  return value >= least && value <= most;
}
