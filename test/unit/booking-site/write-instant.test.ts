// The quick way of writing an instant says the same as the slow one, also where the clocks change.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { writeInstant } from '../../../src/main/booking-site/api/write-instant.ts';
import { asInstant, formatInstant } from '#shared/domain/time.ts';

it.each([
  Date.UTC(2026, 9, 25, 0, 59, 59),
  Date.UTC(2026, 9, 25, 1, 0, 0),
  Date.UTC(2027, 2, 28, 0, 59, 59, 999),
  Date.UTC(2027, 2, 28, 1, 0, 0),
])('says %i as formatInstant does', (ms) => {
  expect(writeInstant(asInstant(ms))).toBe(formatInstant(asInstant(ms)));
});

it('says any instant as formatInstant does', () => {
  const anyInstant = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2040, 0) });
  fc.assert(
    fc.property(anyInstant, (ms) => {
      expect(writeInstant(asInstant(ms))).toBe(formatInstant(asInstant(ms)));
    }),
  );
});
