/**
 * How often an identity may be guessed. Counted by NHS number, because a date of birth is soon guessed for a number
 * that is known; tries whose answer is still awaited count as wrong, so that many at once win nothing.
 */
import { type Failure, failure } from '#shared/domain/failure.ts';
import type { NhsNumber } from '#shared/domain/patient.ts';
import { DAY, type Instant, later } from '#shared/domain/time.ts';
import type { StoreReader } from '../store/store.ts';

export const MOST_WRONG_TRIES = 5;
export const TRIES_COUNT_FOR_MS = DAY;

const TOO_MANY = failure(
  'too-many-tries',
  'These details were tried too often today. Please ring the practice.',
);

export const whyLockedOut = (wrong: number, awaited: number): Failure | undefined =>
  wrong + awaited >= MOST_WRONG_TRIES ? TOO_MANY : undefined;

export const wrongTriesOf = (read: StoreReader, nhsNumber: NhsNumber, now: Instant): number =>
  read.identityTries.wrongSince(nhsNumber, later(now, -TRIES_COUNT_FOR_MS));

/** Bookings for this number whose identity the EHR has not been asked about yet. */
export const awaitedTriesOf = (read: StoreReader, nhsNumber: NhsNumber): number =>
  read.commands
    .unsettled()
    .filter(({ state }) => state === 'received')
    .filter(({ bookingId }) => read.bookings.byId(bookingId)?.patient?.nhsNumber === nhsNumber).length;
