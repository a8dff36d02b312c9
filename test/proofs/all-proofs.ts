/** The proofs that `npm run prove` knows, with the size at which each is run on demand. */
import { proveIo } from './disk/io.ts';
import { proveSigkill } from './disk/sigkill.ts';
import { proveFuzz } from './fuzz/fuzz.ts';
import { proveKillPoints } from './kill/killpoints.ts';
import { proveNetwork } from './network/network.ts';
import type { Proof } from './proof.ts';

export interface NamedProof {
  readonly name: string;
  readonly what: string;
  readonly usual: number;
  readonly run: Proof;
}

export const PROOFS: readonly NamedProof[] = [
  {
    name: 'killpoints',
    what: 'Death, error and power cut at every named point',
    usual: 2,
    run: proveKillPoints,
  },
  {
    name: 'io',
    what: 'Each write, sync and truncation of real transactions failing once',
    usual: 1_000,
    run: proveIo,
  },
  {
    name: 'sigkill',
    what: 'A writing process killed at random moments',
    usual: 500,
    run: proveSigkill,
  },
  {
    name: 'network',
    what: 'Every fault of a network on every operation of every connector',
    usual: 1,
    run: proveNetwork,
  },
  {
    name: 'fuzz',
    what: 'Spoilt messages at each border',
    usual: 100_000,
    run: proveFuzz,
  },
];
