/**
 * Practice after practice, each with a seed of its own that follows from the first, until the days are done or something is
 * breached. Which practice is played, and how, does not depend on how many play at once: `part` of `parts` only shares them.
 */
import { EHR_KINDS, type EhrKind, PRODUCT_OF } from '../../src/shared/domain/ehr.ts';
import { type Sky, simulatePractice } from './simulate-practice.ts';

/** Fifty practices, and fifty seeds, to a thousand days. */
export const DAYS_EACH = 20;

export interface PracticesAsked {
  readonly days: number;
  readonly seed: number;
  /** Left out: each in its turn. */
  readonly ehr?: EhrKind;
  readonly weather: Sky;
  readonly part: number;
  readonly parts: number;
  readonly onTrace?: (line: string) => void;
}

export interface Played {
  readonly practices: number;
  readonly days: number;
  /** Counts by name, of all practices together. */
  readonly sums: Readonly<Record<string, number>>;
  readonly breach?: {
    readonly invariant: string;
    readonly what: string;
    readonly step: number;
    readonly seed: number;
    readonly ehr: EhrKind;
  };
}

export async function playPractices(asked: PracticesAsked): Promise<Played> {
  const kinds = asked.ehr === undefined ? EHR_KINDS : [asked.ehr];
  const sums: Record<string, number> = {};
  const add = (name: string, count: number): void => void (sums[name] = (sums[name] ?? 0) + count);
  let [practices, days] = [0, 0];
  for (let index = asked.part; index * DAYS_EACH < asked.days; index += asked.parts) {
    const seed = asked.seed + index;
    const ehr = kinds[seed % kinds.length] ?? 'emis-web';
    const done = await simulatePractice({
      ...{ seed, product: PRODUCT_OF[ehr], weather: asked.weather },
      days: Math.min(DAYS_EACH, asked.days - index * DAYS_EACH),
      ...(asked.onTrace && { onTrace: asked.onTrace }),
    });
    practices += 1;
    days += done.days;
    for (const [name, count] of Object.entries(done.counts)) add(name, count);
    add('requests', done.requests);
    add('lives', done.lives);
    add('steps', done.steps);
    for (const count of done.faults.values()) add('faults', count);
    if (done.breach) return { practices, days, sums, breach: { ...done.breach, seed, ehr } };
  }
  return { practices, days, sums };
}

/** What several have played, as if one had. The breach of the lowest seed is told. */
export function together(all: readonly Played[]): Played {
  const sums: Record<string, number> = {};
  for (const [name, count] of all.flatMap((one) => Object.entries(one.sums)))
    sums[name] = (sums[name] ?? 0) + count;
  const [breach] = all.flatMap((one) => one.breach ?? []).toSorted((one, other) => one.seed - other.seed);
  return {
    practices: all.reduce((total, one) => total + one.practices, 0),
    days: all.reduce((total, one) => total + one.days, 0),
    sums,
    ...(breach && { breach }),
  };
}
