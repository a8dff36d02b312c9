/** The proofs that `npm run prove` knows, with the size at which each is run on demand. */
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
    name: 'network',
    what: 'Every fault of a network on every operation of every connector',
    usual: 1,
    run: proveNetwork,
  },
];
