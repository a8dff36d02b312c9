/**
 * What a booking or a cancellation came to. Nothing done is proven only where no byte of the request left; done, only by an
 * AppointmentUID on a saved record of this very patient, and of a cancellation by the one that was asked for. An error is no
 * proof: TPP documents no text for a taken slot, and a record that is open in the client may have been saved all the same.
 * So after it the diary is looked at.
 */
import { z } from 'zod';

import { failure } from '#shared/domain/failure.ts';
import { parseNhsNumber } from '#shared/domain/patient.ts';

import type { BookingToSend, CancellationToSend, WriteAnswer } from '../../ports/ehr-diary.ts';
import { SYSTMONE, type SystmOneError } from './line/systmone-failures.ts';
import type { SystmOneReply } from './line/systmone-talk.ts';
import { box, check, exact, maybe, one } from './parse/systmone-wire.ts';

const echo = z.object({
  Identity: maybe(box({ NHSNumber: maybe(exact) })),
  AppointmentUID: one(z.string().trim().min(1).max(100)),
  RecordState: maybe(exact),
});
type Echo = z.infer<typeof echo>;

interface Asked {
  readonly what: 'booking' | 'cancellation';
  readonly patientId: string;
  /** Of the appointment that is to be changed. */
  readonly uid?: string;
}

export const bookingAnswer = (reply: SystmOneReply, { patientId }: BookingToSend): WriteAnswer =>
  writeAnswer(reply, { what: 'booking', patientId });

export const cancellationAnswer = (
  reply: SystmOneReply,
  { patientId }: CancellationToSend,
  uid: string,
): WriteAnswer => writeAnswer(reply, { what: 'cancellation', patientId, uid });

function writeAnswer(reply: SystmOneReply, asked: Asked): WriteAnswer {
  if (!reply.ok) {
    if (!reply.mayHaveArrived) return { class: 'not-applied', permanent: false, failure: reply.failure };
    if (!reply.error) return { class: 'ambiguous', failure: reply.failure };
    return { class: 'ambiguous', failure: failureOfRefusal(reply.error, asked.what), saidNo: true };
  }
  const parsed = check(echo, reply.response, `a ${asked.what}`);
  if (!parsed.ok) return { class: 'ambiguous', failure: parsed.failure };
  const wrong = whatIsWrong(parsed.value, asked);
  if (wrong === undefined) return { class: 'applied' };
  const why = failure('not-understood', `${SYSTMONE} did not confirm the ${asked.what} that was asked for.`, {
    detail: wrong,
  });
  return { class: 'ambiguous', failure: why };
}

function whatIsWrong({ Identity, AppointmentUID, RecordState }: Echo, asked: Asked): string | undefined {
  const number = Identity?.NHSNumber?.trim() ?? '';
  if (number !== '' && parseNhsNumber(number) !== asked.patientId) return 'echo differs: patient';
  if (asked.uid !== undefined && AppointmentUID.toLowerCase() !== asked.uid.toLowerCase()) {
    return 'echo differs: appointment';
  }
  const state = RecordState?.trim().toLowerCase() ?? '';
  return state === '' || state === 'closed' ? undefined : 'the record was not saved';
}

/** The text of the error may name the patient: what is kept of it is whether trying again may help. */
const failureOfRefusal = ({ isPermanent }: SystmOneError, what: Asked['what']) =>
  isPermanent
    ? failure('refused', `${SYSTMONE} did not take the ${what}.`, { detail: 'PermanentError true' })
    : failure('try-later', `${SYSTMONE} could not take the ${what} just now.`, {
        detail: 'PermanentError false',
      });
