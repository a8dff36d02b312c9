/** What the window may say about a booking: a payload that does not fit exactly never reaches a handler. */
import { describe, expect, test } from 'vitest';

import { guards } from '../../../src/main/ipc/guards.ts';
import { SETTLE_VERDICTS } from '../../../src/shared/contract/bookings.ts';

const { bookings } = guards;
const takes = (name: keyof typeof bookings, input: unknown): boolean =>
  bookings[name].safeParse(input).success;
const bookingId = 'b';
const LONG = 'x'.repeat(501);

describe('guards of bookings', () => {
  test.each(['look', 'undo', 'choices'] as const)('%s takes one booking and nothing else', (name) => {
    expect(takes(name, { bookingId })).toBe(true);
    for (const wrong of [undefined, {}, { bookingId: '' }, { bookingId: 5 }, { bookingId, slotId: 's' }])
      expect(takes(name, wrong)).toBe(false);
  });

  test('cancelling and moving take a reason of some length', () => {
    expect(takes('cancel', { bookingId, reason: '' })).toBe(true);
    expect(takes('move', { bookingId, slotId: 's', reason: 'Clinic is off' })).toBe(true);
    expect(takes('cancel', { bookingId })).toBe(false);
    expect(takes('cancel', { bookingId, reason: LONG })).toBe(false);
    expect(takes('move', { bookingId, reason: '' })).toBe(false);
    expect(takes('move', { bookingId, slotId: ['s'], reason: '' })).toBe(false);
  });

  test('settling takes the verdicts that there are', () => {
    const settle = (verdict: string, note = '') => takes('settle', { bookingId, verdict, note });
    expect(SETTLE_VERDICTS.map((verdict) => settle(verdict))).toEqual([true, true, true]);
    expect([settle('confirmed'), settle('in-diary', LONG)]).toEqual([false, false]);
  });
});
