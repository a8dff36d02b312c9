/** What a booking comes to grief on, in the words that reception reads. */
import type { FailureKind } from '../failure.ts';
import type { SayOf } from './words.ts';

const ONE_BOOKING = 'This one booking only. Other slots are offered as usual.';
const NOT_BOOKED = 'The patient was told that it is not booked and can choose another time.';

export const BOOKINGS = {
  'slot-taken': (ehr) => ({
    brief: `slot taken in ${ehr}`,
    cause: `The slot was taken in ${ehr} before this booking could be written.`,
    forPatients: NOT_BOOKED,
    doNext: 'Nothing. If the patient rings, offer another time.',
    who: 'nobody needs to',
  }),
  'slot-withdrawn': (ehr) => ({
    brief: `slot no longer in ${ehr}`,
    cause: `The slot was taken out of the diary in ${ehr} before this booking could be written.`,
    forPatients: NOT_BOOKED,
    doNext: 'Nothing. If the patient rings, offer another time.',
    who: 'nobody needs to',
  }),
  'slot-not-free': (ehr) => ({
    brief: `slot no longer free in ${ehr}`,
    cause: `The slot was no longer free when the booking was to be written. ${ehr} does not tell whether somebody has it or it was taken out.`,
    forPatients: NOT_BOOKED,
    doNext: 'Nothing. If the patient rings, offer another time.',
    who: 'nobody needs to',
  }),
  'not-offered': () => ({
    brief: 'slot no longer offered',
    cause: 'The slot was no longer offered when the patient asked for it.',
    forPatients: NOT_BOOKED,
    doNext: 'Nothing. “Why missing?” shows why the slot is not offered.',
    who: 'nobody needs to',
  }),
  'hold-ended': () => ({
    brief: 'the time to choose ran out',
    cause: 'The patient’s time to finish ran out and the slot was given back.',
    forPatients: NOT_BOOKED,
    doNext: 'Nothing: the patient can start again.',
    who: 'nobody needs to',
  }),
  'patient-not-matched': (ehr) => ({
    brief: `patient not found in ${ehr}`,
    cause: `${ehr} has no patient with this NHS number and date of birth.`,
    forPatients: NOT_BOOKED,
    doNext: `If the patient rings, check their NHS number and date of birth in ${ehr}.`,
    who: 'reception',
  }),
  'too-many-tries': () => ({
    brief: 'too many wrong tries',
    cause: 'Wrong details were given too often for this NHS number, so it is locked for a while.',
    forPatients: 'The patient cannot book online until the lock ends, and can ring the practice.',
    doNext: 'If the patient rings, book for them.',
    who: 'reception',
  }),
  'not-found': () => ({
    brief: 'no longer there',
    cause: 'What was asked for is not there, or not any more.',
    forPatients: ONE_BOOKING,
    doNext: 'Look again: the screen may have been out of date.',
    who: 'nobody needs to',
  }),
  'already-booked': () => ({
    brief: 'another appointment at that time',
    cause: 'The patient has another online appointment at that time.',
    forPatients: NOT_BOOKED,
    doNext: 'Nothing: they were asked to choose another time, or to cancel or move the other appointment.',
    who: 'nobody needs to',
  }),
  'already-asked': () => ({
    brief: 'asked twice in two ways',
    cause: 'The same request came twice with different contents. The second was not done.',
    forPatients: ONE_BOOKING,
    doNext: 'Nothing: the first request stands.',
    who: 'nobody needs to',
  }),
} satisfies Partial<Record<FailureKind, SayOf>>;
