/**
 * Whole practices on the real core, from seeds: invariants I1–I10 after every step. Small here; `npm run simulate` runs as
 * many days as there is time for. Mistakes of mutants.ts must be caught, or the simulation proves nothing.
 */
import { describe, expect, it } from 'vitest';

import { runSimulation } from './run-simulation.ts';
import { simulatePractice } from './simulate-practice.ts';

const DAYS = 20;
/** These show within two days or so. The others of mutants.ts need weeks: `npm run simulate -- --mutant S2 --days 120`. */
const QUICK = ['S1', 'S6', 'M1', 'M2', 'M5', 'M6'];
const WITHIN_DAYS = 20;

describe('simulation', () => {
  it('breaches nothing while everything goes wrong', async () => {
    const done = await runSimulation(['--days', String(DAYS), '--seed', '1']);
    expect(done.breach).toBeUndefined();
    expect(done.days).toBe(DAYS);
    expect((done.faults ?? 0) / done.days).toBeGreaterThan(20);
    expect(done.confirmed).toBeGreaterThan(DAYS * 5);
    expect(Math.min(done.cancellations, done.moves, done.notices)).toBeGreaterThan(DAYS);
    // Staff move appointments to days that no reading has reached: nobody may hear that theirs is cancelled.
    expect(done.movedToldCancelled).toBe(0);
    expect(done.reviewShare).toBeLessThan(0.04);
  });

  it('hands nothing to a person while nothing goes wrong', async () => {
    const done = await runSimulation(['--days', '8', '--seed', '7', '--faultless']);
    expect(done.breach).toBeUndefined();
    expect(done.faults).toBeUndefined();
    expect(done.reviews).toBe(0);
    expect(done.commands).toBeGreaterThan(60);
  });

  it('plays the same seed the same way', async () => {
    const asked = { seed: 11, days: 2, product: 'SystmOne' } as const;
    const [first, second] = [await simulatePractice(asked), await simulatePractice(asked)];
    expect(second.hash).toBe(first.hash);
    expect((await simulatePractice({ ...asked, seed: 12 })).hash).not.toBe(first.hash);
  });
});

describe('mutants', () => {
  it.each(QUICK)('%s is caught', async (mutant) => {
    const done = await runSimulation(['--days', String(WITHIN_DAYS), '--seed', '1'], mutant);
    expect(done.breach).toBeDefined();
  });
});
