/**
 * Where an appointment that we have booked is, by one look at its slot: there, out of it, or not to be told. What is not to
 * be told keeps its own name, because nothing may be done on the strength of it.
 */
import type { PulledSlot } from '#shared/domain/slot.ts';
import type { Instant } from '#shared/domain/time.ts';
import type { Sighting } from './sight-slot.ts';

export type Whereabouts =
  | 'there'
  | 'there-at-another-time'
  | 'out'
  | 'moved-away' // our mark is on an appointment at another time, and that one is not in this slot
  | 'wrong-patient'
  | 'same-patient'
  | 'taken-unseen'
  | 'withheld';

/** `pulled` is what the sighting was made from; `bookedFor` the time for which it was booked. */
export function whereaboutsOf(
  sighting: Sighting,
  pulled: PulledSlot | undefined,
  bookedFor: Instant,
): Whereabouts {
  const isAtItsTime = pulled?.startsAt === bookedFor;
  switch (sighting) {
    case 'ours':
      return isAtItsTime ? 'there' : 'there-at-another-time';
    case 'was-ours':
      return isAtItsTime ? 'out' : 'moved-away';
    case 'open':
    case 'open-with-traces':
    case 'changed':
    case 'another-patient':
    case 'gone':
      return 'out';
    case 'our-token-on-another-patient':
      return 'wrong-patient';
    case 'withheld':
      // Blocked or embargoed with nobody in it: staff took the patient out and closed the slot.
      return pulled && pulled.status !== 'unknown' && pulled.bookedFor === undefined ? 'out' : sighting;
    case 'same-patient':
    case 'taken-unseen':
      return sighting;
  }
}
