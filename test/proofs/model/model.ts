/**
 * G5: every interleaving, within budgets, of what can happen to a booking, a cancellation and a move, on the very decisions that
 * the product runs; and each seeded mistake of reliability.md section 7, which the check must find or it proves nothing.
 */
import { type Proof, createTally } from '../proof.ts';
import { HOLDS, MISTAKES, RIGHT, type RightCase } from './cases.ts';

const FEWEST_STATES = 50;

function troubleOf(
  { ends: wanted }: RightCase,
  { violations, stuck, states, ends }: ReturnType<RightCase['check']>,
) {
  const found = Object.entries(violations).map(([wrong, steps]) => `${wrong}, in ${steps} steps`);
  if (found.length > 0) return found.join('; ');
  if (stuck > 0) return `${stuck} states in which nothing happens any more`;
  const missing = wanted.filter((end) => ends[end] === undefined);
  if (missing.length > 0) return `it never ends in ${missing.join(', ')}`;
  return states < FEWEST_STATES ? `only ${states} states` : undefined;
}

/** `times`: crashes, edits and losses, so many of each. Nothing in it is left to dice. */
export const proveModel: Proof = async ({ times, say }) => {
  const tally = createTally();
  for (const one of [...RIGHT, HOLDS]) {
    const explored = one.check(times);
    tally.count(one.name, troubleOf(one, explored));
    const violations = Object.keys(explored.violations).length;
    say(
      `  ${one.name.padEnd(66)}${String(explored.states).padStart(8)} states, ${violations} violations, ${explored.stuck} stuck`,
    );
  }
  for (const { name, wrong, check } of MISTAKES) {
    const { violations } = check();
    const steps = violations[wrong];
    tally.count(name, steps === undefined ? `not found: ${wrong}` : undefined);
    say(`  ${name.padEnd(66)}${steps === undefined ? 'NOT FOUND' : `${wrong}, in ${steps} steps`}`);
  }
  return tally.done();
};
