/**
 * `npm run simulate`: practice after practice, each with a seed of its own that follows from the first, until the days are
 * done or something is breached. Prints what was done; a breach prints how to play the very same practice again.
 */
import { parseArgs } from 'node:util';

import { EHR_KINDS, type EhrProduct, PRODUCT_OF } from '../../src/shared/domain/ehr.ts';
import { type PracticeDone, simulatePractice } from './simulate-practice.ts';

const DAYS_EACH = 20;

const { values } = parseArgs({
  options: {
    days: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    /** emis-web, systmone, gp-connect; left out, each in its turn. */
    ehr: { type: 'string' },
    /** Read by the loader before this file begins (mutate-at-import.ts); here it is only said again. */
    mutant: { type: 'string' },
    faultless: { type: 'boolean', default: false },
    /** Prints the last so many lines of the trace. */
    trace: { type: 'string', default: '0' },
    json: { type: 'boolean', default: false },
  },
});

const kinds = EHR_KINDS.filter((kind) => values.ehr === undefined || kind === values.ehr);
if (kinds.length === 0) throw new Error(`--ehr is one of ${EHR_KINDS.join(', ')}.`);
const [days, firstSeed, traceLines] = [Number(values.days), Number(values.seed), Number(values.trace)];

const sums: Record<string, number> = {};
const add = (name: string, count: number): void => void (sums[name] = (sums[name] ?? 0) + count);
const begunAt = performance.now();
let doneDays = 0;
let practices = 0;
let failed: { readonly done: PracticeDone; readonly seed: number; readonly product: EhrProduct } | undefined;
let lines: string[] = [];

while (doneDays < days && !failed) {
  const seed = firstSeed + practices;
  const kind = kinds[seed % kinds.length] ?? 'emis-web';
  const product = PRODUCT_OF[kind];
  lines = [];
  const done = await simulatePractice({
    ...{ seed, product, days: Math.min(DAYS_EACH, days - doneDays), isFaultless: values.faultless },
    ...(traceLines > 0 && { onTrace: (line: string) => void lines.push(line) }),
  });
  practices += 1;
  doneDays += done.days;
  for (const [name, count] of Object.entries(done.counts)) add(name, count);
  add('requests', done.requests);
  add('lives', done.lives);
  add('steps', done.steps);
  for (const count of done.faults.values()) add('faults', count);
  if (done.breach) failed = { done, seed, product };
}

const seconds = (performance.now() - begunAt) / 1_000;
const breach = failed?.done.breach;
if (lines.length > 0) console.log(lines.slice(-traceLines).join('\n'));
const result = {
  ...(values.mutant !== undefined && { mutant: values.mutant }),
  ...{ seed: firstSeed, practices, days: doneDays, daysPerSecond: Number((doneDays / seconds).toFixed(1)) },
  ...sums,
  reviewShare: Number(((sums['reviews'] ?? 0) / Math.max(1, sums['commands'] ?? 0)).toFixed(5)),
  ...(failed && breach && { breach: { ...breach, seed: failed.seed, ehr: failed.product } }),
};
if (values.json) console.log(JSON.stringify(result));
else {
  for (const [name, value] of Object.entries(result))
    if (name !== 'breach') console.log(`${name}: ${JSON.stringify(value)}`);
  if (failed && breach) {
    const kind = EHR_KINDS.find((one) => PRODUCT_OF[one] === failed?.product) ?? '';
    console.log(
      `BREACH of ${breach.invariant}, at step ${breach.step} of seed ${failed.seed}: ${breach.what}`,
    );
    console.log(
      `again: npm run simulate -- --seed ${failed.seed} --days ${DAYS_EACH} --ehr ${kind} --trace 200`,
    );
  } else console.log(`${doneDays} passed, 0 failed`);
}
process.exitCode = failed ? 1 : 0;
