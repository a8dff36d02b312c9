/**
 * Every failure in the words that reception reads: what happened, what it means for patients, what to do and who can.
 * Chosen by kind, so the window, the command line and the bundle say the same. Technical text never comes from here.
 */
import type { Failure, FailureKind } from './failure.ts';
import { BOOKINGS } from './failure-words/bookings.ts';
import { OURSELVES } from './failure-words/ourselves.ts';
import { WAY_TO_EHR } from './failure-words/way-to-ehr.ts';
import type { Remedy, SayOf } from './failure-words/words.ts';

const WORDS: Readonly<Record<FailureKind, SayOf>> = { ...WAY_TO_EHR, ...BOOKINGS, ...OURSELVES };

/** Kinds whose own words say too little: what the other side said is added. */
const NEEDS_ITS_MESSAGE: ReadonlySet<FailureKind> = new Set([
  'refused',
  'ehr-error',
  'invalid-input',
  'unexpected',
  'store-trouble',
  'not-found',
]);

/** `EMIS Web sign-in refused`: for the health light and for lists, no full stop. */
export const briefCauseOf = (failure: Failure, ehr: string): string => WORDS[failure.kind](ehr).brief;

/** One or two plain sentences: what happened. */
export function causeOf(failure: Failure, ehr: string): string {
  const { cause } = WORDS[failure.kind](ehr);
  const message = failure.message.trim();
  if (!NEEDS_ITS_MESSAGE.has(failure.kind) || message === '' || message === cause) return cause;
  return `${cause} ${/[.?!]$/.test(message) ? message : `${message}.`}`;
}

/** What it means for patients, what to do, and who can. */
export function remedyOf(failure: Failure, ehr: string): Remedy {
  const { forPatients, doNext, who } = WORDS[failure.kind](ehr);
  return { forPatients, doNext, who };
}
