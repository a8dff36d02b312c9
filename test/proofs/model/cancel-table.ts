/** A cancellation: an appointment that is there until we or staff take it out, by the EHR's own name for it. */
import type { CommandState } from '#shared/domain/command.ts';
import { failure } from '#shared/domain/failure.ts';

import { type SettlePolicy, saidNoOf } from '../../../src/main/outbox/book/settle-book.ts';
import {
  type SeenAppointment,
  settleCancelAnswer,
  settleCancelPreRead,
  settleCancelReadBack,
  stands,
} from '../../../src/main/outbox/cancel/settle-cancel.ts';
import type { Sighting } from '../../../src/main/outbox/sight-slot.ts';
import type { WriteAnswer } from '../../../src/main/ports/ehr-diary.ts';
import type { CommandTable, Seen } from './walk-command.ts';

export type CancelMistake = 'intent-not-on-disk' | 'no-settle-time' | 'time-out-is-a-no' | 'undo-when-sent';

export interface CancelOptions {
  /** The second leg of a move. */
  readonly isMove: boolean;
  /** Does the EHR answer a request that it will not do with a *no* of its own? */
  readonly saysNo: boolean;
  readonly mistake?: CancelMistake;
}

interface Place {
  /** Who is in the slot. */
  readonly who: 'ours' | 'nobody' | 'same-patient' | 'somebody';
  readonly hasArrived: boolean;
}

const SIGHT = {
  ours: 'ours',
  nobody: 'open',
  'same-patient': 'same-patient',
  somebody: 'another-patient',
} as const satisfies Record<Place['who'], Sighting>;
const DOUBT: WriteAnswer = { class: 'ambiguous', failure: failure('timed-out', 'No answer.') };
const NO: WriteAnswer = { class: 'ambiguous', failure: failure('refused', 'No.'), saidNo: true };
const SAYS_IT_STANDS: ReadonlySet<string> = new Set(['conflict', 'rejected', 'expired']);

function appointmentOf({ sighting, hasArrived }: Seen): SeenAppointment {
  const where = sighting === 'ours' ? 'there' : sighting === 'same-patient' ? 'same-patient' : 'out';
  return { sighting, where, attendance: hasArrived ? 'arrived' : undefined };
}

export function cancelTable(options: CancelOptions): CommandTable<Place> {
  const { isMove, saysNo, mistake } = options;
  const policy: SettlePolicy = {
    settleMs: mistake === 'no-settle-time' ? 0 : 60_000,
    agreeMs: 10_000,
    readBackEveryMs: 5_000,
    maxAttempts: 3,
    sees: { provesNeverBooked: false, bookedSlots: true },
  };
  const tooLate: CommandState = stands(options, failure('not-offered', 'Too late.'), 'expired').to;
  return {
    kind: 'cancel',
    policy,
    first: { disk: 'ready', diary: { who: 'ours', hasArrived: false } },
    look: ({ who, hasArrived }) => ({ sighting: SIGHT[who], ...(hasArrived && { hasArrived }) }),
    preRead: (seen, doubt) => settleCancelPreRead(appointmentOf(seen), options, doubt, policy),
    readBack: (seen, doubt) => settleCancelReadBack(appointmentOf(seen), options, doubt, policy),
    hear(answer) {
      if (mistake === 'time-out-is-a-no' && answer.class === 'ambiguous' && !answer.saidNo) {
        return { to: 'rejected' };
      }
      const { to } = settleCancelAnswer(answer, options);
      return { to, saidNo: saysNo && saidNoOf(answer) !== undefined };
    },
    itsNo: saysNo ? NO : DOUBT,
    neverSent: [
      { class: 'not-applied', permanent: false, failure: failure('unreachable', 'No way.') },
      { class: 'not-applied', permanent: true, failure: failure('not-allowed', 'Not allowed.') },
    ],
    carryOut: (place) => (place.who === 'ours' ? { ...place, who: 'nobody' } : undefined),
    staff({ who, hasArrived }) {
      if (who === 'ours') {
        const out: Place = { who: 'nobody', hasArrived: false };
        return hasArrived ? [out] : [out, { who, hasArrived: true }];
      }
      const others: readonly Place['who'][] = who === 'nobody' ? ['same-patient', 'somebody'] : [];
      return others.map((other) => ({ who: other, hasArrived }));
    },
    byHand: (place) => [
      { to: place.who === 'ours' ? 'rejected' : 'confirmed', diary: place },
      { to: 'ready', diary: place },
    ],
    mayEndUnsent: { ready: [tooLate] },
    wrongToTell(to, { who }, from) {
      if (to === 'confirmed' && who === 'ours') return 'told cancelled, and it is there';
      // A person who lets both stand has seen both.
      const isUnseen = isMove && from !== 'review' && SAYS_IT_STANDS.has(to);
      return isUnseen ? 'holds two, and nobody sees it' : undefined;
    },
    wrongToCarryOut(disk) {
      if (SAYS_IT_STANDS.has(disk)) return 'told that it stands, then cancelled';
      return disk === 'undone' ? 'taken back, then cancelled' : undefined;
    },
    isUndone: !isMove,
    slips: mistake === 'intent-not-on-disk' || mistake === 'undo-when-sent' ? [mistake] : [],
  };
}
