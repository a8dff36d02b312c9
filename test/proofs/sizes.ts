/** How much of each proof is played: on demand, and by `npm test`. What one is, `unit` says. */
export interface Size {
  readonly unit: string;
  readonly usual: number;
  readonly inTests: number;
}

export const SIZES = {
  model: { unit: 'crashes, edits and losses each', usual: 4, inTests: 3 },
  killpoints: { unit: 'rounds', usual: 2, inTests: 1 },
  io: { unit: 'calls of each transaction', usual: 1_000, inTests: 6 },
  sigkill: { unit: 'kills', usual: 500, inTests: 60 },
  network: { unit: 'rounds', usual: 1, inTests: 1 },
  fuzz: { unit: 'spoilt messages a border', usual: 100_000, inTests: 4_000 },
} as const satisfies Readonly<Record<string, Size>>;

export type ProofName = keyof typeof SIZES;
