/** G4 at its small size. `npm run prove -- sigkill` kills five hundred times. */
import { expect, test } from 'vitest';

import { proveSigkill } from './disk/sigkill.ts';
import { SIZES } from './sizes.ts';

test('a process killed while it writes loses nothing that it acknowledged @hazard:H03', async () => {
  const done = await proveSigkill({ seed: 11, times: SIZES.sigkill.inTests, say: () => {} });
  expect(done.failures).toEqual([]);
  expect(done.passed).toBe(SIZES.sigkill.inTests);
});
