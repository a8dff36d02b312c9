/**
 * One day of the diary as the window draws it: every session, its slots of the active types, and what the offer engine
 * says of each. A patient's booking is always drawn, also where the diary does not list its slot: GP Connect shows no
 * booked slots, and staff may have taken the session out.
 */
import type { DayDiary, DiarySession, DiarySlot } from '#shared/contract/rows.ts';
import type { SessionId, SlotId } from '#shared/domain/ids.ts';
import { type Session, holderOf } from '#shared/domain/session.ts';
import { type Instant, type LocalDay, MINUTE, later, startOfDay } from '#shared/domain/time.ts';

import { type OfferContext } from '../offer/offer-context.ts';
import { offerSlot } from '../offer/offer-slot.ts';
import type { Booking, StoreReader } from '../store/store.ts';

/** A slot that patients were told is not theirs shows no booking. */
function bookingsOn(read: StoreReader, day: LocalDay): ReadonlyMap<SlotId, Booking> {
  const kept = read.bookings
    .since(startOfDay(day))
    .filter(({ slot, state }) => slot.day === day && state !== 'not-booked' && state !== 'cancelled');
  return new Map(kept.map((booking) => [booking.slot.id, booking]));
}

type SlotsBySession = ReadonlyMap<SessionId, DiarySlot[]>;

function slotsBySession(
  read: StoreReader,
  day: LocalDay,
  bookings: ReadonlyMap<SlotId, Booking>,
  moment: OfferContext,
): SlotsBySession {
  const names = new Map(read.slotTypes.all().map((type) => [type.id, type.name]));
  const bySession = new Map<SessionId, DiarySlot[]>();
  const put = (sessionId: SessionId, slot: DiarySlot): void => {
    const slots = bySession.get(sessionId) ?? [];
    bySession.set(sessionId, slots);
    slots.push(slot);
  };
  const listed = new Set<SlotId>();
  for (const slot of read.slots.onDay(day)) {
    listed.add(slot.id);
    const bookingId = bookings.get(slot.id)?.id;
    // Rows of a type that was switched off are no longer read: shown only where a patient's booking lies in them.
    if (!moment.activeSince.has(slot.slotTypeId) && bookingId === undefined) continue;
    put(slot.sessionId, {
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
  for (const { id, slot } of bookings.values()) {
    if (listed.has(slot.id)) continue;
    put(slot.sessionId, {
      id: slot.id,
      startsAt: slot.startsAt,
      durationMin: slot.durationMin,
      slotTypeId: slot.slotTypeId,
      slotTypeName: slot.slotTypeName,
      status: 'booked',
      offer: offerSlot({ ...slot, status: 'booked' }, moment),
      bookingId: id,
    });
  }
  for (const slots of bySession.values()) slots.sort((one, other) => one.startsAt - other.startsAt);
  return bySession;
}

const total = (session: Session, part: 'open' | 'booked' | 'blocked' | 'embargoed'): number =>
  session.counts.reduce((sum, count) => sum + count[part], 0);

const endOf = ({ startsAt, durationMin }: DiarySlot): Instant => later(startsAt, durationMin * MINUTE);

/** For bookings whose session the diary does not list: as long as they last, by the names that they were made with. */
function sessionsOfBookings(
  bookings: readonly Booking[],
  listed: ReadonlySet<SessionId>,
  slots: SlotsBySession,
): DiarySession[] {
  const without = bookings.filter(({ slot }) => !listed.has(slot.sessionId));
  const first = new Map(without.toReversed().map((booking) => [booking.slot.sessionId, booking.slot]));
  return [...first].flatMap(([id, booked]): DiarySession[] => {
    const ofSession = slots.get(id) ?? [];
    const [start, ...rest] = ofSession;
    if (!start) return [];
    const endsAt = rest.reduce((end, slot) => (endOf(slot) > end ? endOf(slot) : end), endOf(start));
    return [
      {
        id,
        name: booked.sessionName,
        startsAt: start.startsAt,
        endsAt,
        siteName: booked.siteName,
        clinicianName: booked.clinicianName,
        ...{ open: 0, offered: 0, booked: ofSession.length, blocked: 0, embargoed: 0 },
        slots: ofSession,
      },
    ];
  });
}

export function readDayDiary(read: StoreReader, day: LocalDay, moment: OfferContext): DayDiary {
  const reading = read.days.byDay(day);
  if (!reading) return { day, state: 'not-read', sessions: [] };
  const bookings = bookingsOn(read, day);
  const slots = slotsBySession(read, day, bookings, moment);
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
  const listed = new Set(sessions.map(({ id }) => id));
  const more = sessionsOfBookings([...bookings.values()], listed, slots);
  return {
    day,
    state: reading.state,
    sessions: [...sessions, ...more].toSorted((one, other) => one.startsAt - other.startsAt),
    asOf: reading.slotsReadAt ?? reading.countsReadAt,
  };
}
