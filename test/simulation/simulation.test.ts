/**
 * Whole practices on the real core, from seeds: invariants I1–I10 after every step. A thousand practice-days on all three
 * EHRs here; `npm run simulate` plays as many as there is time for.
 */
import { describe, expect, it } from 'vitest';

import { EHR_KINDS } from '../../src/shared/domain/ehr.ts';
import { runSimulation } from './run-simulation.ts';
import { simulatePractice } from './simulate-practice.ts';

const DAYS = 1_000;

describe('simulation', () => {
  it('breaches nothing while everything goes wrong', async () => {
    const done = await runSimulation(['--days', String(DAYS), '--seed', '1']);
    expect(done.breach).toBeUndefined();
    expect(done.days).toBe(DAYS);
    expect(done.practices).toBe(50);
    expect((done.faults ?? 0) / done.days).toBeGreaterThan(20);
    expect(done.confirmed).toBeGreaterThan(DAYS * 3);
    expect(Math.min(done.cancellations, done.moves, done.notices)).toBeGreaterThan(DAYS);
  });

  it.each(EHR_KINDS)('hands nothing to a person while nothing goes wrong on %s', async (ehr) => {
    const done = await runSimulation(['--days', '5', '--seed', '7', '--weather', 'calm', '--ehr', ehr]);
    expect(done.breach).toBeUndefined();
    expect(done.faults).toBeUndefined();
    expect(done.reviews).toBe(0);
    expect(done.commands).toBeGreaterThan(40);
  });

  it.each(EHR_KINDS)('hands hardly anything to a person in a rough day on %s', async (ehr) => {
    const done = await runSimulation(['--days', '3', '--seed', '1', '--weather', 'rough', '--ehr', ehr]);
    expect(done.breach).toBeUndefined();
    expect((done.faults ?? 0) / done.days).toBeGreaterThan(20);
    expect(done.commands / done.days).toBeGreaterThan(150);
    expect(done.reviewShare).toBeLessThanOrEqual(0.005);
  });

  it('plays the same seed the same way', async () => {
    const asked = { seed: 11, days: 2, product: 'SystmOne' } as const;
    const [first, second] = [await simulatePractice(asked), await simulatePractice(asked)];
    expect(second.hash).toBe(first.hash);
    expect((await simulatePractice({ ...asked, seed: 12 })).hash).not.toBe(first.hash);
  });
});
