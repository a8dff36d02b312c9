// Dice that fall the same way for the same seed, so that a failure can be played again.
import type { Dice } from '../../src/main/ports/dice.ts';

export function createSeededDice(seed: number): Dice {
  let state = seed >>> 0;
  /** mulberry32: 32 bits of state are plenty for tests. */
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  return {
    fraction: () => next() / 2 ** 32,
    bytes: (count) => Uint8Array.from({ length: count }, () => next() & 255),
  };
}
