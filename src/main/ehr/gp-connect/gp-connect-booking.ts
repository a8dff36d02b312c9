/**
 * Books one slot. Only an echo of this very booking proves that it stands; a slot that is no longer free is answered by 409,
 * which says no but not to whom the slot went: it may be ours, booked by a request whose answer was lost.
 */
import { failure } from '#shared/domain/failure.ts';

import type { Ask, BookingToSend, WriteAnswer } from '../../ports/ehr-diary.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Configuration } from '../../ports/settings.ts';
import type { GpConnectReply, GpConnectSession } from './gp-connect-session.ts';
import { settleUnsuccessful } from './settle-write.ts';
import { formatBooking } from './wire/format-appointment.ts';
import { type ReadAppointment, parseAppointment } from './wire/parse-appointment.ts';
import { GP_CONNECT, isId } from './wire/resource.ts';

export interface BookingDeps {
  readonly session: GpConnectSession;
  readonly practice: Configuration['practice'];
  readonly clock: Clock;
}

const notAKey = (what: string): WriteAnswer => ({
  class: 'not-applied',
  permanent: true,
  failure: failure('invalid-input', `This is not the key of ${what} in ${GP_CONNECT}.`),
});

/** `booking.session` must name its site, without which nothing can be booked. */
export async function sendBooking(
  booking: BookingToSend,
  ask: Ask,
  { session, practice, clock }: BookingDeps,
): Promise<WriteAnswer> {
  if (!isId(booking.slot.id)) return notAKey('a slot');
  if (!isId(booking.patientId)) return notAKey('a patient');
  if (!isId(booking.session.site.id)) return notAKey('a site');
  if (!booking.session.clinicians.every(({ id }) => isId(id))) return notAKey('a clinician');
  const body = formatBooking(booking, practice, clock.now());
  return bookingAnswer(await session.call({ interaction: 'book', path: '/Appointment', body }, ask), booking);
}

export function bookingAnswer(reply: GpConnectReply, asked: BookingToSend): WriteAnswer {
  if (!reply.ok) {
    const answer = settleUnsuccessful(reply);
    if (reply.code !== 'DUPLICATE_REJECTED' || answer.class !== 'ambiguous') return answer;
    const message = `${GP_CONNECT} says that the slot is no longer free.`;
    return { ...answer, failure: failure('slot-taken', message, { detail: 'HTTP 409, DUPLICATE_REJECTED' }) };
  }
  if (reply.status !== 201) return inDoubt('a booking, but not as a new one', `HTTP ${reply.status}`);
  const parsed = parseAppointment(reply.json);
  if (!parsed.ok) return { class: 'ambiguous', failure: parsed.failure };
  const other = whatIsOther(parsed.value, asked);
  if (other === undefined) return { class: 'applied' };
  return inDoubt(`a booking of another ${other} than was asked for`, `echo differs: ${other}`);
}

function whatIsOther(
  echo: ReadAppointment,
  { slot, patientId }: BookingToSend,
): 'patient' | 'slot' | 'time' | 'state' | undefined {
  if (echo.patientId !== patientId) return 'patient';
  if (echo.slotIds.length !== 1 || echo.slotIds[0] !== slot.id) return 'slot';
  if (echo.startsAt !== slot.startsAt) return 'time';
  return echo.resource['status'] === 'booked' ? undefined : 'state';
}

const inDoubt = (what: string, detail: string): WriteAnswer => ({
  class: 'ambiguous',
  failure: failure('not-understood', `${GP_CONNECT} confirmed ${what}.`, { detail }),
});
