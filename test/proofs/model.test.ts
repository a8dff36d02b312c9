/** G5: nothing in it is left to chance, so each machine and each mistake is a test of its own. `npm run prove -- model` goes further. */
import { describe, expect, test } from 'vitest';

import { HOLDS, MISTAKES, RIGHT } from './model/cases.ts';
import { SIZES } from './sizes.ts';

const BUDGET = SIZES.model.inTests;

describe('the machines of reliability.md section 4 @hazard:H01 @hazard:H03 @hazard:H04 @hazard:H05 @hazard:H07 @hazard:H08 @hazard:H09 @hazard:H10', () => {
  test.each(RIGHT)(
    '$name: no interleaving breaks a promise, and none gets stuck',
    ({ check, ends: wanted }) => {
      const { violations, stuck, states, ends } = check(BUDGET);
      expect({ violations, stuck }).toEqual({ violations: {}, stuck: 0 });
      expect(states).toBeGreaterThan(50);
      expect(Object.keys(ends)).toEqual(expect.arrayContaining([...wanted]));
    },
  );

  test.each(MISTAKES)('$name is found: $wrong', ({ check, wrong }) => {
    expect(Object.keys(check().violations)).toContain(wrong);
  });

  test.each([HOLDS])('$name', () => {
    expect(HOLDS.check(BUDGET).violations).toEqual({});
  });
});
