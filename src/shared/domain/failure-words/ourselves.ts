/** What goes wrong on this PC and in what was asked of us, in the words that reception reads. */
import type { FailureKind } from '../failure.ts';
import type { SayOf } from './words.ts';

export const OURSELVES = {
  'invalid-input': () => ({
    brief: 'not a valid request',
    cause: 'What was entered cannot be used.',
    forPatients: 'Nothing changes for patients.',
    doNext: 'Check what was entered and try again.',
    who: 'reception',
  }),
  'store-trouble': () => ({
    brief: 'this PC’s disk cannot be written',
    cause: 'Slotkeeper cannot write to its own database on this PC.',
    forPatients:
      'Nothing can be booked online until this is put right. Confirmed bookings stand in the diary.',
    doNext:
      'Check that the disk is not full and that this user may write to Slotkeeper’s data folder, then restart it.',
    who: 'your IT support',
  }),
  'clock-wrong': (ehr) => ({
    brief: 'this PC’s clock is wrong',
    cause: `This PC’s clock and ${ehr}’s are more than four minutes apart, so no time can be trusted: a booking could be made too late, or shown at a wrong time.`,
    forPatients:
      'Nothing is offered, booked or changed until the clock is right. Confirmed bookings stand in the diary.',
    doNext:
      'Set this PC’s clock (in Windows: Settings, Time & language, Date & time). Slotkeeper goes on by itself within a minute.',
    who: 'your IT support',
  }),
  'key-unavailable': () => ({
    brief: 'the key to patients’ details cannot be had',
    cause: 'The key that protects patients’ details cannot be had on this PC.',
    forPatients:
      'Nothing can be booked or changed online until the key is there. Confirmed bookings stand in the diary.',
    doNext: 'Read the message at the top of this window: it says why, and what to do.',
    who: 'the practice manager',
  }),
  unexpected: () => ({
    brief: 'something unexpected went wrong',
    cause: 'Something went wrong that Slotkeeper did not expect.',
    forPatients: 'Nothing is offered that has not been read lately. Confirmed bookings stand.',
    doNext: 'Export a bundle under Help and send it to us with the time of this message.',
    who: 'Slotkeeper support',
  }),
} satisfies Partial<Record<FailureKind, SayOf>>;
