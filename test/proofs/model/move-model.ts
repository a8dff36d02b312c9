/**
 * The move: two appointments, the two commands, staff who edit either, and crashes between any two writes. That each command
 * alone ends rightly is proven by the walk of each; here only their order and what ties them count. What is told is what
 * `noticeOf` says.
 */
import { type BookingState, bookingStateOf } from '#shared/domain/booking.ts';
import { type CommandState, isSettled, mayUndo } from '#shared/domain/command.ts';
import { failure } from '#shared/domain/failure.ts';
import { stands } from '../../../src/main/outbox/cancel/settle-cancel.ts';
import { noticeOf } from '../../../src/main/outbox/notice-of.ts';
import { type Explored, explore } from './explore.ts';

export type MoveMistake =
  | 'cancel-first'
  | 'second-half-later' // not in the transaction that confirms the new one
  | 'old-one-stands-unseen'
  | 'second-half-goes-on'; // though staff have taken the new one out

interface State {
  /** In the EHR. */
  readonly hasOld: boolean;
  readonly hasNew: boolean;
  readonly isNewTaken: boolean;
  readonly hasArrived: boolean;
  /** On disk. */
  readonly book: CommandState | 'not-yet';
  readonly cancel: CommandState | 'none';
  readonly isOldGoneKnown: boolean;
  readonly told: readonly string[];
  /** In memory: gone with a crash. */
  readonly owesSecondHalf: boolean;
  readonly crashes: number;
  readonly edits: number;
  readonly hasNobodyEdited: boolean;
}

const refused = failure('not-offered', 'It stands.');
const over = (state: CommandState | 'not-yet' | 'none'): boolean =>
  state === 'none' || (state !== 'not-yet' && (isSettled(state) || state === 'review'));

/** Its ends are what the patient has: `old`, `new`, `both`, `none`. `budget`: of crashes, and of staff's edits. */
export function checkMove(budget: number, mistake?: MoveMistake, until?: string): Explored {
  const first: State = {
    ...{ hasOld: true, hasNew: false, isNewTaken: false, hasArrived: false },
    ...{ book: mistake === 'cancel-first' ? 'not-yet' : 'ready', cancel: 'none', isOldGoneKnown: false },
    ...{ told: [], owesSecondHalf: false, crashes: budget, edits: budget, hasNobodyEdited: true },
  };
  const start: State = mistake === 'cancel-first' ? { ...first, cancel: 'ready' } : first;
  // Nothing is left to be done, whatever staff may still do.
  const isQuiet = ({ book, cancel, owesSecondHalf }: State): boolean =>
    over(book) && over(cancel) && !owesSecondHalf;
  const has = ({ hasOld, hasNew }: State): string =>
    hasOld ? (hasNew ? 'both' : 'old') : hasNew ? 'new' : 'none';
  return explore<State>(
    {
      first: start,
      next: (state) => nextStates(state, mistake),
      wrongOf: (state) => (isQuiet(state) ? wrongAtEnd(state) : wrongNow(state)),
      endOf: (state) => (isQuiet(state) ? has(state) : undefined),
      disksOf: ({ book, cancel }) => [book, cancel],
    },
    until,
  );
}

/** Nobody may be left with nothing by our hand: only by staff's, and then they are told. */
const wrongNow = ({ hasOld, hasNew, hasNobodyEdited }: State): string | undefined =>
  !hasOld && !hasNew && hasNobodyEdited ? 'the patient has nothing' : undefined;

function wrongAtEnd(state: State): string | undefined {
  const { hasOld, hasNew, told, cancel, book } = state;
  const shown: BookingState[] = [
    ...(book === 'not-yet' ? [] : [bookingStateOf('book', book)]),
    ...(cancel === 'none' ? [] : [bookingStateOf('cancel', cancel)]),
  ];
  if (hasOld && hasNew && !shown.includes('needs-you')) return 'holds two, and nobody sees it';
  if (!hasOld && !hasNew && !told.some((kind) => kind.includes('by-practice')))
    return 'the patient has nothing';
  if (told.includes('moved') && hasOld) return 'told moved, and the old one is there';
  // Staff took the new one out while the old one's cancellation had not left: it could have stayed.
  if (told.includes('lost the old one too')) return 'the old one was let go for nothing';
  return wrongNow(state);
}

/** One transaction of the outbox: the command, what is told, and what has to follow. */
function bookEnds(state: State, to: CommandState, mistake: MoveMistake | undefined): State {
  const due = noticeOf({ kind: 'book', to, keepsOld: state.hasOld });
  const moved: State = { ...state, book: to, told: due ? [...state.told, due.kind] : state.told };
  const mayFollow = to === 'confirmed' && !state.isOldGoneKnown && mistake !== 'cancel-first';
  if (!mayFollow) return moved;
  return mistake === 'second-half-later' ? { ...moved, owesSecondHalf: true } : { ...moved, cancel: 'ready' };
}

function cancelEnds(state: State, to: CommandState, mistake: MoveMistake | undefined): State {
  const due = noticeOf({ kind: 'cancel', to, by: 'move' });
  const moved: State = { ...state, cancel: to, told: due ? [...state.told, due.kind] : state.told };
  if (mistake !== 'cancel-first') return moved;
  return { ...moved, book: to === 'confirmed' ? 'ready' : 'undone' };
}

function nextStates(state: State, mistake: MoveMistake | undefined): State[] {
  const next: State[] = [];
  if (state.owesSecondHalf) next.push({ ...state, owesSecondHalf: false, cancel: 'ready' });
  if (state.book === 'ready') {
    // To the diary exactly once, or not at all: what is in between is the booking's own model.
    next.push(
      state.isNewTaken
        ? bookEnds(state, 'conflict', mistake)
        : bookEnds({ ...state, hasNew: true }, 'confirmed', mistake),
    );
    if (mayUndo(state.book) && mistake !== 'cancel-first') next.push(bookEnds(state, 'undone', mistake));
  }
  if (state.cancel === 'ready') next.push(...cancelSteps(state, mistake));
  if (state.cancel === 'sending') {
    next.push(cancelEnds({ ...state, hasOld: false }, 'confirmed', mistake));
    next.push({ ...state, cancel: 'ready' }); // seen to be there still: it was lost
  }
  if (state.edits > 0) {
    next.push(...staffSteps(state, mistake).map((after) => ({ ...after, hasNobodyEdited: false })));
  }
  if (state.crashes > 0 && !(over(state.book) && over(state.cancel) && !state.owesSecondHalf)) {
    next.push({ ...state, crashes: state.crashes - 1, owesSecondHalf: false });
  }
  return next;
}

function cancelSteps(state: State, mistake: MoveMistake | undefined): State[] {
  if (!state.hasOld) return [cancelEnds(state, 'confirmed', mistake)];
  if (!state.hasArrived) return [{ ...state, cancel: 'sending' }];
  const isMove = mistake !== 'old-one-stands-unseen';
  return [cancelEnds(state, stands({ isMove }, refused, 'conflict').to, mistake)];
}

function staffSteps(state: State, mistake: MoveMistake | undefined): State[] {
  const next: State[] = [];
  const edits = state.edits - 1;
  if (!state.isNewTaken && !state.hasNew) next.push({ ...state, edits, isNewTaken: true });
  if (state.hasOld && !state.hasArrived) next.push({ ...state, edits, hasArrived: true });
  if (state.hasOld && (state.cancel === 'none' || over(state.cancel))) {
    // Noticed and told, as every kept booking is.
    next.push({
      ...state,
      edits,
      ...{ hasOld: false, isOldGoneKnown: true, told: [...state.told, 'cancelled-by-practice'] },
    });
  }
  if (state.hasNew && state.book === 'confirmed') {
    const gone = bookEnds({ ...state, edits, hasNew: false }, 'cancelled-by-practice', mistake);
    const mayStay = gone.cancel === 'ready';
    if (mayStay && mistake === 'second-half-goes-on') {
      next.push({
        ...gone,
        hasOld: false,
        cancel: 'confirmed',
        told: [...gone.told, 'lost the old one too'],
      });
    } else next.push(mayStay ? { ...gone, cancel: 'undone' } : gone);
  }
  return next;
}
