/** The only way to chance: ids, tokens, jitter. Seeded in the simulation, the operating system's in the product. */
export interface Dice {
  /** At least 0, below 1. */
  fraction(): number;
  bytes(count: number): Uint8Array;
}
