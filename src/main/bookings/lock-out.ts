/**
 * How often an identity may be guessed. Counted by NHS number, because a date of birth is soon guessed for a number
 * that is known; tries whose answer is still awaited count as wrong, so that many at once win nothing.
 */
import { type Failure, failure } from '#shared/domain/failure.ts';
import type { NhsNumber, PatientIdentity } from '#shared/domain/patient.ts';
import { DAY, type Instant, type LocalDay, later } from '#shared/domain/time.ts';
import type { StoreReader } from '../store/store.ts';

const MOST_WRONG_TRIES = 5;
const TRIES_COUNT_FOR_MS = DAY;

const TOO_MANY = failure(
  'too-many-tries',
  'These details were tried too often today. Please ring the practice.',
);

export const whyLockedOut = (wrong: number, awaited: number): Failure | undefined =>
  wrong + awaited >= MOST_WRONG_TRIES ? TOO_MANY : undefined;

export const wrongTriesOf = (read: StoreReader, nhsNumber: NhsNumber, now: Instant): number =>
  read.identityTries.wrongSince(nhsNumber, later(now, -TRIES_COUNT_FOR_MS));

/**
 * Guesses at this number that the EHR has not answered yet: bookings under other dates of birth. The same identity
 * again is no guess, or a patient who books twice in an outage would be locked out.
 */
export function awaitedTriesOf(read: StoreReader, { nhsNumber, dateOfBirth }: PatientIdentity): number {
  const patients = read.commands
    .unsettled()
    .filter(({ state }) => state === 'received')
    .map(({ bookingId }) => read.bookings.byId(bookingId)?.patient)
    .filter((patient) => patient?.nhsNumber === nhsNumber);
  return countOthers(
    patients.flatMap((patient) => (patient ? [patient.dateOfBirth] : [])),
    dateOfBirth,
  );
}

export const countOthers = (days: readonly LocalDay[], mine: LocalDay): number =>
  new Set(days.filter((day) => day !== mine)).size;
