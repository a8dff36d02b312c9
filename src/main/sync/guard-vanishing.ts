/**
 * The guard against a diary that seems to empty itself. A whole and well-formed answer can still be wrong (a permission
 * taken away, a filter, another practice): too much gone at once is believed only when said twice, half a minute apart.
 */
import type { SlotTypeId } from '#shared/domain/ids.ts';
import type { Session } from '#shared/domain/session.ts';
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

export const isTooMuch = (gone: number, stored: number): boolean => gone > Math.max(FEW, stored * SHARE);

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

/** What was said when a day became suspect. */
export interface Suspicion {
  readonly since: Instant;
  readonly fingerprint: string;
}

export type Belief =
  | { readonly kind: 'believe' }
  | { readonly kind: 'wait'; readonly suspicion: Suspicion; readonly isNew: boolean };

/** A reading that says something else than the first starts the wait anew. */
export function believe(
  isSuspect: boolean,
  fingerprint: string,
  before: Suspicion | undefined,
  startedAt: Instant,
): Belief {
  if (!isSuspect) return { kind: 'believe' };
  if (before?.fingerprint !== fingerprint)
    return { kind: 'wait', suspicion: { since: startedAt, fingerprint }, isNew: before === undefined };
  return startedAt - before.since >= SECOND_READING_MS
    ? { kind: 'believe' }
    : { kind: 'wait', suspicion: before, isNew: false };
}

/** What must be said again for an emptier day to be believed: the same sessions with as many slots of each active type. */
export const fingerprintOf = (
  sessions: readonly Session[],
  isActive: (type: SlotTypeId) => boolean,
): string =>
  sessions
    .map((session) => `${session.id}:${slotsOf(session, isActive)}`)
    .toSorted()
    .join(' ');
