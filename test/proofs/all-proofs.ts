/** The proofs that `npm run prove` knows, with the size at which each is run on demand, and that of `npm test`. */
import { proveIo } from './disk/io.ts';
import { proveSigkill } from './disk/sigkill.ts';
import { proveFuzz } from './fuzz/fuzz.ts';
import { proveKillPoints } from './kill/killpoints.ts';
import { proveModel } from './model/model.ts';
import { proveNetwork } from './network/network.ts';
import type { Proof } from './proof.ts';

export interface NamedProof {
  readonly name: string;
  readonly what: string;
  /** Of `times`. */
  readonly unit: string;
  readonly usual: number;
  readonly inTests: number;
  readonly run: Proof;
}

export const PROOFS = [
  {
    name: 'model',
    what: 'Every order in which things can happen to a booking, a cancellation, a move; and each seeded mistake found',
    ...{ unit: 'crashes, edits and losses each', usual: 4, inTests: 3 },
    run: proveModel,
  },
  {
    name: 'killpoints',
    what: 'Death, error and power cut at every named point',
    ...{ unit: 'rounds', usual: 2, inTests: 1 },
    run: proveKillPoints,
  },
  {
    name: 'io',
    what: 'Writes, syncs and truncations of real transactions failing: once, in pairs, for good, by death and by power cut',
    ...{ unit: 'calls of each transaction', usual: 1_000, inTests: 6 },
    run: proveIo,
  },
  {
    name: 'sigkill',
    what: 'A writing process killed at random moments',
    ...{ unit: 'kills', usual: 500, inTests: 60 },
    run: proveSigkill,
  },
  {
    name: 'network',
    what: 'Every fault of a network on every operation of every connector',
    ...{ unit: 'rounds', usual: 1, inTests: 1 },
    run: proveNetwork,
  },
  {
    name: 'fuzz',
    what: 'Spoilt messages at each border, and its documents cut off at every byte',
    ...{ unit: 'spoilt messages a border', usual: 100_000, inTests: 4_000 },
    run: proveFuzz,
  },
] as const satisfies readonly NamedProof[];
