/**
 * What the API answers for a booking in each state, decided purely. Only `confirmed` is 201 and only `not-booked` or
 * `cancelled` is a no; whatever is still open, or waits for a person, is 202: it may be in the diary.
 */
import type { Booking } from '../../store/store.ts';
import type { Problem } from '../http/problem.ts';
import { problemOf } from '../http/problem.ts';

export type BookingAnswer =
  | { readonly kind: 'booking'; readonly status: 201 | 202 }
  | { readonly kind: 'problem'; readonly problem: Problem };

const CANCELLED_BY_PRACTICE: Problem = {
  status: 409,
  code: 'cancelled-by-practice',
  title: 'The practice cancelled it',
  detail: 'It was booked, and the practice has taken it out of the diary since.',
};
const CANCELLED: Problem = {
  status: 409,
  code: 'cancelled',
  title: 'It was cancelled',
  detail: 'It was taken back, cancelled or moved since, as its patient asked.',
};

type Answered = Pick<Booking, 'state' | 'failure' | 'endedBy'>;

export function answerBooking({ state, failure, endedBy }: Answered): BookingAnswer {
  switch (state) {
    case 'confirmed':
      return { kind: 'booking', status: 201 };
    case 'accepted':
    case 'checking':
    case 'cancelling':
    case 'needs-you':
      return { kind: 'booking', status: 202 };
    case 'cancelled':
      return {
        kind: 'problem',
        problem: endedBy === 'patient' || endedBy === 'move' ? CANCELLED : CANCELLED_BY_PRACTICE,
      };
    case 'not-booked': {
      const isAboutWho = failure?.kind === 'patient-not-matched' || failure?.kind === 'too-many-tries';
      if (failure && isAboutWho) return { kind: 'problem', problem: problemOf(failure) };
      return {
        kind: 'problem',
        problem: {
          status: 409,
          code: failure?.kind === 'slot-taken' ? 'slot-taken' : 'not-booked',
          title: 'Not booked',
          detail: 'Nothing is in the diary for this request. Choose another appointment.',
        },
      };
    }
  }
}
