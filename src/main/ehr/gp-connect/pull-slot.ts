/**
 * One slot as the diary has it now. Who holds a slot is never told, only what a patient has: so to look for our booking is
 * to read that patient's bookings of the day first, the cancelled ones too. Only when none of them bears our mark may the
 * slot be called free, or gone.
 */
import { failure } from '#shared/domain/failure.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';
import type { PulledSlot } from '#shared/domain/slot.ts';
import { type Instant, dayOf } from '#shared/domain/time.ts';

import type { Ask, SoughtSlot } from '../../ports/ehr-diary.ts';
import type { GpConnectSession } from './gp-connect-session.ts';
import { formatBookingsSearch } from './wire/format-search.ts';
import { type ReadAppointment, parseAppointments } from './wire/parse-appointment.ts';
import type { FreeSlots } from './wire/parse-slots.ts';
import { GP_CONNECT, isId } from './wire/resource.ts';
import { slotTypeIdOf } from './wire/slot-types.ts';

export interface PullSlotDeps {
  readonly session: GpConnectSession;
  readonly searchDay: (day: SoughtSlot['session']['day'], ask: Ask) => Promise<Outcome<FreeSlots>>;
  readonly now: () => Instant;
}

export async function pullSlot(
  sought: SoughtSlot,
  ask: Ask,
  { session, searchDay, now }: PullSlotDeps,
): Promise<Outcome<PulledSlot | undefined>> {
  const { day } = sought.session;
  // Neither free slots nor bookings of the past can be asked for.
  if (day < dayOf(now())) return ok(undefined);
  const { booking } = sought;
  if (booking) {
    if (!isId(booking.patientId)) {
      return failed(failure('invalid-input', `This is not the key of a patient in ${GP_CONNECT}.`));
    }
    const path = formatBookingsSearch(booking.patientId, { from: day, to: day });
    const reply = await session.call({ interaction: 'read bookings of a patient', path }, ask);
    if (!reply.ok) return failed(reply.failure);
    const bookings = parseAppointments(reply.json, booking.patientId);
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
  bookings: readonly ReadAppointment[],
  { slotId, session }: SoughtSlot,
  token: string,
): PulledSlot | undefined {
  const noteOf = ({ description, comment }: ReadAppointment) =>
    [description, comment].filter(Boolean).join('\n');
  const isMarked = (one: ReadAppointment) => noteOf(one).includes(token);
  const isHere = (one: ReadAppointment) =>
    one.slotIds.includes(slotId) && (one.state === 'live' || one.state === 'ended');
  const held = bookings.find((one) => isHere(one) && isMarked(one)) ?? bookings.find(isHere);
  const slotOf = (one: ReadAppointment): Omit<PulledSlot, 'status'> => ({
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
    return { ...slotOf(held), status: 'booked', bookedFor: held.patientId };
  }
  return trace ? { ...slotOf(trace), status: 'unknown' } : undefined;
}
