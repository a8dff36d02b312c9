/** One border of the app, as the fuzz sees it: whatever comes, it is taken or refused, and nothing else happens. */
import type { Chance } from './spoil.ts';

/** `taken`: it was believed. */
export type Verdict = 'taken' | 'refused';
export type Dealt = Verdict | Promise<Verdict>;

export interface Border {
  readonly name: string;
  /** Deals with one spoilt message. Throws only what is a fault. */
  spoilt(chance: Chance): Dealt;
  /** Deals with one that nothing was done to: always taken. */
  untouched(chance: Chance): Dealt;
  /** Left out where nothing can be cut off: what comes over the bridge to the window is no text. */
  readonly documents?: Documents;
  close?(): Promise<void>;
}

/** What is right as it is, and must be refused wherever it is cut off. */
export interface Documents {
  readonly whole: readonly Buffer[];
  /** `which`: the place of the document that these are the first bytes of. */
  read(cut: Buffer, which: number): Dealt;
}

export const verdictOf = (isTaken: boolean): Verdict => (isTaken ? 'taken' : 'refused');

/** The root may be followed by blanks: without those it is whole. */
export const lengthThatCounts = (document: Buffer): number => document.toString('latin1').trimEnd().length;
