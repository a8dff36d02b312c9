// May it be cancelled or moved, and how? Every state of a booking, both askers, and the minutes around the cut-off.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ChangeFacts,
  planCancellation,
  sendNotBefore,
  whyNotMove,
} from '../../../src/main/bookings/decide-change.ts';
import { pendingOf } from '../../../src/main/bookings/read-changes.ts';
import type { Booking } from '../../../src/main/store/store.ts';
import { BOOKING_STATES, type BookingState } from '#shared/domain/booking.ts';
import { MINUTE, SECOND, asInstant, later } from '#shared/domain/time.ts';
import { TEST_NOW } from '../../support/open-test-store.ts';
import { sampleBooking } from '../../support/store-samples.ts';

const { startsAt } = sampleBooking('one').slot;
const bookingIn = (state: BookingState, more: Partial<Booking> = {}): Booking => ({
  ...sampleBooking('one'),
  ...{ state, stateAt: TEST_NOW, revision: 1 },
  ...more,
});
const facts = (state: BookingState, more: Partial<ChangeFacts> = {}): ChangeFacts => ({
  booking: bookingIn(state),
  command: { kind: 'book', state: 'confirmed' },
  replacement: undefined,
  by: 'patient',
  now: TEST_NOW,
  cutOffMinutes: 60,
  ...more,
});

const cancelled = (asked: ChangeFacts): string => {
  const step = planCancellation(asked);
  return step.ok ? step.value : (step.failure.detail ?? step.failure.kind);
};
const moved = (asked: ChangeFacts): string => {
  const why = whyNotMove(asked);
  return why ? (why.detail ?? why.kind) : 'may';
};

describe('in each state of the booking', () => {
  test('a cancellation is taken, is done already, or waits until it is known what there is to cancel', () => {
    expect(BOOKING_STATES.map((state) => [state, cancelled(facts(state))])).toEqual([
      ['accepted', 'try-later'],
      ['checking', 'try-later'],
      ['confirmed', 'cancel'],
      ['cancelling', 'done'],
      ['not-booked', 'not-standing'],
      ['cancelled', 'done'],
      ['needs-you', 'try-later'],
    ]);
  });

  test('only what is surely in the diary is moved', () => {
    expect(BOOKING_STATES.map((state) => [state, moved(facts(state))])).toEqual([
      ['accepted', 'try-later'],
      ['checking', 'try-later'],
      ['confirmed', 'may'],
      ['cancelling', 'try-later'],
      ['not-booked', 'not-standing'],
      ['cancelled', 'not-standing'],
      ['needs-you', 'try-later'],
    ]);
  });

  test.each(['received', 'ready'] as const)('what is %s is taken back', (state) => {
    expect(cancelled(facts('accepted', { command: { kind: 'book', state } }))).toBe('undo');
  });

  test('what is sent is not taken back', () => {
    expect(cancelled(facts('accepted', { command: { kind: 'book', state: 'sending' } }))).toBe('try-later');
    expect(cancelled(facts('checking', { command: { kind: 'book', state: 'unknown' } }))).toBe('try-later');
  });
});

test('an appointment that is being moved is not moved again meanwhile; cancelled, its new time goes with it', () => {
  const replacement = { state: 'accepted' as const };
  const sent = ['sending', 'unknown', 'review'] as const;
  for (const state of ['received', 'ready'] as const) {
    const replacementCommand = { state };
    expect(cancelled(facts('confirmed', { replacement, replacementCommand }))).toBe('undo-move');
  }
  for (const state of sent) {
    const replacementCommand = { state };
    expect(cancelled(facts('confirmed', { replacement, replacementCommand }))).toBe('both');
  }
  const late = later(startsAt, -30 * MINUTE);
  expect(cancelled(facts('confirmed', { replacement, now: late }))).toBe('too-late');
  expect(moved(facts('confirmed', { replacement }))).toBe('try-later');
});

test('where both stand after a move, the old one may be cancelled and not moved again', () => {
  const replacement = { state: 'confirmed' as const };
  expect(cancelled(facts('confirmed', { replacement }))).toBe('cancel');
  expect(moved(facts('confirmed', { replacement }))).toBe('try-later');
});

test('without the patient’s details nothing can be booked in its place', () => {
  const { patient: _purged, ...booking } = bookingIn('confirmed');
  expect(moved(facts('confirmed', { booking }))).toBe('no-details');
  expect(cancelled(facts('confirmed', { booking }))).toBe('cancel');
});

describe('the cut-off', () => {
  test.each([
    ['patient', 61, 'cancel'],
    ['patient', 60, 'too-late'],
    ['patient', 0, 'too-late'],
    ['reception', 60, 'cancel'],
    ['reception', 1, 'cancel'],
    ['reception', 0, 'too-late'],
    ['reception', -5, 'too-late'],
  ] as const)('by the %s %i minutes before: %s', (by, minutes, answer) => {
    const asked = facts('confirmed', { by, now: later(startsAt, -minutes * MINUTE) });
    expect(cancelled(asked)).toBe(answer);
    expect(moved(asked)).toBe(answer === 'cancel' ? 'may' : answer);
  });

  test('is none for what has not been sent: there is nothing in the diary yet', () => {
    const command = { kind: 'book', state: 'ready' } as const;
    expect(cancelled(facts('accepted', { command, now: later(startsAt, -1) }))).toBe('undo');
  });
});

describe('the time to take it back', () => {
  const at = asInstant(1_000_000_000);
  test('is as set, and shorter where the deadline comes first', () => {
    expect(sendNotBefore(at, later(at, 60 * MINUTE), 10) - at).toBe(10 * SECOND);
    expect(sendNotBefore(at, later(at, 35 * SECOND), 10) - at).toBe(5 * SECOND);
    expect(sendNotBefore(at, later(at, 20 * SECOND), 10) - at).toBe(0);
  });

  test('never begins before now, nor leaves too little to send it in', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e7, max: 1e9 }), fc.integer({ min: 0, max: 3600 }), (left, undo) => {
        const wait = sendNotBefore(at, later(at, left), undo) - at;
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(undo * SECOND);
        if (wait > 0) expect(left - wait).toBeGreaterThanOrEqual(30 * SECOND);
      }),
    );
  });
});

describe('what is under way', () => {
  test.each([
    ['accepted', undefined, undefined, 'book'],
    ['checking', undefined, undefined, 'book'],
    ['accepted', 'confirmed', undefined, 'move'], // the new one of a move
    ['confirmed', 'cancelling', undefined, 'move'], // it is booked, its old one is going
    ['confirmed', 'cancelled', undefined, undefined],
    ['confirmed', 'needs-you', undefined, undefined], // a person's turn
    ['confirmed', undefined, 'checking', 'move'], // the old one of a move
    ['cancelling', undefined, 'confirmed', 'move'],
    ['confirmed', undefined, 'not-booked', undefined],
    ['cancelling', undefined, undefined, 'cancel'],
    ['cancelled', undefined, 'confirmed', undefined],
    ['needs-you', undefined, undefined, undefined],
  ] as const)('%s, in place of %s, to be replaced by %s: %s', (state, old, replacement, pending) => {
    expect(pendingOf(state, old, replacement)).toBe(pending);
  });
});
