/**
 * What the API answers when a booking is cancelled or moved, decided purely. 202 as long as the diary does not have it;
 * refusals are 409 with what to do, and say nothing of the EHR.
 */
import type { Changes } from '../../bookings/read-changes.ts';
import type { Booking } from '../../store/store.ts';
import { type Problem, problemOf } from '../http/problem.ts';
import { type BookingAnswer, answerBooking } from './answer-booking.ts';
import type { Failure } from '#shared/domain/failure.ts';

const conflict = (code: string, title: string, detail: string): Problem => ({
  ...{ status: 409, code, title, detail },
});

/** Of a booking whose cancellation was asked for, after the caller has waited for the outcome as long as it would. */
export function answerCancel(
  { state }: Pick<Booking, 'state'>,
  { pending }: Pick<Changes, 'pending'>,
): { readonly kind: 'booking'; readonly status: 200 | 202 } | { readonly kind: 'problem'; problem: Problem } {
  if (state === 'cancelled') return { kind: 'booking', status: 200 };
  if (pending !== undefined || state === 'needs-you') return { kind: 'booking', status: 202 };
  return {
    kind: 'problem',
    problem: conflict(
      'not-cancelled',
      'It could not be cancelled',
      'The appointment is in the diary as before. Ring the practice.',
    ),
  };
}

/** `booking` is the new one. 201 only when it is in the diary and the old one is out of it. */
export function answerMove(booking: Booking, { replaces }: Pick<Changes, 'replaces'>): BookingAnswer {
  if (booking.state === 'confirmed') {
    return { kind: 'booking', status: replaces?.state === 'cancelled' ? 201 : 202 };
  }
  if (booking.state === 'not-booked') {
    const detail = 'The new time could not be booked. The old appointment is not changed.';
    return { kind: 'problem', problem: conflict('not-moved', 'Not moved', detail) };
  }
  return answerBooking(booking);
}

/** Why a change was not taken. `undefined` detail: the store's own word. */
export function changeProblem(failure: Failure): Problem {
  if (failure.kind === 'try-later') {
    const detail =
      'Something of this booking is on its way to the diary. Ask for the booking, then try again.';
    return conflict('under-way', 'This cannot be done just now', detail);
  }
  if (failure.kind !== 'invalid-input') return problemOf(failure);
  switch (failure.detail) {
    case 'too-late':
      return conflict('too-late', 'It is too late to change this online', 'Ring the practice.');
    case 'not-standing':
      return conflict(
        'not-standing',
        'There is no appointment to change',
        'This booking is over or came to nothing.',
      );
    case 'same-time':
      return conflict('same-time', 'It has that time already', 'Choose another time.');
    default:
      return conflict('not-possible', 'This booking cannot be changed online', 'Ring the practice.');
  }
}
