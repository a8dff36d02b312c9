/**
 * Where a BOOK command goes after what was just learnt: from the look before sending, from the EHR's answer, or from
 * reading back after doubt (reliability.md 4.3–4.5). Pure. A *yes* counts at once; anything that would end in *no* or
 * in a person's hands counts only once the settle time is over and two readings, apart in time, agree.
 */
import type { CommandState } from '#shared/domain/command.ts';
import { failure, type Failure } from '#shared/domain/failure.ts';
import type { WriteAnswer } from '../ports/ehr-diary.ts';
import type { Sighting } from './sight-slot.ts';
import { SAID_TO_RECEPTION } from './words-for-reception.ts';

export interface SettlePolicy {
  /** After our last request is over, how long it may still be applied in the EHR. */
  readonly settleMs: number;
  /** How far apart two readings must be to agree on a *no*. */
  readonly agreeMs: number;
  readonly readBackEveryMs: number;
  readonly maxAttempts: number;
  readonly provesNeverBooked: boolean;
}

/** Durations are counted on the monotonic clock, and never longer than the truth: a restart begins them again. */
export interface Doubt {
  /** Between the end of our last request and the **start** of this reading. */
  readonly sinceSentMs: number;
  /** What an earlier settled reading saw, and how long before this one's start. */
  readonly before?: { readonly sighting: Sighting; readonly agoMs: number };
  readonly attempts: number;
  readonly isBeforeDeadline: boolean;
}

interface Move {
  readonly kind: 'move';
  readonly to: CommandState;
  readonly failure?: Failure;
}

export type ReadBackSettlement =
  | Move
  /** Stays where it is and is looked at again. `counts`: this reading is the first of the two that must agree. */
  | { readonly kind: 'wait'; readonly waitMs: number; readonly counts: boolean };

const move = (to: CommandState, why?: Failure): Move =>
  why ? { kind: 'move', to, failure: why } : { kind: 'move', to };
const taken = failure('slot-taken', SAID_TO_RECEPTION.taken);
const withdrawn = failure('slot-withdrawn', SAID_TO_RECEPTION.withdrawn);

/** Nothing has been sent, or all that was sent is proven not to have been applied: here a *no* is safe at once. */
export function settlePreRead(sighting: Sighting): Move | { readonly kind: 'send' } {
  switch (sighting) {
    case 'open':
      return { kind: 'send' };
    case 'ours':
    // Staff booked the same patient in before us: the diary has what the patient asked for, and *no* would be untrue.
    case 'same-patient':
      return move('confirmed');
    case 'another-patient':
    case 'our-token-on-another-patient':
    case 'taken-unseen':
    case 'open-with-traces':
      return move('conflict', taken);
    case 'changed':
    case 'withheld':
    case 'gone':
      return move('rejected', withdrawn);
  }
}

export function settleAnswer(answer: WriteAnswer): 'confirmed' | 'rejected' | 'ready' | 'unknown' {
  switch (answer.class) {
    case 'applied':
      return 'confirmed';
    case 'not-applied':
      return answer.permanent ? 'rejected' : 'ready';
    case 'ambiguous':
      return 'unknown';
  }
}

export function settleReadBack(sighting: Sighting, doubt: Doubt, policy: SettlePolicy): ReadBackSettlement {
  if (sighting === 'ours') return move('confirmed');
  if (sighting === 'our-token-on-another-patient') {
    return move('review', failure('unexpected', SAID_TO_RECEPTION.wrongPatient));
  }
  const unsettledMs = policy.settleMs - doubt.sinceSentMs;
  if (unsettledMs > 0) {
    return { kind: 'wait', waitMs: Math.min(unsettledMs, policy.readBackEveryMs), counts: false };
  }
  const { before } = doubt;
  if (!before || before.sighting !== sighting) return { kind: 'wait', waitMs: policy.agreeMs, counts: true };
  if (before.agoMs < policy.agreeMs) {
    return { kind: 'wait', waitMs: policy.agreeMs - before.agoMs, counts: false };
  }
  return settleAbsence(sighting, doubt, policy);
}

/** Twice, late enough, ours was not there. */
function settleAbsence(
  sighting: Exclude<Sighting, 'ours' | 'our-token-on-another-patient'>,
  doubt: Doubt,
  policy: SettlePolicy,
): Move {
  if (sighting === 'another-patient') return move('conflict', taken);
  const mayTryAgain =
    sighting === 'open' &&
    policy.provesNeverBooked &&
    doubt.attempts < policy.maxAttempts &&
    doubt.isBeforeDeadline;
  if (mayTryAgain) return move('ready');
  return move('review', failure('unexpected', SAID_TO_RECEPTION.review[sighting]));
}
