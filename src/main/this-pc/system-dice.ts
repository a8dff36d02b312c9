/** Chance from the operating system: good enough for secrets. */
import { randomBytes, randomInt } from 'node:crypto';

import type { Dice } from '../ports/dice.ts';

const STEPS = 2 ** 47;

export const systemDice: Dice = {
  fraction: () => randomInt(STEPS) / STEPS,
  bytes: (count) => randomBytes(count),
};
