/**
 * Where a cancellation goes after what was just learnt: from the look before sending, from the EHR's answer, or from reading
 * back after doubt (reliability.md 4.6). Pure. It names one appointment, so it may be sent again once that very one has
 * been seen to be there still; whatever may be another appointment is left alone. That it is out, found after we sent it,
 * counts at once; found before, it is staff's doing, and counts only when two looks agree.
 */
import type { Attendance } from '#shared/domain/booking.ts';
import type { CommandState } from '#shared/domain/command.ts';
import { type Failure, failure } from '#shared/domain/failure.ts';
import type { WriteAnswer } from '../../ports/ehr-diary.ts';
import type { Doubt, Move, ReadBackSettlement, SettlePolicy } from '../book/settle-book.ts';
import type { Sighting } from '../sight-slot.ts';
import type { Whereabouts } from '../whereabouts.ts';
import { SAID_OF_CANCELLING } from '../words-for-reception.ts';

/** The appointment as it was just seen. */
export interface SeenAppointment {
  readonly sighting: Sighting;
  readonly where: Whereabouts;
  readonly attendance?: Attendance | undefined;
}

export interface WantedCancellation {
  /** The second leg of a move: then nothing may end in *it stands*, unseen, for the patient would hold two. */
  readonly isMove: boolean;
}

const move = (to: CommandState, why: Failure): Move => ({ kind: 'move', to, failure: why });
const CONFIRMED: Move = { kind: 'move', to: 'confirmed' };
const inWords = (words: string): Failure => failure('unexpected', words);

/** It stands, for a reason that the patient can be told; of a move, a person has to see that there are two. */
export function stands(
  { isMove }: WantedCancellation,
  why: Failure,
  to: 'conflict' | 'rejected' | 'expired',
): Move {
  if (!isMove) return move(to, why);
  return move('review', { ...why, message: `${SAID_OF_CANCELLING.oldNotCancelled} ${why.message}` });
}

const toReview = (wanted: WantedCancellation, words: string): Move =>
  wanted.isMove
    ? move('review', inWords(`${SAID_OF_CANCELLING.oldNotProven} ${words}`))
    : move('review', inWords(words));

/** In the diary, and yet not to be cancelled any more. */
function whyLeaveIt({ where, attendance }: SeenAppointment, hasStarted: boolean): Failure | undefined {
  if (where !== 'there') return failure('not-offered', SAID_OF_CANCELLING.changed);
  if (attendance !== undefined || hasStarted) return failure('not-offered', SAID_OF_CANCELLING.begun);
  return undefined;
}

const isInDiary = ({ where }: SeenAppointment): boolean =>
  where === 'there' || where === 'there-at-another-time' || where === 'moved-away';

/** Neither in the diary for certain nor out of it. */
function unclear({ where }: SeenAppointment, wanted: WantedCancellation): Move {
  const words =
    where === 'same-patient' || where === 'taken-unseen' ? SAID_OF_CANCELLING.unclear[where] : undefined;
  return toReview(wanted, words ?? SAID_OF_CANCELLING.unclear.withheld);
}

/** The second of two looks, far enough apart, that say the same. */
function agreement(
  sighting: Sighting,
  { before }: Doubt,
  policy: SettlePolicy,
): ReadBackSettlement | 'agreed' {
  if (!before || before.sighting !== sighting) return { kind: 'wait', waitMs: policy.agreeMs, counts: true };
  if (before.agoMs >= policy.agreeMs) return 'agreed';
  return { kind: 'wait', waitMs: policy.agreeMs - before.agoMs, counts: false };
}

export function settleCancelPreRead(
  seen: SeenAppointment,
  wanted: WantedCancellation,
  doubt: Doubt,
  policy: SettlePolicy,
): ReadBackSettlement | { readonly kind: 'send' } {
  const { where } = seen;
  if (isInDiary(seen)) {
    const why = whyLeaveIt(seen, doubt.hasStarted);
    return why ? stands(wanted, why, 'conflict') : { kind: 'send' };
  }
  if (where === 'wrong-patient') return toReview(wanted, SAID_OF_CANCELLING.wrongPatient);
  const agreed = agreement(seen.sighting, doubt, policy);
  if (agreed !== 'agreed') return agreed;
  return where === 'out' ? CONFIRMED : unclear(seen, wanted);
}

export function settleCancelAnswer(
  answer: WriteAnswer,
  wanted: WantedCancellation,
): { readonly to: CommandState; readonly failure?: Failure } {
  switch (answer.class) {
    case 'applied':
      return { to: 'confirmed' };
    case 'not-applied':
      return answer.permanent ? stands(wanted, answer.failure, 'rejected') : { to: 'ready' };
    case 'ambiguous':
      return { to: 'unknown' };
  }
}

export function settleCancelReadBack(
  seen: SeenAppointment,
  wanted: WantedCancellation,
  doubt: Doubt,
  policy: SettlePolicy,
): ReadBackSettlement {
  const { where } = seen;
  // Nothing of ours can bring it back: there is no settle time to wait for.
  if (where === 'out') return CONFIRMED;
  if (where === 'wrong-patient') return toReview(wanted, SAID_OF_CANCELLING.wrongPatient);
  const unsettledMs = doubt.saidNo ? 0 : policy.settleMs - doubt.sinceSentMs;
  if (unsettledMs > 0) {
    return { kind: 'wait', waitMs: Math.min(unsettledMs, policy.readBackEveryMs), counts: false };
  }
  const agreed = agreement(seen.sighting, doubt, policy);
  if (agreed !== 'agreed') return agreed;
  return isInDiary(seen) ? settleStillThere(seen, wanted, doubt, policy) : unclear(seen, wanted);
}

/** Twice, late enough, it was still there: the cancellation was not carried out, and will not be. */
function settleStillThere(
  seen: SeenAppointment,
  wanted: WantedCancellation,
  { saidNo, attempts, hasStarted, isBeforeDeadline }: Doubt,
  { maxAttempts, agreeMs }: SettlePolicy,
): Move {
  const why = whyLeaveIt(seen, hasStarted);
  if (why) return stands(wanted, why, 'conflict');
  if (isBeforeDeadline) {
    // A record that is open in the EHR is closed again sooner or later: until the deadline, at an easier and easier pace.
    if (saidNo === 'not-now') return { kind: 'move', to: 'ready', waitMs: Math.min(attempts, 6) * agreeMs };
    if (attempts < maxAttempts) return { kind: 'move', to: 'ready' };
  }
  return toReview(wanted, SAID_OF_CANCELLING.stillThere);
}
