/**
 * One slot as the diary has it now. Who holds a slot is never told, only what a patient has: so to look for our booking is
 * to read that patient's bookings of the day first, the cancelled ones too. Only when none of them bears our mark may the
 * slot be called free, or gone.
 */
import { type Outcome, ok } from '#shared/domain/outcome.ts';
import type { PulledSlot } from '#shared/domain/slot.ts';
import { type Instant, dayOf } from '#shared/domain/time.ts';

import type { Ask, SoughtSlot } from '../../ports/ehr-diary.ts';
import type { GpConnectAppointments } from './gp-connect-appointment.ts';
import type { KnownAppointment } from './wire/parse-appointment.ts';
import type { FreeSlots } from './wire/parse-slots.ts';
import { slotTypeIdOf } from './wire/slot-types.ts';

export interface PullSlotDeps {
  readonly pullAppointments: GpConnectAppointments['pullAppointments'];
  readonly searchDay: (day: SoughtSlot['session']['day'], ask: Ask) => Promise<Outcome<FreeSlots>>;
  readonly now: () => Instant;
}

export async function pullSlot(
  sought: SoughtSlot,
  ask: Ask,
  { pullAppointments, searchDay, now }: PullSlotDeps,
): Promise<Outcome<PulledSlot | undefined>> {
  const { day } = sought.session;
  // Neither free slots nor bookings of the past can be asked for.
  if (day < dayOf(now())) return ok(undefined);
  const { booking } = sought;
  if (booking) {
    const bookings = await pullAppointments(booking.patientId, { from: day, to: day }, ask);
    if (!bookings.ok) return bookings;
    const seen = seenIn(bookings.value, sought, booking.token);
    if (seen) return ok(seen);
  }
  const free = await searchDay(day, ask);
  if (!free.ok) return free;
  return ok([...free.value.slots.values()].flat().find(({ id }) => id === sought.slotId));
}

/** What the patient's own bookings say of the slot; `undefined` when nothing. */
function seenIn(
  bookings: readonly KnownAppointment[],
  { slotId, session }: SoughtSlot,
  token: string,
): PulledSlot | undefined {
  const noteOf = ({ description, comment }: KnownAppointment) =>
    [description, comment].filter(Boolean).join('\n');
  const isMarked = (one: KnownAppointment) => noteOf(one).includes(token);
  const isHere = (one: KnownAppointment) =>
    one.slotIds.includes(slotId) && (one.state === 'live' || one.state === 'ended');
  const held = bookings.find((one) => isHere(one) && isMarked(one)) ?? bookings.find(isHere);
  const slotOf = (one: KnownAppointment): Omit<PulledSlot, 'status'> => ({
    id: slotId,
    sessionId: session.id,
    slotTypeId: slotTypeIdOf(one.slotTypeName),
    day: one.day,
    startsAt: one.startsAt,
    durationMin: one.durationMin,
    note: noteOf(one),
  });
  // A mark on a booking that was cancelled, moved, or is in a state we do not know: it has been booked once, so the slot
  // is not *free as if never booked*, and yet nobody is said to have it.
  const trace = bookings.find((one) => isMarked(one) && !isHere(one));
  if (held && (isMarked(held) || !trace)) {
    return {
      ...slotOf(held),
      status: 'booked',
      bookedFor: held.patientId,
      appointmentId: held.id,
      ...(held.attendance === undefined ? {} : { attendance: held.attendance }),
    };
  }
  return trace ? { ...slotOf(trace), status: 'unknown' } : undefined;
}
