/**
 * Where a BOOK command goes after what was just learnt: from the look before sending, from the EHR's answer, or from
 * reading back after doubt (reliability.md 4.3–4.5). Pure. A *yes* counts at once; anything that would end in *no* or
 * in a person's hands counts only once the settle time is over and two readings, apart in time, agree.
 */
import type { CommandState } from '#shared/domain/command.ts';
import type { EhrSight } from '#shared/domain/ehr.ts';
import { failure, type Failure } from '#shared/domain/failure.ts';
import type { WriteAnswer } from '../../ports/ehr-diary.ts';
import type { Sighting } from '../sight-slot.ts';
import { SAID_TO_RECEPTION } from '../words-for-reception.ts';

export interface SettlePolicy {
  /** After our last request is over, how long it may still be applied in the EHR. */
  readonly settleMs: number;
  /** How far apart two readings must be to agree on a *no*. */
  readonly agreeMs: number;
  readonly readBackEveryMs: number;
  readonly maxAttempts: number;
  readonly sees: Pick<EhrSight, 'provesNeverBooked' | 'bookedSlots'>;
}

/** The EHR itself said that it did not do it: for good, as far as it tells, or only just now. */
export type SaidNo = 'no' | 'not-now';

/** Durations are counted on the monotonic clock, and never longer than the truth: a restart begins them again. */
export interface Doubt {
  /** Between the end of our last request and the **start** of this reading. */
  readonly sinceSentMs: number;
  /** Our last request ended with this: nothing of ours is under way any more. */
  readonly saidNo?: SaidNo;
  /** What an earlier settled reading saw, and how long before this one's start. */
  readonly before?: { readonly sighting: Sighting; readonly agoMs: number };
  readonly attempts: number;
  readonly isBeforeDeadline: boolean;
  /** Diaries that tell of bookings to come may be silent on one that has begun: then an absence proves nothing. */
  readonly hasStarted: boolean;
}

export interface Move {
  readonly kind: 'move';
  readonly to: CommandState;
  /** Before its next turn; at once when left out. */
  readonly waitMs?: number;
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
const notFree = failure('slot-not-free', SAID_TO_RECEPTION.notFree);

/** Nothing has been sent, or all that was sent is proven not to have been applied: here a *no* is safe at once. */
export function settlePreRead(
  sighting: Sighting,
  sees: Pick<EhrSight, 'bookedSlots'>,
): Move | { readonly kind: 'send' } {
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
      return move('conflict', taken);
    case 'open-with-traces':
      return move('conflict', notFree);
    case 'gone':
      // Where only free slots are shown, a booked one and one that was taken out look the same.
      return sees.bookedSlots ? move('rejected', withdrawn) : move('conflict', notFree);
    case 'was-ours':
    case 'changed':
    case 'withheld':
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

/** Only an answer that says so: a time-out is no *no*. */
export function saidNoOf(answer: WriteAnswer): SaidNo | undefined {
  if (answer.class !== 'ambiguous' || !answer.saidNo) return undefined;
  return answer.failure.kind === 'try-later' ? 'not-now' : 'no';
}

export function settleReadBack(sighting: Sighting, doubt: Doubt, policy: SettlePolicy): ReadBackSettlement {
  if (sighting === 'ours') return move('confirmed');
  if (sighting === 'our-token-on-another-patient') {
    return move('review', failure('unexpected', SAID_TO_RECEPTION.wrongPatient));
  }
  // What the EHR has answered with its own *no* cannot come to be applied later: that is all the settle time is for.
  const unsettledMs = doubt.saidNo ? 0 : policy.settleMs - doubt.sinceSentMs;
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
  const { sees, maxAttempts } = policy;
  if (sighting === 'another-patient') return move('conflict', taken);
  const provesNone = sees.provesNeverBooked && !doubt.hasStarted;
  if (sighting === 'gone' && !sees.bookedSlots && provesNone) return move('conflict', notFree);
  if (sighting === 'open' && doubt.isBeforeDeadline) {
    const { saidNo, attempts } = doubt;
    // A record that is open in the EHR is closed again sooner or later: until the deadline, at an easier and easier pace.
    if (saidNo === 'not-now') return { ...move('ready'), waitMs: Math.min(attempts, 6) * policy.agreeMs };
    if ((saidNo || provesNone) && attempts < maxAttempts) return move('ready');
  }
  const said =
    sighting === 'open' && doubt.saidNo
      ? SAID_TO_RECEPTION.refusedThoughOpen
      : SAID_TO_RECEPTION.review[sighting];
  return move('review', failure('unexpected', said));
}
