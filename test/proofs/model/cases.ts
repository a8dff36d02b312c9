/** What the model check has to say: the machine as it is, on each kind of EHR, and each seeded mistake with what it must be found as. */
import { type BookMistake, type BookOptions, bookTable } from './book-table.ts';
import { type CancelMistake, type CancelOptions, cancelTable } from './cancel-table.ts';
import type { Explored } from './explore.ts';
import { type MoveMistake, checkMove } from './move-model.ts';
import { type Budgets, checkCommand } from './walk-command.ts';

export interface RightCase {
  readonly name: string;
  readonly of: 'book' | 'cancel' | 'move';
  /** `budget`: crashes, staff's edits and losses, so many of each. */
  readonly check: (budget: number) => Explored;
  /** It must be able to end like this, or it proves too little. */
  readonly ends: readonly string[];
}

export interface MistakeCase {
  readonly name: string;
  readonly wrong: string;
  readonly check: () => Explored;
}

const budgetsOf = (each: number): Budgets => ({ crashes: each, edits: each, losses: each, words: 1 });
const MISTAKES_BUDGET = 2;

/** EMIS: an absence after doubt proves nothing. */
const emis: BookOptions = {
  ...{ capacity: 1, provesNeverBooked: false, seesBookedSlots: true, saysNo: false, leavesTraces: false },
};
/** An EHR where a booking that was taken out can be seen to have been there. */
const telling: BookOptions = { ...emis, provesNeverBooked: true, leavesTraces: true };
/** SystmOne: says no in its own words; equal parallel slots are one slot that holds several. */
const systmOne: BookOptions = { ...emis, saysNo: true };
/** GP Connect: of booked slots only the patient's own are seen, cancelled ones included. */
const gpConnect: BookOptions = { ...telling, seesBookedSlots: false, saysNo: true };
const two = { capacity: 2 } as const;

const BOOK_ENDS = ['confirmed', 'conflict', 'review', 'undone', 'expired', 'cancelled-by-practice'] as const;
const booking = (name: string, options: BookOptions): RightCase => ({
  ...{ name: `book, ${name}`, of: 'book', ends: BOOK_ENDS },
  check: (budget) => checkCommand(bookTable(options), budgetsOf(budget)),
});

const plain: CancelOptions = { isMove: false, saysNo: false };
const cancelling = (name: string, options: CancelOptions): RightCase => ({
  ...{ name: `cancel, ${name}`, of: 'cancel' },
  ends: options.isMove ? ['confirmed', 'review'] : ['confirmed', 'review', 'conflict', 'undone', 'expired'],
  check: (budget) => checkCommand(cancelTable(options), budgetsOf(budget)),
});

export const RIGHT: readonly RightCase[] = [
  booking('EMIS', emis),
  booking('EMIS, two equal slots', { ...emis, ...two }),
  booking('an EHR that proves absence', telling),
  booking('an EHR that proves absence, two equal slots', { ...telling, ...two }),
  booking('SystmOne', systmOne),
  booking('SystmOne, two equal slots', { ...systmOne, ...two }),
  booking('GP Connect', gpConnect),
  booking('GP Connect, two equal slots', { ...gpConnect, ...two }),
  cancelling('EMIS', plain),
  cancelling('an EHR that says no', { ...plain, saysNo: true }),
  cancelling('the second half of a move, EMIS', { ...plain, isMove: true }),
  cancelling('the second half of a move, an EHR that says no', { isMove: true, saysNo: true }),
  { name: 'move', of: 'move', ends: ['old', 'new', 'both'], check: (budget) => checkMove(budget) },
];

const AGAIN = 'booked again after the practice cancelled it';
const TWICE = 'booked twice';
const NO_BUT = 'told no, but booked';
const NO_THEN = 'told no, then booked';
const STANDS_THEN = 'told that it stands, then cancelled';
const BACK_THEN = 'taken back, then cancelled';

const ofBooking = (
  name: string,
  wrong: string,
  options: BookOptions & { readonly mistake?: BookMistake },
): MistakeCase => ({
  name: `book: ${name}`,
  wrong,
  check: () => checkCommand(bookTable(options), budgetsOf(MISTAKES_BUDGET), wrong),
});
const ofCancelling = (name: string, wrong: string, mistake: CancelMistake, isMove = false): MistakeCase => ({
  name: `cancel: ${name}`,
  wrong,
  check: () => checkCommand(cancelTable({ ...plain, isMove, mistake }), budgetsOf(MISTAKES_BUDGET), wrong),
});
const ofMoving = (mistake: MoveMistake, name: string, wrong: string): MistakeCase => ({
  name: `move: ${name}`,
  wrong,
  check: () => checkMove(MISTAKES_BUDGET, mistake, wrong),
});

export const MISTAKES: readonly MistakeCase[] = [
  ofBooking('M1 blind retry, two equal slots', TWICE, { ...telling, ...two, mistake: 'blind-retry' }),
  ofBooking('M1 blind retry, one slot', AGAIN, { ...emis, mistake: 'blind-retry' }),
  ofBooking('M2 intent not on disk, two equal slots', TWICE, {
    ...{ ...emis, ...two, mistake: 'intent-not-on-disk' },
  }),
  ofBooking('M2 intent not on disk, one slot', AGAIN, { ...emis, mistake: 'intent-not-on-disk' }),
  ofBooking('M2 intent not on disk, taken back', 'taken back, then booked', {
    ...{ ...emis, mistake: 'intent-not-on-disk' },
  }),
  ofBooking('M3 no settle time, two equal slots', TWICE, { ...telling, ...two, mistake: 'no-settle-time' }),
  ofBooking('M3 no settle time, one slot', NO_THEN, { ...emis, mistake: 'no-settle-time' }),
  ofBooking('M5 an answered no taken for failure, with blind retry', NO_BUT, {
    ...{ ...emis, mistake: 'no-is-failure, blind-retry' },
  }),
  ofBooking('M6 an answered no taken for failure, without settle time', NO_BUT, {
    ...{ ...telling, mistake: 'no-is-failure, no-settle-time' },
  }),
  ofBooking('M7 resent though an absence proves nothing', AGAIN, { ...emis, provesNeverBooked: true }),
  ofBooking('M7 on GP Connect, were cancelled appointments not shown', AGAIN, {
    ...{ ...gpConnect, leavesTraces: false },
  }),
  ofBooking('a time-out taken for a no, two equal slots', TWICE, {
    ...{ ...systmOne, ...two, mistake: 'time-out-is-a-no' },
  }),
  ofBooking('a time-out taken for a no, SystmOne', NO_THEN, { ...systmOne, mistake: 'time-out-is-a-no' }),
  ofBooking('a time-out taken for a no, then staff take it out', AGAIN, {
    ...{ ...systmOne, mistake: 'time-out-is-a-no' },
  }),
  ofBooking('a time-out taken for a no, GP Connect', NO_THEN, { ...gpConnect, mistake: 'time-out-is-a-no' }),
  ofCancelling('M2 intent not on disk, taken back', BACK_THEN, 'intent-not-on-disk'),
  ofCancelling('M2 intent not on disk', STANDS_THEN, 'intent-not-on-disk'),
  ofCancelling('M3 no settle time', STANDS_THEN, 'no-settle-time'),
  ofCancelling('M5, M6 a time-out taken for a no', STANDS_THEN, 'time-out-is-a-no'),
  ofCancelling(
    'a time-out taken for a no, in a move',
    'holds two, and nobody sees it',
    'time-out-is-a-no',
    true,
  ),
  ofCancelling('taken back though it may have left', BACK_THEN, 'undo-when-sent'),
  ofMoving('cancel-first', 'the old one cancelled first', 'the patient has nothing'),
  ofMoving(
    'second-half-later',
    'the second half not in the same transaction',
    'holds two, and nobody sees it',
  ),
  ofMoving(
    'old-one-stands-unseen',
    'the old one stands, and nobody is told',
    'holds two, and nobody sees it',
  ),
  ofMoving(
    'second-half-goes-on',
    'the new one gone, the old one let go too',
    'the old one was let go for nothing',
  ),
];

/** M4 is the one mistake that must hold: two nets are under it, the settle time and the intent. */
export const HOLDS: RightCase = {
  ...{ name: 'M4 an answered no taken for failure: held by settle time and intent', of: 'book', ends: [] },
  check: (budget) => checkCommand(bookTable({ ...emis, mistake: 'no-is-failure' }), budgetsOf(budget)),
};

/** `book from>to` of every transition that the models take: what the code does must be among them. */
export function transitionsOfTheModels(budget: number): ReadonlySet<string> {
  const all = RIGHT.filter(({ of }) => of !== 'move').flatMap(({ of, check }) =>
    [...check(budget).edges].map((edge) => `${of} ${edge}`),
  );
  return new Set(all);
}
