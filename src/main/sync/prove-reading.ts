/**
 * Proof that a reading is whole, before any of it may change a row. A shorter answer that still parses is the dangerous
 * one: without this, every slot it leaves out would look as if the practice had withdrawn it.
 */
import { type Failure, failure } from '#shared/domain/failure.ts';
import type { SessionId, SlotTypeId } from '#shared/domain/ids.ts';
import type { Session } from '#shared/domain/session.ts';
import type { Slot } from '#shared/domain/slot.ts';
import { type LocalDay, endOfDay, startOfDay } from '#shared/domain/time.ts';

const notWhole = (detail: string): Failure =>
  failure('not-complete', 'The answer could not be proven whole, so nothing of it was used.', { detail });

const isWithin = (day: LocalDay, at: number): boolean => at >= startOfDay(day) && at < endOfDay(day);

/** `undefined` when every session lies in the window and on its own day, and none comes twice. Both days included. */
export function faultOfSessions(
  sessions: readonly Session[],
  window: { readonly from: LocalDay; readonly to: LocalDay },
): Failure | undefined {
  const seen = new Set<string>();
  for (const session of sessions) {
    if (seen.has(session.id)) return notWhole('a session came twice');
    seen.add(session.id);
    if (session.day < window.from || session.day > window.to)
      return notWhole('a session outside the days asked for');
    if (!isWithin(session.day, session.startsAt) || session.endsAt < session.startsAt)
      return notWhole('a session whose times do not fit its day');
    if (new Set(session.counts.map((count) => count.slotTypeId)).size !== session.counts.length)
      return notWhole('a session that counts one slot type twice');
  }
  return undefined;
}

/**
 * `undefined` when the slots are exactly as many of each active type as the session counts. Otherwise the answer was
 * cut, or the session changed between the two calls: the caller reads both once more and asks again.
 */
export function faultOfSlots(
  session: Session,
  slots: readonly Slot[],
  isActive: (type: SlotTypeId) => boolean,
): Failure | undefined {
  const seen = new Set<string>();
  const totals = new Map<SlotTypeId, number>();
  for (const slot of slots) {
    if (seen.has(slot.id)) return notWhole('a slot came twice');
    seen.add(slot.id);
    if (slot.sessionId !== session.id) return notWhole('a slot of another session');
    if (slot.day !== session.day || !isWithin(session.day, slot.startsAt))
      return notWhole("a slot outside its session's day");
    totals.set(slot.slotTypeId, (totals.get(slot.slotTypeId) ?? 0) + 1);
  }
  const counted = new Map(session.counts.map((count) => [count.slotTypeId, count.total]));
  for (const type of new Set([...totals.keys(), ...counted.keys()]))
    if (isActive(type) && (totals.get(type) ?? 0) !== (counted.get(type) ?? 0))
      return notWhole('a session counts other slots than it has');
  return undefined;
}

/** Sessions and slots that came together: `undefined` when each session has its slots, and nobody else has any. */
export function faultOfEntries(
  sessions: readonly Session[],
  slots: ReadonlyMap<SessionId, readonly Slot[]>,
): Failure | undefined {
  if (sessions.some(({ id }) => !slots.has(id))) return notWhole('a session without its slots');
  return slots.size === sessions.length ? undefined : notWhole('slots of a session that was not listed');
}

/** `undefined` when no slot stands in two sessions of the day. */
export function faultOfDay(slots: Iterable<readonly Slot[]>): Failure | undefined {
  const seen = new Set<string>();
  for (const ofSession of slots)
    for (const slot of ofSession) {
      if (seen.has(slot.id)) return notWhole('a slot in two sessions');
      seen.add(slot.id);
    }
  return undefined;
}
