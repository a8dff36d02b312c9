/**
 * Where a booking of ours stands now, by the patient's own bookings: one question, whatever the days. A booking does not tell
 * its schedule, so the slot that is given back has an empty `sessionId`: it says where the patient is expected, and is no row
 * of a session. Its slot type is the name that the booking bears.
 */
import { asId } from '#shared/domain/ids.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';
import type { PulledSlot } from '#shared/domain/slot.ts';
import { type Instant, dayOf } from '#shared/domain/time.ts';

import type { Ask, MarkedBooking } from '../../ports/ehr-diary.ts';
import { daysToSearch, notWhatItMayBe } from '../marked-booking.ts';
import type { GpConnectAppointments } from './gp-connect-appointment.ts';
import type { KnownAppointment } from './wire/parse-appointment.ts';
import { GP_CONNECT } from './wire/resource.ts';
import { slotTypeIdOf } from './wire/slot-types.ts';

export interface FindBookingDeps {
  readonly pullAppointments: GpConnectAppointments['pullAppointments'];
  readonly now: () => Instant;
}

export async function findBooking(
  { patientId, token, window }: MarkedBooking,
  ask: Ask,
  { pullAppointments, now }: FindBookingDeps,
): Promise<Outcome<PulledSlot | undefined>> {
  const days = daysToSearch(window, { product: GP_CONNECT, today: dayOf(now()) });
  if (!days.ok) return days;
  const bookings = await pullAppointments(patientId, days.value, ask);
  if (!bookings.ok) return bookings;
  const marked = bookings.value.filter((one) => noteOf(one).includes(token));
  const [ours] = marked
    .filter(({ state }) => state === 'live' || state === 'ended')
    .toSorted((one, other) => one.startsAt - other.startsAt);
  if (ours) return slotOf(ours);
  return marked.some(({ state }) => state === 'unknown') ? failed(notWhatItMayBe(GP_CONNECT)) : ok(undefined);
}

const noteOf = ({ description, comment }: KnownAppointment): string =>
  [description, comment].filter(Boolean).join('\n');

function slotOf(one: KnownAppointment): Outcome<PulledSlot> {
  const [id] = one.slotIds;
  if (id === undefined) return failed(notWhatItMayBe(GP_CONNECT));
  return ok({
    id,
    sessionId: asId(''),
    slotTypeId: slotTypeIdOf(one.slotTypeName),
    day: one.day,
    startsAt: one.startsAt,
    durationMin: one.durationMin,
    status: 'booked',
    bookedFor: one.patientId,
    appointmentId: one.id,
    note: noteOf(one),
    ...(one.attendance === undefined ? {} : { attendance: one.attendance }),
  });
}
