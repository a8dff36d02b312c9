/**
 * How SystmOne says no: a sentence and whether asking again may help. There are no codes.
 *
 * No sentence repeats anything of the request: names and numbers of patients would end up in the logs of whoever prints it.
 */
import type { Refusal } from '../diary/appointments.ts';

/** Thrown anywhere inside a function; the server turns it into ErrorMessage and PermanentError. */
export class SystmOneRefusal extends Error {
  override name = 'SystmOneRefusal';
  readonly isPermanent: boolean;

  constructor(message: string, isPermanent = true) {
    super(message);
    this.isPermanent = isPermanent;
  }
}

const NO_MATCHING_SLOT =
  'The appointment could not be booked: no free slot matches the clinic, slot type, start and duration';
const NOT_FOUND = 'The appointment was not found';

const WORDS: Readonly<Record<Refusal, string>> = {
  'no-such-slot': NO_MATCHING_SLOT,
  'no-such-session': NO_MATCHING_SLOT,
  'no-such-slot-type': NO_MATCHING_SLOT,
  taken: NO_MATCHING_SLOT,
  blocked: NO_MATCHING_SLOT,
  embargoed: NO_MATCHING_SLOT,
  'not-bookable': NO_MATCHING_SLOT,
  'outside-the-diary': NO_MATCHING_SLOT,
  'no-such-patient': 'No patient record was found for this identity',
  'patient-not-registered': 'The patient is not registered at this organisation',
  'not-booked': NOT_FOUND,
  'another-patient': NOT_FOUND,
  'already-so': 'The appointment already has this status',
  'does-not-follow': 'The appointment has a status that does not allow this change',
};

export const refusalFor = (why: Refusal): SystmOneRefusal => new SystmOneRefusal(WORDS[why]);
