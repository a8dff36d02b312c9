// The pure decisions of booking: alternatives, the deadline, and a reason that is fit to travel.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  LONGEST_REASON,
  REASON_NOT_GIVEN,
  deadlineOf,
  tidyReason,
} from '../../../src/main/bookings/decide-request.ts';
import { type WantedSlot, findAlternatives } from '../../../src/main/bookings/find-alternatives.ts';
import { asId, type SlotId } from '#shared/domain/ids.ts';
import { MINUTE, asInstant } from '#shared/domain/time.ts';
import { slotTypeId } from '../../support/store-samples.ts';

const slot = (id: string, minutes: number, clinicianName = 'Dr A Shah', type = '1'): WantedSlot => ({
  id: asId<SlotId>(id),
  slotTypeId: slotTypeId(type),
  clinicianName,
  startsAt: asInstant(minutes * MINUTE),
});

describe('alternatives', () => {
  const wanted = slot('wanted', 600);

  test('same clinician first, then the nearest, before or after', () => {
    const offered = [
      slot('near, another', 610, 'Dr B Jones'),
      slot('later', 700),
      slot('nearest, another', 595, 'Dr B Jones'),
      slot('before', 540),
    ];
    expect(findAlternatives(wanted, offered).map(({ id }) => id)).toEqual([
      'before',
      'later',
      'nearest, another',
    ]);
  });

  test('never of another slot type, never the slot itself, never more than three', () => {
    const anySlot = fc
      .record({
        id: fc.constantFrom('wanted', 'a', 'b', 'c', 'd'),
        minutes: fc.integer({ min: 0, max: 2_000 }),
        who: fc.constantFrom('Dr A Shah', 'Dr B Jones'),
        type: fc.constantFrom('1', '2'),
      })
      .map(({ id, minutes, who, type }) => slot(id, minutes, who, type));
    fc.assert(
      fc.property(fc.array(anySlot), (offered) => {
        const found = findAlternatives(wanted, offered);
        const fit = offered.filter(({ id, slotTypeId: type }) => id !== 'wanted' && type === '1');
        expect(found).toHaveLength(Math.min(3, fit.length));
        for (const each of found) expect(fit).toContain(each);
      }),
    );
  });
});

test('the deadline is the last notice or half an hour, whichever comes first', () => {
  const now = asInstant(0);
  expect(deadlineOf(asInstant(600 * MINUTE), now, 60)).toBe(30 * MINUTE);
  expect(deadlineOf(asInstant(70 * MINUTE), now, 60)).toBe(10 * MINUTE);
});

describe('a reason', () => {
  test.each([
    ['  a cough \r\n\t for  weeks ', 'a cough for weeks'],
    ['', REASON_NOT_GIVEN],
    [' \u0000\u200b\n ', REASON_NOT_GIVEN],
    ['x'.repeat(500), 'x'.repeat(LONGEST_REASON)],
  ])('%j becomes %j', (asked, tidy) => expect(tidyReason(asked)).toBe(tidy));

  test('is one short line without control characters, and tidying it again changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (asked) => {
        const tidy = tidyReason(asked);
        expect(Array.from(tidy).length).toBeLessThanOrEqual(LONGEST_REASON);
        expect(tidy).not.toMatch(/[\p{Cc}\p{Cs}\n\r]/u);
        expect(tidyReason(tidy)).toBe(tidy);
      }),
    );
  });
});
