/**
 * What one look at a slot proves about a booking of ours. Only `ours` is a *yes*, and it needs both the patient and
 * our token; everything that does not fit is named apart rather than rounded to "free" or "taken".
 */
import type { EhrPatientId, SlotTypeId } from '#shared/domain/ids.ts';
import type { PulledSlot } from '#shared/domain/slot.ts';
import type { Instant } from '#shared/domain/time.ts';

export const SIGHTINGS = [
  'ours', // booked for our patient, with our token on it
  'same-patient', // booked for our patient, but not by this command
  'another-patient',
  'our-token-on-another-patient', // never expected: the wrong patient may have been booked
  'taken-unseen', // booked, and the diary does not say for whom
  'open',
  'open-with-traces', // open, yet with a patient or our token on it: perhaps booked and then cancelled
  'was-ours', // our token is on it, and nobody has it: booked and then cancelled or moved
  'changed', // open, but another slot type or another time than the patient chose
  'withheld', // blocked, embargoed, or a status that we do not know
  'gone',
] as const;
export type Sighting = (typeof SIGHTINGS)[number];

/** What was booked: `patientId` is the patient's key in this practice's EHR. */
export interface SoughtBooking {
  readonly token: string;
  readonly patientId: EhrPatientId;
  readonly slotTypeId: SlotTypeId;
  readonly startsAt: Instant;
}

export function sightSlot(slot: PulledSlot | undefined, sought: SoughtBooking): Sighting {
  if (!slot) return 'gone';
  const hasToken = slot.note?.includes(sought.token) ?? false;
  switch (slot.status) {
    case 'open':
      // EMIS may leave notes on a slot whose booking was cancelled: that is neither free for certain nor ours.
      if (hasToken || slot.bookedFor !== undefined) return 'open-with-traces';
      return slot.slotTypeId === sought.slotTypeId && slot.startsAt === sought.startsAt ? 'open' : 'changed';
    case 'booked':
    case 'unknown':
      if (slot.bookedFor === sought.patientId) return hasToken ? 'ours' : 'same-patient';
      if (slot.bookedFor !== undefined) return hasToken ? 'our-token-on-another-patient' : 'another-patient';
      if (slot.status === 'unknown') return hasToken ? 'was-ours' : 'withheld';
      return 'taken-unseen';
    case 'blocked':
    case 'embargoed':
      return 'withheld';
  }
}
