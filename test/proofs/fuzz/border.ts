/** One border of the app, as the fuzz sees it: whatever comes, it is taken or refused, and nothing else happens. */
import type { Chance } from './spoil.ts';

/** `taken`: it was believed. */
export type Verdict = 'taken' | 'refused';

export interface Border {
  readonly name: string;
  /** Deals with one spoilt message. Throws only what is a fault. */
  spoilt(chance: Chance): Verdict | Promise<Verdict>;
  /** Deals with one that was cut off: never taken. Left out where nothing can be cut off. */
  cutShort?(chance: Chance): Verdict | Promise<Verdict>;
  /** Deals with one that nothing was done to: always taken. */
  untouched(chance: Chance): Verdict | Promise<Verdict>;
  close?(): Promise<void>;
}

export const verdictOf = (isTaken: boolean): Verdict => (isTaken ? 'taken' : 'refused');
