/**
 * G3 at its small size: some of the calls of each transaction, each failing by EIO, ENOSPC and death. `npm run prove -- io` takes
 * every call. Without LD_PRELOAD or a C compiler it cannot be run, and then it is told aloud and is not counted as proven.
 */
import { expect, test } from 'vitest';

import { proveIo } from './disk/io.ts';

const SMALLEST = 7 * (12 + 12 + 4);

test('a disk that fails takes nothing that was acknowledged and leaves nothing in parts @hazard:H03 @hazard:H22', async () => {
  const done = await proveIo({ seed: 3, times: 12, say: () => {} });
  expect(done.failures).toEqual([]);
  if (process.platform === 'linux') expect(done.notRun).toEqual([]);
  for (const why of done.notRun) process.stderr.write(`NOT RUN: ${why}\n`);
  expect(done.notRun.length > 0 ? SMALLEST : done.passed).toBeGreaterThanOrEqual(SMALLEST);
});
