/**
 * All messages of one border, one after the other: untouched ones, spoilt ones, and its documents cut off, here and there or at
 * every byte. Each is counted; what a border does with a message is judged here.
 */
import { createSeededDice } from '../../support/seeded-dice.ts';
import { messageOf } from '../proof.ts';
import { type Border, type Dealt, type Verdict, lengthThatCounts } from './border.ts';
import { type Chance, chanceOf } from './spoil.ts';

/** Of CPU time, for one message: a hang is not a busy machine. */
const HANG_MS = 1_000;
const UNTOUCHED_SHARE = 50;

export type Kind = 'untouched' | 'spoilt' | 'cut off';

export interface BorderDone {
  readonly name: string;
  readonly passed: number;
  readonly failures: readonly string[];
  /** Messages in all, of each kind, and the spoilt ones that were harmless enough to be taken. */
  readonly counts: Readonly<Record<Kind | 'taken', number>>;
  readonly isCutEverywhere: boolean;
  readonly seconds: number;
}

export interface BorderAsked {
  readonly seed: number;
  readonly times: number;
  /** Told before each message, so that somebody else sees when one never ends. */
  readonly onMessage: (kind: Kind, n: number) => void;
}

const PROTOTYPES = [Object.prototype, Array.prototype, String.prototype, Function.prototype, Map.prototype];
const namesNow = (): number =>
  PROTOTYPES.reduce<number>((sum, each) => sum + Reflect.ownKeys(each).length, 0);
const usual = namesNow();
/** Whatever else was put into a prototype is found a few messages later: to look at all of them takes time. */
const NAMES_EVERY = 50;
const isPolluted = (n: number): boolean =>
  'polluted' in {} || 'polluted' in [] || (n % NAMES_EVERY === 0 && namesNow() !== usual);

const MUST_BE: Readonly<Partial<Record<Kind, Verdict>>> = { untouched: 'taken', 'cut off': 'refused' };

/** Trouble with one message, `undefined` when all is well. */
async function tryOne(
  kind: Kind,
  n: number,
  deal: () => Dealt,
): Promise<{ readonly trouble?: string; readonly verdict?: Verdict }> {
  const began = performance.now();
  try {
    const verdict = await deal();
    if (performance.now() - began > HANG_MS && (await cpuMsOf(deal)) > HANG_MS) {
      return { trouble: `it takes more than ${HANG_MS} ms` };
    }
    if (isPolluted(n)) return { trouble: 'a prototype was changed' };
    const must = MUST_BE[kind];
    return must !== undefined && verdict !== must ? { trouble: `it was ${verdict}` } : { verdict };
  } catch (problem) {
    return { trouble: `it crashed: ${messageOf(problem)}` };
  }
}

/** It took long by the clock: once more, by the work that it makes. */
async function cpuMsOf(deal: () => Dealt): Promise<number> {
  const before = process.threadCpuUsage();
  await deal();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
}

interface Cut {
  readonly which: number;
  readonly length: number;
}

/** Every cut there is, as at the size on demand; or so many, spread evenly, in each document its last bytes among them. */
function cutsOf(documents: readonly Buffer[], most: number): { cuts: readonly Cut[]; isAll: boolean } {
  const all = documents.flatMap((document, which) =>
    Array.from({ length: lengthThatCounts(document) }, (_, length): Cut => ({ which, length })),
  );
  if (all.length <= most) return { cuts: all, isAll: true };
  const step = all.length / most;
  const isLast = ({ which, length }: Cut): boolean =>
    length >= lengthThatCounts(documents[which] ?? Buffer.of()) - 16;
  const spread = new Set(Array.from({ length: most }, (_, n) => all[Math.floor(n * step)]));
  return { cuts: all.filter((cut) => spread.has(cut) || isLast(cut)), isAll: false };
}

export async function tryBorder(
  border: Border,
  { seed, times, onMessage }: BorderAsked,
): Promise<BorderDone> {
  const began = performance.now();
  const counts = { untouched: 0, spoilt: 0, 'cut off': 0, taken: 0 };
  const failures: string[] = [];
  let passed = 0;
  async function run(kind: Kind, n: number, deal: () => Dealt): Promise<void> {
    onMessage(kind, n);
    counts[kind] += 1;
    const { trouble, verdict } = await tryOne(kind, n, deal);
    if (kind === 'spoilt' && verdict === 'taken') counts.taken += 1;
    if (trouble === undefined) passed += 1;
    else failures.push(`${border.name}, ${kind}, message ${n} (seed ${seed}): ${trouble}`);
  }
  // Each message has dice of its own, so that one can be played again without those before it.
  const chance = (n: number): Chance => chanceOf(createSeededDice(seed * 1_000_003 + n));
  for (let n = 0; n < Math.ceil(times / UNTOUCHED_SHARE); n += 1)
    await run('untouched', n, () => border.untouched(chance(n)));
  for (let n = 0; n < times; n += 1) await run('spoilt', n, () => border.spoilt(chance(n)));
  const { documents } = border;
  const whole = documents?.whole ?? [];
  const { cuts, isAll } = cutsOf(whole, times);
  for (const [n, { which, length }] of cuts.entries()) {
    const bytes = whole[which]?.subarray(0, length) ?? Buffer.of();
    await run('cut off', n, () => documents?.read(bytes, which) ?? 'refused');
  }
  // The last few may have been the ones.
  if (isPolluted(0)) failures.push(`${border.name}: a prototype was changed (seed ${seed})`);
  await border.close?.();
  const seconds = (performance.now() - began) / 1_000;
  return { name: border.name, passed, failures, counts, isCutEverywhere: isAll, seconds };
}
