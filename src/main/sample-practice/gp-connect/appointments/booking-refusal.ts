/** What the diary's refusals are in GP Connect's words: *no longer free* is 409, everything else was never right. */
import type { Refusal } from '../../diary/appointments.ts';
import type { GpConnectModes } from '../gp-connect-modes.ts';
import { GpConnectRefusal, type SpineCode } from '../wire/gp-connect-refusal.ts';

const WORDS: Readonly<Record<Refusal, readonly [code: SpineCode, words: string]>> = {
  'no-such-slot': ['REFERENCE_NOT_FOUND', 'There is no such slot'],
  'no-such-session': ['REFERENCE_NOT_FOUND', 'There is no such schedule'],
  'no-such-patient': ['REFERENCE_NOT_FOUND', 'There is no such patient'],
  'no-such-slot-type': ['INVALID_RESOURCE', 'There is no such kind of appointment'],
  'patient-not-registered': ['INVALID_RESOURCE', 'The patient is not registered here'],
  taken: ['DUPLICATE_REJECTED', 'The slot is no longer free'],
  blocked: ['DUPLICATE_REJECTED', 'The slot is no longer free'],
  embargoed: ['DUPLICATE_REJECTED', 'The slot is no longer free'],
  'not-bookable': ['INVALID_RESOURCE', 'The slot cannot be booked from outside'],
  'not-booked': ['INVALID_RESOURCE', 'The appointment is not booked'],
  'another-patient': ['INVALID_RESOURCE', 'The appointment is of another patient'],
  'already-so': ['INVALID_RESOURCE', 'The appointment is so already'],
  'does-not-follow': ['INVALID_RESOURCE', 'The appointment has gone too far for that'],
  'outside-the-diary': ['INVALID_RESOURCE', 'The date is outside the diary'],
};

export function bookingRefusal(why: Refusal, modes: GpConnectModes): GpConnectRefusal {
  const [code, words] = WORDS[why];
  const isMissing = why === 'no-such-slot' && modes.unknownSlot === 'invalid-resource';
  return new GpConnectRefusal(isMissing ? 'INVALID_RESOURCE' : code, words);
}
