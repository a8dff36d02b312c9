/**
 * G7: at each border of the app so many spoilt messages. None crashes, none hangs, none reaches a prototype; what was cut short is
 * never believed; and what was not touched always is, or nothing would be proven.
 */
import { createSeededDice } from '../../support/seeded-dice.ts';
import { type Proof, type Tally, createTally, messageOf } from '../proof.ts';
import type { Border, Verdict } from './border.ts';
import { openEhrBorders } from './ehr-borders.ts';
import { openOwnBorders } from './own-borders.ts';
import { type Chance, chanceOf } from './spoil.ts';

/** Of CPU time, for one message: a hang is not a busy machine. */
const HANG_MS = 1_000;
const CUT_SHORT_SHARE = 5;
const UNTOUCHED_SHARE = 50;

const PROTOTYPES = [Object.prototype, Array.prototype, String.prototype, Function.prototype, Map.prototype];
const namesNow = (): readonly number[] => PROTOTYPES.map((each) => Reflect.ownKeys(each).length);
const usual = namesNow();
const isPolluted = (): boolean =>
  namesNow().some((count, at) => count !== usual[at]) || 'polluted' in {} || 'polluted' in [];

type Kind = 'spoilt' | 'cut short' | 'untouched';

/** Trouble with one message, `undefined` when all is well. */
async function tryOne(
  kind: Kind,
  deal: (chance: Chance) => Verdict | Promise<Verdict>,
  chance: Chance,
): Promise<{ readonly trouble: string | undefined; readonly verdict?: Verdict }> {
  const before = process.cpuUsage();
  try {
    const verdict = await deal(chance);
    const { user, system } = process.cpuUsage(before);
    if ((user + system) / 1_000 > HANG_MS) return { trouble: `it took ${(user + system) / 1_000} ms` };
    if (isPolluted()) return { trouble: 'a prototype was changed' };
    if (kind === 'cut short' && verdict === 'taken') return { trouble: 'cut short, it was believed' };
    if (kind === 'untouched' && verdict === 'refused') return { trouble: 'untouched, it was refused' };
    return { trouble: undefined, verdict };
  } catch (problem) {
    return { trouble: `it crashed: ${messageOf(problem)}` };
  }
}

async function proveBorder(
  border: Border,
  asked: { readonly seed: number; readonly times: number },
  tally: Tally,
): Promise<string> {
  const { name, spoilt, cutShort, untouched } = border;
  const counts = { messages: 0, taken: 0, cut: 0, untouched: 0 };
  const run = async (kind: Kind, times: number, deal: typeof spoilt): Promise<void> => {
    for (let n = 0; n < times; n += 1) {
      // Each message has dice of its own, so that one can be played again without those before it.
      const seed = asked.seed * 1_000_003 + n;
      const { trouble, verdict } = await tryOne(kind, deal, chanceOf(createSeededDice(seed)));
      tally.count(`${name}, ${kind}, message ${n} (seed ${asked.seed})`, trouble);
      counts.messages += 1;
      if (kind === 'spoilt' && verdict === 'taken') counts.taken += 1;
      if (kind === 'cut short') counts.cut += 1;
      if (kind === 'untouched') counts.untouched += 1;
    }
  };
  await run('untouched', Math.ceil(asked.times / UNTOUCHED_SHARE), untouched);
  await run('spoilt', asked.times, spoilt);
  if (cutShort) await run('cut short', Math.ceil(asked.times / CUT_SHORT_SHARE), cutShort);
  await border.close?.();
  return `  ${name.padEnd(26)}${counts.messages} messages: ${counts.taken} of ${asked.times} spoilt ones harmless enough to be taken, ${counts.cut} cut short, ${counts.untouched} untouched`;
}

/** `times`: spoilt messages at each border. */
export const proveFuzz: Proof = async ({ seed, times, say }) => {
  const tally = createTally();
  const borders = [...(await openEhrBorders()), ...(await openOwnBorders())];
  for (const border of borders) say(await proveBorder(border, { seed, times }, tally));
  return tally.done();
};
