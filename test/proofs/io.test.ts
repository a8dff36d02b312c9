/**
 * G3 at its small size: some of the calls of each transaction, failing alone, in pairs and from there on, by death and by power
 * cut. `npm run prove -- io` takes every call. Without LD_PRELOAD or a C compiler it cannot be run, and then it is told aloud and is not counted as proven.
 */
import { expect, test } from 'vitest';

import { proveIo } from './disk/io.ts';
import { TRANSACTIONS } from './disk/transactions.ts';
import { SIZES } from './sizes.ts';

const TIMES = SIZES.io.inTests;
/** Two errors, once and for good; a pair; a power cut; a third as many deaths and cuts after the end. And that cuts cut. */
const SMALLEST = TRANSACTIONS.length * (TIMES * 6 + 2 * Math.ceil(TIMES / 3)) + 1;

test('a disk that fails takes nothing that was acknowledged and leaves nothing in parts @hazard:H03 @hazard:H22', async () => {
  const done = await proveIo({ seed: 3, times: TIMES, say: () => {} });
  expect(done.failures).toEqual([]);
  if (process.platform === 'linux') expect(done.notRun).toEqual([]);
  for (const why of done.notRun) process.stderr.write(`NOT RUN: ${why}\n`);
  expect(done.notRun.length > 0 ? SMALLEST : done.passed).toBeGreaterThanOrEqual(SMALLEST);
});
