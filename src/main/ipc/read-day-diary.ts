/** One day of the diary as the window draws it: every session, its slots of the active types, and what the offer engine says of each. */
import type { DayDiary, DiarySession, DiarySlot } from '#shared/contract/rows.ts';
import type { BookingId, SessionId, SlotId } from '#shared/domain/ids.ts';
import { type Session, holderOf } from '#shared/domain/session.ts';
import { type LocalDay, startOfDay } from '#shared/domain/time.ts';

import { type OfferContext } from '../offer/offer-context.ts';
import { offerSlot } from '../offer/offer-slot.ts';
import type { StoreReader } from '../store/store.ts';

/** A slot that patients were told is not theirs shows no booking. */
function bookingsOn(read: StoreReader, day: LocalDay): ReadonlyMap<SlotId, BookingId> {
  const kept = read.bookings
    .since(startOfDay(day))
    .filter(({ slot, state }) => slot.day === day && state !== 'not-booked' && state !== 'cancelled');
  return new Map(kept.map(({ slot, id }) => [slot.id, id]));
}

function slotsBySession(
  read: StoreReader,
  day: LocalDay,
  moment: OfferContext,
): ReadonlyMap<SessionId, DiarySlot[]> {
  const names = new Map(read.slotTypes.all().map((type) => [type.id, type.name]));
  const bookings = bookingsOn(read, day);
  const bySession = new Map<SessionId, DiarySlot[]>();
  for (const slot of read.slots.onDay(day)) {
    const bookingId = bookings.get(slot.id);
    // Rows of a type that was switched off are no longer read: shown only where a patient's booking lies in them.
    if (!moment.activeSince.has(slot.slotTypeId) && bookingId === undefined) continue;
    const slots = bySession.get(slot.sessionId) ?? [];
    bySession.set(slot.sessionId, slots);
    slots.push({
      id: slot.id,
      startsAt: slot.startsAt,
      durationMin: slot.durationMin,
      slotTypeId: slot.slotTypeId,
      slotTypeName: names.get(slot.slotTypeId) ?? '',
      status: slot.status,
      offer: offerSlot(slot, moment),
      ...(bookingId === undefined ? {} : { bookingId }),
    });
  }
  return bySession;
}

const total = (session: Session, part: 'open' | 'booked' | 'blocked' | 'embargoed'): number =>
  session.counts.reduce((sum, count) => sum + count[part], 0);

export function readDayDiary(read: StoreReader, day: LocalDay, moment: OfferContext): DayDiary {
  const reading = read.days.byDay(day);
  if (!reading) return { day, state: 'not-read', sessions: [] };
  const slots = slotsBySession(read, day, moment);
  const sessions = read.sessions.onDay(day).map((session): DiarySession => {
    const ofSession = slots.get(session.id) ?? [];
    return {
      id: session.id,
      name: session.name,
      startsAt: session.startsAt,
      endsAt: session.endsAt,
      siteName: session.site.name,
      clinicianName: holderOf(session),
      open: total(session, 'open'),
      booked: total(session, 'booked'),
      blocked: total(session, 'blocked'),
      embargoed: total(session, 'embargoed'),
      offered: ofSession.filter((slot) => slot.offer.isOffered).length,
      slots: ofSession,
    };
  });
  return { day, state: reading.state, sessions, asOf: reading.slotsReadAt ?? reading.countsReadAt };
}
