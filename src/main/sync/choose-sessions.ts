/**
 * Which sessions of a day have their slots read now. Counts find nearly every change for the price of one call; but one
 * booking and one cancellation leave them equal, so each session is also read again before its slots reach the band's
 * age, a few with each reading rather than all at once.
 */
import type { SessionId, SlotTypeId } from '#shared/domain/ids.ts';
import { type Session, sameCounts } from '#shared/domain/session.ts';
import type { Slot } from '#shared/domain/slot.ts';
import type { Instant } from '#shared/domain/time.ts';

/** When a session's slots were last read. */
export interface SessionRead {
  /** Start of the reading. */
  readonly at: Instant;
  /** False when slots and counts told of different moments: the session was changing, so it is read again at once. */
  readonly hasAgreed: boolean;
}

/** Active types, each with the moment since which it is active. */
export type ActiveSince = ReadonlyMap<SlotTypeId, number>;

export interface ChooseFacts {
  /** The day's sessions as just pulled. */
  readonly sessions: readonly Session[];
  readonly stored: ReadonlyMap<SessionId, Session>;
  readonly reads: ReadonlyMap<SessionId, SessionRead>;
  readonly activeSince: ActiveSince;
  readonly startedAt: Instant;
  /** The longest until this day is looked at again. */
  readonly countsEveryMs: number;
  readonly slotsEveryMs: number;
  /** Read every session that has an active type. */
  readonly isFull: boolean;
}

/** Only these cost more than their line in the list of sessions. */
export const hasActiveType = (session: Session, activeSince: ActiveSince): boolean =>
  session.counts.some((count) => count.total > 0 && activeSince.has(count.slotTypeId));

/** No reading of the day begun before this moment speaks of all its active types. */
const activeSinceOf = (sessions: readonly Session[], activeSince: ActiveSince): number =>
  Math.max(
    0,
    ...sessions.flatMap((session) => session.counts.map((count) => activeSince.get(count.slotTypeId) ?? 0)),
  );

export function chooseSessions(facts: ChooseFacts): Session[] {
  const { stored, reads, startedAt, countsEveryMs, slotsEveryMs } = facts;
  const candidates = facts.sessions.filter((session) => hasActiveType(session, facts.activeSince));
  if (facts.isFull) return candidates;
  // A type switched on in the future: the PC's clock was set back. Reading ever again would not make it older.
  const neededSince = Math.min(activeSinceOf(candidates, facts.activeSince), startedAt);
  const mustRead = (session: Session): boolean => {
    const before = stored.get(session.id);
    const read = reads.get(session.id);
    if (!before || !read || !read.hasAgreed || read.at < neededSince) return true;
    if (!sameCounts(before.counts, session.counts)) return true;
    return read.at + slotsEveryMs < startedAt + countsEveryMs;
  };
  const chosen = candidates.filter(mustRead);
  const share = Math.ceil((candidates.length * countsEveryMs) / slotsEveryMs);
  const oldestOfTheRest = candidates
    .filter((session) => !chosen.includes(session))
    .toSorted((one, other) => (reads.get(one.id)?.at ?? 0) - (reads.get(other.id)?.at ?? 0))
    .slice(0, Math.max(0, share - chosen.length));
  return [...chosen, ...oldestOfTheRest];
}

/** Whether the slots say the same as the counts taken just before them, as far as a patient could tell. */
export function agreeOnOpen(session: Session, slots: readonly Slot[], activeSince: ActiveSince): boolean {
  return session.counts
    .filter((count) => activeSince.has(count.slotTypeId))
    .every(
      (count) =>
        slots.filter((slot) => slot.slotTypeId === count.slotTypeId && slot.status === 'open').length ===
        count.open,
    );
}

/**
 * The age of what is offered of the day: its least lately read session. `undefined` while one was never read. A day
 * without an active type has nothing unread.
 */
export function slotsReadAtOf(
  sessions: readonly Session[],
  reads: ReadonlyMap<SessionId, SessionRead>,
  activeSince: ActiveSince,
  startedAt: Instant,
): Instant | undefined {
  let oldest = startedAt;
  for (const session of sessions) {
    if (!hasActiveType(session, activeSince)) continue;
    const read = reads.get(session.id);
    if (!read) return undefined;
    if (read.at < oldest) oldest = read.at;
  }
  return oldest;
}
