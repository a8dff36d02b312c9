/**
 * The guard against a diary that seems to empty itself. A whole and well-formed answer can still be wrong (a permission
 * taken away, a filter, another practice): a session that is gone, or too much gone at once, is believed only when said
 * twice, half a minute apart.
 */
import type { SessionId, SlotId, SlotTypeId } from '#shared/domain/ids.ts';
import type { Session } from '#shared/domain/session.ts';
import type { Slot } from '#shared/domain/slot.ts';
import { type Instant, type LocalDay, SECOND } from '#shared/domain/time.ts';

const FEW = 20;
const SHARE = 0.3;
/** How long until a second reading that says the same is believed. */
export const SECOND_READING_MS = 30 * SECOND;

export interface Vanishing {
  readonly day: LocalDay;
  /** Still to come, before this reading. */
  readonly storedSlots: number;
  readonly goneSlots: number;
  readonly storedSessions: number;
  readonly goneSessions: number;
}

const isTooMuch = (gone: number, stored: number): boolean => gone > Math.max(FEW, stored * SHARE);

const slotsOf = (session: Session, isActive: (type: SlotTypeId) => boolean): number =>
  session.counts.reduce((total, count) => total + (isActive(count.slotTypeId) ? count.total : 0), 0);

/** By the sessions and their counts alone, before any slot is read. Sessions already over may go. */
export function vanishingOf(
  day: LocalDay,
  stored: readonly Session[],
  pulled: readonly Session[],
  isActive: (type: SlotTypeId) => boolean,
  now: Instant,
): Vanishing {
  const after = new Map(pulled.map((session) => [session.id, session]));
  const toCome = stored.filter((session) => session.endsAt > now);
  let storedSlots = 0;
  let goneSlots = 0;
  for (const session of toCome) {
    const twin = after.get(session.id);
    const before = slotsOf(session, isActive);
    storedSlots += before;
    goneSlots += Math.max(0, before - (twin ? slotsOf(twin, isActive) : 0));
  }
  return {
    day,
    storedSlots,
    goneSlots,
    storedSessions: toCome.length,
    goneSessions: toCome.filter((session) => !after.has(session.id)).length,
  };
}

/**
 * The days that must not be believed at first: each by itself, and all that lost something when the window lost too much.
 * Where a session without a free slot is not shown, a day whose last few slots were booked ends without a session: there
 * the numbers of slots alone decide.
 */
export function suspectDays(
  vanishings: readonly Vanishing[],
  seesEmptySessions: boolean,
): ReadonlySet<LocalDay> {
  const sum = (of: (vanishing: Vanishing) => number): number =>
    vanishings.reduce((total, vanishing) => total + of(vanishing), 0);
  const isWindowSuspect =
    isTooMuch(
      sum((v) => v.goneSlots),
      sum((v) => v.storedSlots),
    ) ||
    isTooMuch(
      sum((v) => v.goneSessions),
      sum((v) => v.storedSessions),
    );
  const isSuspect = (v: Vanishing): boolean =>
    isTooMuch(v.goneSlots, v.storedSlots) ||
    isTooMuch(v.goneSessions, v.storedSessions) ||
    (seesEmptySessions && v.storedSessions > 0 && v.goneSessions === v.storedSessions) ||
    (isWindowSuspect && v.goneSlots + v.goneSessions > 0);
  return new Set(vanishings.filter(isSuspect).map(({ day }) => day));
}

/** What a reading shows: its slots, and its sessions that have slots of active types. */
export interface Shown {
  readonly slots: ReadonlySet<SlotId>;
  readonly sessions: ReadonlySet<SessionId>;
}

/** What a reading of a day no longer shows, of what was to come. */
export interface Missing {
  readonly slots: ReadonlySet<SlotId>;
  /** Those that had slots and have none. */
  readonly sessions: ReadonlySet<SessionId>;
}

/**
 * `gone`: slots that the reading would take away. Those of the past may go: no patient misses them. One that stays only
 * because we have just touched it ourselves does not speak for its session.
 */
export function missingOf(
  stored: readonly Slot[],
  gone: readonly SlotId[],
  shown: Shown,
  now: Instant,
): Missing {
  const away = new Set(gone);
  const toCome = stored.filter(({ startsAt }) => startsAt > now);
  const missed = toCome.filter(({ id }) => away.has(id));
  const left = new Set(toCome.filter(({ id }) => shown.slots.has(id)).map(({ sessionId }) => sessionId));
  const isEmptied = (id: SessionId): boolean => !left.has(id) && !shown.sessions.has(id);
  return {
    slots: new Set(missed.map(({ id }) => id)),
    sessions: new Set(missed.map(({ sessionId }) => sessionId).filter(isEmptied)),
  };
}

/**
 * Whether so much may not be believed at once. A session that has lost all is always strange where booked slots are shown.
 * Where they are not, its last slot was perhaps booked just now, which happens all day: there the number alone decides,
 * and of what is gone no more is said than that it is not free.
 */
export const isStriking = (
  { slots, sessions }: Missing,
  storedToCome: number,
  seesBookedSlots: boolean,
): boolean => isTooMuch(slots.size, storedToCome) || (seesBookedSlots && sessions.size > 0);

/** What was said when a day became suspect. */
export interface Suspicion {
  /** On the monotonic clock: setting the PC's clock must not shorten the wait. */
  readonly sinceMs: number;
  readonly missing: Missing;
}

export type Belief = { readonly kind: 'believe' } | { readonly kind: 'wait'; readonly suspicion: Suspicion };

/** Some of what was missed is there again: then the readings do not say the same. */
export const isBack = ({ slots, sessions }: Missing, shown: Shown): boolean =>
  [...slots].some((id) => shown.slots.has(id)) || [...sessions].some((id) => shown.sessions.has(id));

const without = <T>(all: ReadonlySet<T>, known: ReadonlySet<T>): ReadonlySet<T> =>
  new Set([...all].filter((one) => !known.has(one)));

export interface Sighted {
  readonly isSuspect: boolean;
  readonly missing: Missing;
  readonly shown: Shown;
  /** Whether what is missing beyond the first reading would be too much by itself. */
  readonly isStriking: (more: Missing) => boolean;
  /** Start of the reading, on the monotonic clock. */
  readonly startedMs: number;
}

/**
 * A second reading says the same when nothing of what was missed is back and nothing striking has followed it. It need not
 * be equal: in a busy hour some slot goes with every reading, and an equal one would never come.
 */
export function believe(sighted: Sighted, before: Suspicion | undefined): Belief {
  const { isSuspect, missing, shown, startedMs } = sighted;
  if (!isSuspect) return { kind: 'believe' };
  const isSame =
    before &&
    !isBack(before.missing, shown) &&
    !sighted.isStriking({
      slots: without(missing.slots, before.missing.slots),
      sessions: without(missing.sessions, before.missing.sessions),
    });
  if (!isSame) return { kind: 'wait', suspicion: { sinceMs: startedMs, missing } };
  return startedMs - before.sinceMs >= SECOND_READING_MS
    ? { kind: 'believe' }
    : { kind: 'wait', suspicion: before };
}
