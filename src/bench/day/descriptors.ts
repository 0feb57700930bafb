// How many connections one process of this machine may hold.

/** Files that a process has open besides: databases, listeners, logs. */
const others = 200;

interface Limits {
  readonly userLimits?: { readonly open_files?: { readonly hard?: number | string } };
}

/** The same sizes, none larger than one process may hold here. */
export function sizesHere(people: readonly number[]): number[] {
  const most = mostConnections();
  return [...new Set(people.map((count) => Math.min(count, most)))];
}

// In hundreds. Node asks for as many descriptors as it may have when it starts.
function mostConnections(): number {
  const { userLimits } = process.report.getReport() as Limits;
  const hard = Number(userLimits?.open_files?.hard);
  return Number.isFinite(hard) ? Math.floor((hard - others) / 100) * 100 : Number.POSITIVE_INFINITY;
}
