/**
 * What a booking call came to. Only two things prove that nothing was booked: no byte left this PC, or EMIS turned the
 * sign-in away (401). Only an echo of this very booking proves that it was. All else is doubt, a plain 400 for a taken slot
 * included: the Partner API documents no such answer (v1.2), so the slot is read back; but as EMIS has said no in its own
 * words, nothing of ours is under way any more and it is read back at once.
 */
import { z } from 'zod';

import { failure } from '#shared/domain/failure.ts';

import type { BookingToSend, WriteAnswer } from '../../ports/ehr-diary.ts';
import { check } from './emis-wire.ts';
import type { EmisReply } from './emis-session.ts';
import { parseEmisDateTime } from './emis-times.ts';

const wholeNumber = z.int().min(0);

/** `patientInforamtion` is how EMIS spells it. */
const booked = z.object({
  appointmentInformation: z.object({
    slotId: wholeNumber,
    sessionId: wholeNumber.nullish(),
    slotDateTime: z.string().max(100).nullish(),
  }),
  patientInforamtion: z.object({ patientNumber: wholeNumber }),
});
type Booked = z.infer<typeof booked>;

export function bookingAnswer(reply: EmisReply, asked: BookingToSend): WriteAnswer {
  if (!reply.ok) {
    const isProof = !reply.mayHaveArrived || reply.signInRefused;
    if (!isProof)
      return { class: 'ambiguous', failure: reply.failure, ...(reply.saidNo && { saidNo: true }) };
    return {
      class: 'not-applied',
      permanent: reply.failure.kind === 'invalid-input',
      failure: reply.failure,
    };
  }
  if (reply.content.kind === 'nothing') {
    const refused = failure('refused', 'EMIS Web refused the booking.', { detail: 'outcome 3' });
    return { class: 'ambiguous', failure: refused, saidNo: true };
  }
  const parsed = check(booked, reply.content.json, 'a booking');
  if (!parsed.ok) return { class: 'ambiguous', failure: parsed.failure };
  const other = whatIsOther(parsed.value, asked);
  if (other === undefined) return { class: 'applied' };
  return {
    class: 'ambiguous',
    failure: failure(
      'not-understood',
      `EMIS Web confirmed a booking of another ${other} than was asked for.`,
      {
        detail: `echo differs: ${other}`,
      },
    ),
  };
}

function whatIsOther(
  { appointmentInformation: slot, patientInforamtion: patient }: Booked,
  { slot: asked, patientId }: BookingToSend,
): 'patient' | 'slot' | 'session' | 'time' | undefined {
  if (String(patient.patientNumber) !== patientId) return 'patient';
  if (String(slot.slotId) !== asked.id) return 'slot';
  if (typeof slot.sessionId === 'number' && String(slot.sessionId) !== asked.sessionId) return 'session';
  // The form of this field is not documented: one that cannot be read proves nothing either way.
  const at = parseEmisDateTime(slot.slotDateTime ?? '');
  return at !== undefined && at !== asked.startsAt ? 'time' : undefined;
}
