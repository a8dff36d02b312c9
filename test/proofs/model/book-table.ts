/** A booking: a slot that holds one or several, which staff book and clear too, in an EHR that shows more or less of it. */
import { failure } from '#shared/domain/failure.ts';
import { type EhrPatientId, type SessionId, type SlotId, type SlotTypeId, asId } from '#shared/domain/ids.ts';
import type { PulledSlot } from '#shared/domain/slot.ts';
import { type LocalDay, asInstant } from '#shared/domain/time.ts';

import {
  type SettlePolicy,
  saidNoOf,
  settleAnswer,
  settlePreRead,
  settleReadBack,
} from '../../../src/main/outbox/book/settle-book.ts';
import { sightSlot } from '../../../src/main/outbox/sight-slot.ts';
import type { WriteAnswer } from '../../../src/main/ports/ehr-diary.ts';
import type { CommandTable } from './walk-command.ts';

export type BookMistake =
  | 'blind-retry'
  | 'intent-not-on-disk'
  | 'no-settle-time'
  | 'time-out-is-a-no'
  | 'no-is-failure' // an answered *no* ends the booking, though an earlier request of ours may be why
  | 'no-is-failure, blind-retry'
  | 'no-is-failure, no-settle-time';

export interface BookOptions {
  /** 1: a slot of its own. 2: two equal parallel slots, where a repeat is not refused. */
  readonly capacity: 1 | 2;
  readonly provesNeverBooked: boolean;
  /** Without it, a slot that somebody has is not in the diary at all (GP Connect). */
  readonly seesBookedSlots: boolean;
  /** Does the EHR answer a request that it will not do with a *no* of its own? Else every answer but a *yes* is doubt. */
  readonly saysNo: boolean;
  /** Does a booking that staff cancelled leave our token on the slot? */
  readonly leavesTraces: boolean;
  readonly mistake?: BookMistake;
}

interface Slot {
  readonly ours: number;
  readonly others: number;
  readonly wasEverOurs: boolean;
  /** By staff. A person who has it booked again knows. */
  readonly wasCancelled: boolean;
}

const PATIENT = asId<EhrPatientId>('4471');
const TOKEN = 'TOKENOFOURS0';
const SLOT = {
  id: asId<SlotId>('1'),
  sessionId: asId<SessionId>('1'),
  slotTypeId: asId<SlotTypeId>('1'),
  day: '2026-11-23' as LocalDay,
  startsAt: asInstant(0),
  durationMin: 10,
};
const SOUGHT = { token: TOKEN, patientId: PATIENT, slotTypeId: SLOT.slotTypeId, startsAt: SLOT.startsAt };
const DOUBT: WriteAnswer = { class: 'ambiguous', failure: failure('timed-out', 'No answer.') };
const NO: WriteAnswer = { class: 'ambiguous', failure: failure('slot-taken', 'Taken.'), saidNo: true };
const NO_WAY = failure('unreachable', 'No way.');
const NOT_ALLOWED = failure('not-allowed', 'Not allowed.');

function pulledFrom(
  slot: Slot,
  { capacity, leavesTraces, seesBookedSlots }: BookOptions,
): PulledSlot | undefined {
  if (slot.ours > 0)
    return { ...SLOT, status: 'booked', bookedFor: PATIENT, note: `Online booking ${TOKEN}` };
  const hasTraces = slot.wasCancelled && leavesTraces;
  if (slot.others >= capacity) {
    if (seesBookedSlots) return { ...SLOT, status: 'booked', bookedFor: asId<EhrPatientId>('9') };
    // The patient's own appointments are all that can be seen of it, a cancelled one included.
    return hasTraces ? { ...SLOT, status: 'unknown', note: TOKEN } : undefined;
  }
  return hasTraces ? { ...SLOT, status: 'open', note: TOKEN } : { ...SLOT, status: 'open' };
}

const SAYS_NO: ReadonlySet<string> = new Set(['conflict', 'rejected', 'expired']);

export function bookTable(options: BookOptions): CommandTable<Slot> {
  const { capacity, provesNeverBooked, seesBookedSlots, saysNo, mistake = '' } = options;
  const policy: SettlePolicy = {
    settleMs: mistake.endsWith('no-settle-time') ? 0 : 60_000,
    agreeMs: 10_000,
    readBackEveryMs: 5_000,
    maxAttempts: 3,
    sees: { provesNeverBooked, bookedSlots: seesBookedSlots },
  };
  const isFull = ({ ours, others }: Slot): boolean => ours + others >= capacity;
  return {
    kind: 'book',
    policy,
    first: { disk: 'received', diary: { ours: 0, others: 0, wasEverOurs: false, wasCancelled: false } },
    look: (slot) => ({ sighting: sightSlot(pulledFrom(slot, options), SOUGHT) }),
    preRead: ({ sighting }) => settlePreRead(sighting, policy.sees),
    readBack: ({ sighting }, doubt) => settleReadBack(sighting, doubt, policy),
    hear(answer, attempts) {
      if (answer === NO && mistake.startsWith('no-is-failure')) return { to: 'rejected' };
      // Blind retry is bounded like every other, or the mistake would have infinitely many states.
      const isBlind = mistake.endsWith('blind-retry') && attempts < policy.maxAttempts;
      const to = isBlind && answer.class === 'ambiguous' ? 'ready' : settleAnswer(answer);
      const isTakenForNo = mistake === 'time-out-is-a-no' && answer.class === 'ambiguous';
      return { to, saidNo: (saysNo && saidNoOf(answer) !== undefined) || isTakenForNo };
    },
    itsNo: saysNo || mistake.startsWith('no-is-failure') ? NO : DOUBT,
    neverSent: [
      { class: 'not-applied', permanent: false, failure: NO_WAY },
      { class: 'not-applied', permanent: true, failure: NOT_ALLOWED },
    ],
    carryOut: (slot) => (isFull(slot) ? undefined : { ...slot, ours: slot.ours + 1, wasEverOurs: true }),
    staff(slot) {
      const { ours, others } = slot;
      return [
        ...(isFull(slot) ? [] : [{ ...slot, others: others + 1 }]),
        ...(others > 0 ? [{ ...slot, others: others - 1 }] : []),
        ...(ours > 0 ? [{ ...slot, ours: ours - 1, wasCancelled: true }] : []),
      ];
    },
    byHand: (slot) => [
      slot.ours > 0
        ? { to: 'confirmed', diary: slot }
        : { to: slot.wasEverOurs ? 'cancelled-by-practice' : 'rejected', diary: slot },
      { to: 'ready', diary: { ...slot, wasCancelled: false } },
    ],
    mayEndUnsent: { received: ['rejected', 'conflict', 'expired'], ready: ['expired', 'rejected'] },
    keptEnds: ({ ours }) => (ours === 0 ? 'cancelled-by-practice' : undefined),
    wrongToTell(to, { ours, wasEverOurs }) {
      if (SAYS_NO.has(to) && ours > 0) return 'told no, but booked';
      if (to === 'undone' && ours > 0) return 'taken back, but booked';
      return to === 'confirmed' && !wasEverOurs ? 'told yes, but never booked' : undefined;
    },
    wrongToCarryOut(disk, { wasCancelled }) {
      if (SAYS_NO.has(disk)) return 'told no, then booked';
      if (disk === 'undone') return 'taken back, then booked';
      return wasCancelled ? 'booked again after the practice cancelled it' : undefined;
    },
    wrongDiary: ({ ours }) => (ours > 1 ? 'booked twice' : undefined),
    isUndone: true,
    slips: mistake === 'intent-not-on-disk' ? ['intent-not-on-disk'] : [],
  };
}
