/** G7 at its small size. `npm run prove -- fuzz` sends a hundred thousand to each border. */
import { expect, test } from 'vitest';

import { proveFuzz } from './fuzz/fuzz.ts';

const BORDERS = 8;

test('no border crashes, hangs or believes what was cut short @hazard:H15 @hazard:H33', async () => {
  const done = await proveFuzz({ seed: 6, times: 2_000, say: () => {} });
  expect(done.failures).toEqual([]);
  expect(done.passed).toBeGreaterThan(BORDERS * 2_000);
});
