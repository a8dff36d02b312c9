/**
 * Cancels one appointment of ours: read, compared with the one that was meant, and sent back as cancelled under the version
 * that was read. Whatever else stands under its key by now is left alone; the next look at the slot tells what to make of it.
 */
import { failure } from '#shared/domain/failure.ts';

import type { Ask, CancellationToSend, WriteAnswer } from '../../ports/ehr-diary.ts';
import type { GpConnectAppointments } from './gp-connect-appointment.ts';
import type { KnownAppointment } from './wire/parse-appointment.ts';
import { GP_CONNECT } from './wire/resource.ts';

/** Shown to the practice on the cancelled appointment. */
const REASONS: Readonly<Record<CancellationToSend['by'], string>> = {
  patient: 'Cancelled online by the patient',
  practice: 'Cancelled by the practice',
};

export async function sendCancellation(
  cancellation: CancellationToSend,
  ask: Ask,
  { cancelAppointment }: Pick<GpConnectAppointments, 'cancelAppointment'>,
): Promise<WriteAnswer> {
  const { appointmentId, by } = cancellation;
  if (appointmentId === undefined) {
    const message = `The key of this booking in ${GP_CONNECT} is not known, so nothing was sent.`;
    return { class: 'not-applied', permanent: false, failure: failure('invalid-input', message) };
  }
  const isOurs = (now: KnownAppointment) => isMeant(now, cancellation);
  const answer = await cancelAppointment(appointmentId, REASONS[by], ask, isOurs);
  if (answer.class === 'applied') return { class: 'applied' };
  const { now: _now, ...said } = answer;
  // Gone from under its key: whether it is out of the diary, the next look at the slot tells, not this.
  if (said.class === 'not-applied' && said.failure.kind === 'not-found') return { ...said, permanent: false };
  return said;
}

/** That the key is of our booking, whoever looked has seen by its mark. Staff may have changed its words since. */
const isMeant = (now: KnownAppointment, { slot, patientId }: CancellationToSend): boolean =>
  now.patientId === patientId &&
  now.startsAt === slot.startsAt &&
  now.slotIds.length === 1 &&
  now.slotIds[0] === slot.id;
