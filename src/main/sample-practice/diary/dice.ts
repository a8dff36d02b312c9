/**
 * Dice that always fall the same way for the same words.
 *
 * Every throw in the sample practice starts from a key (seed, day, what for) and never from a
 * running state, so that any day can be thrown alone, in any order, on any machine, again.
 */
export type Dice = {
  /** 0 ≤ x < 1 */
  readonly roll: () => number;
  /** a whole number 0 … below - 1 */
  readonly upTo: (below: number) => number;
  readonly chance: (share: number) => boolean;
  readonly pick: <T>(from: readonly T[]) => T;
};

function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

export function createDice(...key: readonly (string | number)[]): Dice {
  let state = hashOf(key.join('\u0000'));
  const roll = (): number => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 0x1_0000_0000;
  };
  const upTo = (below: number): number => Math.floor(roll() * below);
  return {
    roll,
    upTo,
    chance: (share) => roll() < share,
    pick: (from) => {
      const found = from[upTo(from.length)];
      if (found === undefined) throw new Error('Nothing to pick from');
      return found;
    },
  };
}
