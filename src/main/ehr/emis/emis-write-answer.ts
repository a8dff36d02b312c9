/**
 * What a booking or a cancellation came to. Only two things prove that nothing was done: no byte left this PC, or EMIS turned
 * the sign-in away (401). Only an echo of this very patient and slot proves that it was. All else is doubt, a plain 400 for a
 * slot that is taken (or already free) included: the Partner API documents no such answer (v1.2), so the slot is read back;
 * but as EMIS has said no in its own words, nothing of ours is under way any more and it is read back at once.
 */
import { z } from 'zod';

import { failure } from '#shared/domain/failure.ts';

import type { BookingToSend, WriteAnswer } from '../../ports/ehr-diary.ts';
import { check } from './emis-wire.ts';
import type { EmisReply } from './emis-session.ts';
import { parseEmisDateTime } from './emis-times.ts';

const wholeNumber = z.int().min(0);

/** The answer to a booking and to a cancellation alike. `patientInforamtion` is how EMIS spells it. */
const echo = z.object({
  appointmentInformation: z.object({
    slotId: wholeNumber,
    sessionId: wholeNumber.nullish(),
    slotDateTime: z.string().max(100).nullish(),
  }),
  patientInforamtion: z.object({ patientNumber: wholeNumber }),
});
type Echo = z.infer<typeof echo>;

export type EmisWrite = 'booking' | 'cancellation';

export function writeAnswer(
  reply: EmisReply,
  asked: Pick<BookingToSend, 'slot' | 'patientId'>,
  what: EmisWrite,
): WriteAnswer {
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
    const refused = failure('refused', `EMIS Web refused the ${what}.`, { detail: 'outcome 3' });
    return { class: 'ambiguous', failure: refused, saidNo: true };
  }
  const parsed = check(echo, reply.content.json, `a ${what}`);
  if (!parsed.ok) return { class: 'ambiguous', failure: parsed.failure };
  const other = whatIsOther(parsed.value, asked);
  if (other === undefined) return { class: 'applied' };
  const message = `EMIS Web confirmed a ${what} of another ${other} than was asked for.`;
  return {
    class: 'ambiguous',
    failure: failure('not-understood', message, { detail: `echo differs: ${other}` }),
  };
}

function whatIsOther(
  { appointmentInformation: slot, patientInforamtion: patient }: Echo,
  { slot: asked, patientId }: Pick<BookingToSend, 'slot' | 'patientId'>,
): 'patient' | 'slot' | 'session' | 'time' | undefined {
  if (String(patient.patientNumber) !== patientId) return 'patient';
  if (String(slot.slotId) !== asked.id) return 'slot';
  if (typeof slot.sessionId === 'number' && String(slot.sessionId) !== asked.sessionId) return 'session';
  // The form of this field is not documented: one that cannot be read proves nothing either way.
  const at = parseEmisDateTime(slot.slotDateTime ?? '');
  return at !== undefined && at !== asked.startsAt ? 'time' : undefined;
}
