/**
 * What one day's reading changes in the stored rows. Slots of sessions that were not read, and slots that a write of
 * ours touched after the reading began, stay as they are: the reading knows less of them than we do.
 */
import type { SessionId, SlotTypeId } from '#shared/domain/ids.ts';
import type { Session } from '#shared/domain/session.ts';
import { sameCounts } from '#shared/domain/session.ts';
import type { Slot } from '#shared/domain/slot.ts';
import type { Instant } from '#shared/domain/time.ts';

import type { DiaryDayChange, StoredSlot } from '../store/store.ts';

export interface PlanFacts {
  readonly startedAt: Instant;
  readonly storedSessions: readonly Session[];
  readonly storedSlots: readonly StoredSlot[];
  /** Every session of the day. */
  readonly sessions: readonly Session[];
  /** The slots of those sessions that were read, of every type. */
  readonly slots: ReadonlyMap<SessionId, readonly Slot[]>;
  readonly isActive: (type: SlotTypeId) => boolean;
}

export type DiaryPlan = Pick<DiaryDayChange, 'putSessions' | 'removeSessions' | 'putSlots' | 'removeSlots'>;

const sameList = <T>(one: readonly T[], other: readonly T[], same: (a: T, b: T) => boolean): boolean =>
  one.length === other.length &&
  one.every((a, i) => {
    const b = other[i];
    return b !== undefined && same(a, b);
  });

const sameNames = (one: Session, other: Session): boolean =>
  sameList(
    one.counts,
    other.counts,
    (a, b) => a.slotTypeId === b.slotTypeId && a.slotTypeName === b.slotTypeName,
  ) && sameList(one.clinicians, other.clinicians, (a, b) => a.id === b.id && a.name === b.name);

const sameSession = (one: Session, other: Session): boolean =>
  one.name === other.name &&
  one.day === other.day &&
  one.startsAt === other.startsAt &&
  one.endsAt === other.endsAt &&
  one.site.id === other.site.id &&
  one.site.name === other.site.name &&
  one.role === other.role &&
  sameNames(one, other) &&
  sameCounts(one.counts, other.counts);

const sameSlot = (one: Slot, other: Slot): boolean =>
  one.sessionId === other.sessionId &&
  one.slotTypeId === other.slotTypeId &&
  one.day === other.day &&
  one.startsAt === other.startsAt &&
  one.durationMin === other.durationMin &&
  one.status === other.status &&
  one.channel === other.channel;

export function planDiaryChanges(facts: PlanFacts): DiaryPlan {
  const { startedAt, sessions, slots, isActive } = facts;
  const storedSessions = new Map(facts.storedSessions.map((session) => [session.id, session]));
  const storedSlots = new Map(facts.storedSlots.map((slot) => [slot.id, slot]));
  const present = new Map(
    sessions.map((session) => [
      session.id,
      new Set(session.counts.filter(({ total }) => total > 0).map(({ slotTypeId }) => slotTypeId)),
    ]),
  );
  const isOurs = (slot: StoredSlot | undefined): boolean => (slot?.touchedAt ?? -1) >= startedAt;

  const pulled = new Map(
    [...slots.values()].flatMap((ofSession) =>
      ofSession.filter((slot) => isActive(slot.slotTypeId)).map((slot) => [slot.id, slot] as const),
    ),
  );
  const isGone = (slot: StoredSlot): boolean => {
    if (pulled.has(slot.id)) return false;
    const typesThere = present.get(slot.sessionId);
    if (!typesThere) return true;
    // A session that counts none left of an active type is not read for it: its count is the news.
    const isKnown = slots.has(slot.sessionId) || !typesThere.has(slot.slotTypeId);
    // A switched-off type's slots are not read either: of them only a whole session's end is known.
    return isActive(slot.slotTypeId) && isKnown;
  };
  return {
    putSessions: sessions.filter((session) => {
      const before = storedSessions.get(session.id);
      return !before || !sameSession(before, session);
    }),
    removeSessions: facts.storedSessions
      .filter((session) => !present.has(session.id))
      .map((session) => session.id),
    putSlots: [...pulled.values()].filter((slot) => {
      const before = storedSlots.get(slot.id);
      return !isOurs(before) && (!before || !sameSlot(before, slot));
    }),
    removeSlots: facts.storedSlots.filter((slot) => !isOurs(slot) && isGone(slot)).map((slot) => slot.id),
  };
}
