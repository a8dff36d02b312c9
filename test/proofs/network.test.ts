/** G6 once through: 20 faults × 7 operations on EMIS Web and GP Connect, the 11 that a line knows × 7 on SystmOne. */
import { expect, test } from 'vitest';

import { proveNetwork } from './network/network.ts';
import { SIZES } from './sizes.ts';

test('no fault of a network makes half a reading, a second write or a false word @hazard:H01 @hazard:H15 @hazard:H45', async () => {
  const done = await proveNetwork({ seed: 4, times: SIZES.network.inTests, say: () => {} });
  expect(done.failures).toEqual([]);
  expect(done.passed).toBe(20 * 7 * 2 + 11 * 7);
});
