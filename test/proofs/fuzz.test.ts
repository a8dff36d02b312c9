/** G7 at its small size. `npm run prove -- fuzz` sends a hundred thousand to each border. */
import { expect, test } from 'vitest';

import { ALL_BORDERS } from './fuzz/all-borders.ts';
import { proveFuzz } from './fuzz/fuzz.ts';
import { SIZES } from './sizes.ts';

const TIMES = SIZES.fuzz.inTests;

test('no border crashes, hangs or believes what was cut short @hazard:H15 @hazard:H33', async () => {
  const done = await proveFuzz({ seed: 6, times: TIMES, say: () => {} });
  expect(done.failures).toEqual([]);
  expect(done.passed).toBeGreaterThan(ALL_BORDERS.length * TIMES);
});
