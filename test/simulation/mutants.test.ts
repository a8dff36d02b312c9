/** The simulation proves something only if it finds the mistakes that we know: each is put into the real code, alone. */
import { expect, it } from 'vitest';

import { MUTANTS } from './mutants.ts';
import { runSimulation } from './run-simulation.ts';

const WITHIN_DAYS = '1000';

it.each(Object.keys(MUTANTS))('mutant %s is caught', async (mutant) => {
  const done = await runSimulation(['--days', WITHIN_DAYS, '--seed', '1'], mutant);
  expect(done.breach).toBeDefined();
});
