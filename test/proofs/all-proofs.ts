/** The proofs that `npm run prove` knows, those that are soon done first. */
import { proveIo } from './disk/io.ts';
import { proveSigkill } from './disk/sigkill.ts';
import { proveFuzz } from './fuzz/fuzz.ts';
import { proveKillPoints } from './kill/killpoints.ts';
import { proveModel } from './model/model.ts';
import { proveNetwork } from './network/network.ts';
import type { Proof } from './proof.ts';
import { type ProofName, SIZES, type Size } from './sizes.ts';

export interface NamedProof extends Size {
  readonly name: ProofName;
  readonly what: string;
  readonly run: Proof;
}

const named = (name: ProofName, run: Proof, what: string): NamedProof => ({
  ...{ name, what, run },
  ...SIZES[name],
});

export const PROOFS: readonly NamedProof[] = [
  named(
    'model',
    proveModel,
    'Every order in which things can happen to a booking, a cancellation, a move; and each seeded mistake found',
  ),
  named('network', proveNetwork, 'Every fault of a network on every operation of every connector'),
  named('sigkill', proveSigkill, 'A writing process killed at random moments'),
  named('killpoints', proveKillPoints, 'Death, error and power cut at every named point'),
  named(
    'io',
    proveIo,
    'Writes, syncs and truncations of real transactions failing: once, in pairs, for good, by death and by power cut',
  ),
  named('fuzz', proveFuzz, 'Spoilt messages at each border, and its documents cut off at every byte'),
];
