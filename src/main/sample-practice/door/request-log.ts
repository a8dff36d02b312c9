/**
 * Counts and remembers what was asked of the practice, for tests and benches.
 *
 * It keeps whole queries, which a real EHR's client must never log; here every patient is invented.
 */
import type { Instant } from '../diary/days.ts';

export type LoggedRequest = {
  readonly n: number;
  readonly at: Instant;
  readonly operation: string;
  readonly query: string;
  /** null while it is being worked on, and for ever when the connection was dropped on purpose */
  status: number | null;
};

const KEPT = 5_000;

export type RequestLog = ReturnType<typeof createRequestLog>;

export function createRequestLog(now: () => Instant) {
  const counts = new Map<string, number>();
  let log: LoggedRequest[] = [];
  let total = 0;
  return {
    note: (operation: string, query: string): LoggedRequest => {
      total += 1;
      counts.set(operation, (counts.get(operation) ?? 0) + 1);
      const entry: LoggedRequest = { n: total, at: now(), operation, query, status: null };
      log.push(entry);
      if (log.length > KEPT) log = log.slice(KEPT / 2);
      return entry;
    },
    total: () => total,
    /** how often an operation was asked for */
    of: (operation: string): number => counts.get(operation) ?? 0,
    counts: (): Readonly<Record<string, number>> => Object.fromEntries(counts),
    recent: (): readonly LoggedRequest[] => log,
    forget: (): void => {
      counts.clear();
      log = [];
      total = 0;
    },
  };
}
