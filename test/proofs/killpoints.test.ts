/** G2 once through: every named point of booking, cancelling, moving and reading × SIGKILL, an error, a power cut. */
import { expect, test } from 'vitest';

import { DEATHS, POINTS, proveKillPoints } from './kill/killpoints.ts';
import { SIZES } from './sizes.ts';

test('killed, broken or without power at any point, diary, store and patient are told one story @hazard:H01 @hazard:H03 @hazard:H09 @hazard:H10', async () => {
  const done = await proveKillPoints({ seed: 21, times: SIZES.killpoints.inTests, say: () => {} });
  expect(done.failures).toEqual([]);
  // Power can only be cut where a shim can stand before the disk (see io.test.ts).
  if (process.platform === 'linux') expect(done.notRun).toEqual([]);
  for (const why of done.notRun) process.stderr.write(`NOT RUN: ${why}\n`);
  const points = Object.values(POINTS).flat().length;
  const deaths = done.notRun.length > 0 ? DEATHS.length - 1 : DEATHS.length;
  // And one: that the power cuts lost something.
  expect(done.passed).toBe(points * deaths + (done.notRun.length > 0 ? 0 : 1));
});
