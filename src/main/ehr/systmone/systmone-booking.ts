/**
 * What a booking call came to. Nothing booked is proven only where no byte of the request left; booked, only by an
 * AppointmentUID on a saved record of this very patient. An error is no proof: TPP documents no text for a taken slot, and a
 * record that is open in the client may have been saved all the same. So after it the diary is looked at.
 */
import { z } from 'zod';

import { failure } from '#shared/domain/failure.ts';
import { parseNhsNumber } from '#shared/domain/patient.ts';

import type { BookingToSend, WriteAnswer } from '../../ports/ehr-diary.ts';
import { SYSTMONE, type SystmOneError } from './line/systmone-failures.ts';
import type { SystmOneReply } from './line/systmone-talk.ts';
import { box, check, exact, maybe, one } from './parse/systmone-wire.ts';

const booked = z.object({
  Identity: maybe(box({ NHSNumber: maybe(exact) })),
  AppointmentUID: one(z.string().trim().min(1).max(100)),
  RecordState: maybe(exact),
});
type Booked = z.infer<typeof booked>;

export function bookingAnswer(reply: SystmOneReply, { patientId }: BookingToSend): WriteAnswer {
  if (!reply.ok) {
    if (!reply.mayHaveArrived) return { class: 'not-applied', permanent: false, failure: reply.failure };
    if (!reply.error) return { class: 'ambiguous', failure: reply.failure };
    return { class: 'ambiguous', failure: failureOfRefusal(reply.error), saidNo: true };
  }
  const parsed = check(booked, reply.response, 'a booking');
  if (!parsed.ok) return { class: 'ambiguous', failure: parsed.failure };
  const wrong = whatIsWrong(parsed.value, patientId);
  if (wrong === undefined) return { class: 'applied' };
  const why = failure('not-understood', `${SYSTMONE} did not confirm the booking that was asked for.`, {
    detail: wrong,
  });
  return { class: 'ambiguous', failure: why };
}

function whatIsWrong({ Identity, RecordState }: Booked, patientId: string): string | undefined {
  const number = Identity?.NHSNumber?.trim() ?? '';
  if (number !== '' && parseNhsNumber(number) !== patientId) return 'echo differs: patient';
  const state = RecordState?.trim().toLowerCase() ?? '';
  return state === '' || state === 'closed' ? undefined : 'the record was not saved';
}

/** The text of the error may name the patient: what is kept of it is whether trying again may help. */
const failureOfRefusal = ({ isPermanent }: SystmOneError) =>
  isPermanent
    ? failure('refused', `${SYSTMONE} did not take the booking.`, { detail: 'PermanentError true' })
    : failure('try-later', `${SYSTMONE} could not take the booking just now.`, {
        detail: 'PermanentError false',
      });
