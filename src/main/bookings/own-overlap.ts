/**
 * Whether a patient has another online appointment at the same time: nobody can be at two. One that is being cancelled is no
 * hindrance. What staff booked for them is not known here, and both numbers must agree: a guess at one must learn nothing.
 */
import { type Failure, failure } from '#shared/domain/failure.ts';
import type { BookingId } from '#shared/domain/ids.ts';
import type { PatientIdentity } from '#shared/domain/patient.ts';
import { HOUR, type Instant, MINUTE, later } from '#shared/domain/time.ts';
import type { BookedSlot, Booking, StoreReader } from '../store/store.ts';

/** No appointment lasts longer. */
const LONGEST_MS = 8 * HOUR;

const AT_ONCE = failure('already-booked', 'This patient has another online appointment at that time.');

type TimeOf = Pick<BookedSlot, 'startsAt' | 'durationMin'>;
const endOf = ({ startsAt, durationMin }: TimeOf): Instant =>
  later(startsAt, Math.max(1, durationMin) * MINUTE);

/** `except`: the booking that is being moved, whose time may overlap its new one. */
export function whyTwiceAtOnce(
  read: Pick<StoreReader, 'bookings' | 'commands'>,
  { nhsNumber, dateOfBirth }: PatientIdentity,
  wanted: TimeOf,
  except?: BookingId,
): Failure | undefined {
  const end = endOf(wanted);
  const isMeanwhile = ({ slot }: Booking): boolean => slot.startsAt < end && endOf(slot) > wanted.startsAt;
  const isTheirs = ({ id, patient, state }: Booking): boolean =>
    id !== except &&
    state !== 'cancelling' &&
    patient?.nhsNumber === nhsNumber &&
    patient.dateOfBirth === dateOfBirth;
  const onTheirWay = read.commands
    .unsettled()
    .filter(({ kind, startsAt }) => kind === 'book' && startsAt < end)
    .flatMap(({ bookingId }) => read.bookings.byId(bookingId) ?? []);
  const booked = read.bookings.kept(later(wanted.startsAt, -LONGEST_MS), end);
  return [...onTheirWay, ...booked].some((one) => isMeanwhile(one) && isTheirs(one)) ? AT_ONCE : undefined;
}
