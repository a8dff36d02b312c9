/**
 * The way of one command against an EHR that is not idempotent: every interleaving of crashes, lost and late messages, staff's
 * edits, a change of mind and a person's word, within small budgets, on the very decisions that the product runs; a table says
 * what is different for a booking and for a cancellation. Time is abstract: the settle time is over only when no request of
 * ours can still be carried out, and a restart begins it anew.
 */
import { type CommandKind, type CommandState, isSettled, mayMove, mayUndo } from '#shared/domain/command.ts';

import type {
  Doubt,
  Move,
  ReadBackSettlement,
  SettlePolicy,
} from '../../../src/main/outbox/book/settle-book.ts';
import type { Sighting } from '../../../src/main/outbox/sight-slot.ts';
import type { WriteAnswer } from '../../../src/main/ports/ehr-diary.ts';
import { type Explorable, type Explored, explore } from './explore.ts';

export interface Seen {
  readonly sighting: Sighting;
  readonly hasArrived?: true;
}

/** What a person makes of what no machine can prove. */
export interface ByHand<D> {
  readonly to: CommandState;
  readonly diary: D;
}

/** What is different for each kind of command. `D`: what its model knows of the EHR's diary. */
export interface CommandTable<D> {
  readonly kind: CommandKind;
  readonly policy: SettlePolicy;
  readonly first: { readonly disk: CommandState; readonly diary: D };
  look(diary: D): Seen;
  preRead(seen: Seen, doubt: Doubt): ReadBackSettlement | { readonly kind: 'send' };
  readBack(seen: Seen, doubt: Doubt): ReadBackSettlement;
  /** Where an answer leads, a time-out among them, and whether it was the EHR's own *no*. */
  hear(answer: WriteAnswer, attempts: number): { readonly to: CommandState; readonly saidNo?: boolean };
  /** The EHR's answer to what it will not do. */
  readonly itsNo: WriteAnswer;
  /** Before a byte of it has left. */
  readonly neverSent: readonly WriteAnswer[];
  /** The diary once a request is carried out; `undefined` when the EHR will not. */
  carryOut(diary: D): D | undefined;
  staff(diary: D): readonly D[];
  byHand(diary: D): readonly ByHand<D>[];
  /** Before anything is sent: no such patient, too late, no longer offered. */
  readonly mayEndUnsent: Readonly<Partial<Record<CommandState, readonly CommandState[]>>>;
  /** Confirmed long ago, and staff have undone it. */
  keptEnds?(diary: D): CommandState | undefined;
  /** What is wrong with telling this, or with a request that is carried out in this state, or with the diary. */
  wrongToTell(to: CommandState, diary: D, from: CommandState): string | undefined;
  wrongToCarryOut(disk: CommandState, before: D): string | undefined;
  wrongDiary?(diary: D): string | undefined;
  readonly isUndone: boolean;
  readonly slips: readonly ('intent-not-on-disk' | 'undo-when-sent')[];
}

export interface Budgets {
  readonly crashes: number;
  readonly edits: number;
  readonly losses: number;
  /** How often a person may give their word. */
  readonly words: number;
}

interface State<D> extends Budgets {
  readonly disk: CommandState;
  readonly at: 'down' | 'idle' | 'looked' | 'intended' | 'waiting' | 'read';
  readonly seen?: Seen | undefined;
  readonly attempts: number;
  /** Requests under way to the EHR: any of them may be carried out late. */
  readonly requests: number;
  /** Under way to us. */
  readonly answers: readonly ('applied' | 'no')[];
  readonly isSettleTimeOver: boolean;
  /** Our last request ended with the EHR's own *no*; known until a crash. */
  readonly saidNo: boolean;
  readonly before?: Sighting | undefined;
  readonly areLooksApart: boolean;
  readonly diary: D;
  readonly wrong: string;
}

const TIMED_OUT: WriteAnswer = {
  class: 'ambiguous',
  failure: { kind: 'timed-out', message: 'No answer.' },
};
const NEW_DOUBT = {
  isSettleTimeOver: false,
  saidNo: false,
  before: undefined,
  areLooksApart: false,
} as const;
const IDLE = { at: 'idle', seen: undefined, answers: [] } as const;
const isOver = (disk: CommandState): boolean => isSettled(disk) || disk === 'review';

export function checkCommand<D>(table: CommandTable<D>, budgets: Budgets, until?: string): Explored {
  const { disk, diary } = table.first;
  const first: State<D> = {
    ...{ disk, diary, attempts: 0, requests: 0, wrong: '' },
    ...{ ...IDLE, ...NEW_DOUBT, ...budgets },
  };
  const model: Explorable<State<D>> = {
    first,
    next: (state) => [
      ...ourSteps(state, table),
      ...ehrSteps(state, table),
      ...staffSteps(state, table),
      ...peoplesSteps(state, table),
      ...crashSteps(state),
    ],
    wrongOf: (state) => state.wrong || table.wrongDiary?.(state.diary),
    endOf: (state) => (isOver(state.disk) ? state.disk : undefined),
    disksOf: (state) => [state.disk],
  };
  return explore(model, until);
}

/** One transaction: where the command is now, and what is told by it. */
function moveTo<D>(state: State<D>, to: CommandState, table: CommandTable<D>): State<D> {
  const moved: State<D> = { ...state, ...IDLE, ...NEW_DOUBT, disk: to };
  if (!mayMove(table.kind, state.disk, to)) return { ...moved, wrong: `forbidden: ${state.disk} to ${to}` };
  return { ...moved, wrong: table.wrongToTell(to, state.diary, state.disk) ?? '' };
}

const doubtOf = <D>(
  { isSettleTimeOver, attempts, saidNo, before, areLooksApart }: State<D>,
  policy: SettlePolicy,
): Doubt => ({
  sinceSentMs: isSettleTimeOver ? policy.settleMs : 0,
  attempts,
  isBeforeDeadline: true,
  hasStarted: false,
  ...(saidNo && { saidNo: 'no' }),
  ...(before && { before: { sighting: before, agoMs: areLooksApart ? policy.agreeMs : 0 } }),
});

function ourSteps<D>(state: State<D>, table: CommandTable<D>): State<D>[] {
  switch (state.at) {
    case 'down':
      // What was being sent is in doubt, and every age begins anew.
      return [{ ...state, ...IDLE, ...NEW_DOUBT, disk: state.disk === 'sending' ? 'unknown' : state.disk }];
    case 'idle':
      return idleSteps(state, table);
    case 'looked':
      return [lookedStep(state, table)];
    case 'intended': {
      const sent: State<D> = { ...state, attempts: state.attempts + 1 };
      const asSent: State<D> = { ...sent, disk: 'sending', losses: state.losses - 1 };
      return [
        // An answer to an earlier request is not heard by this one: its socket is closed, or its id another.
        { ...sent, at: 'waiting', answers: [], requests: state.requests + 1 },
        ...(state.losses > 0 ? table.neverSent : []).map((answer) => heard(asSent, answer, table)),
      ];
    }
    case 'waiting': {
      const sending: State<D> = { ...state, disk: 'sending' };
      const [answer] = state.answers;
      const answers =
        answer === undefined ? [] : [answer === 'applied' ? { class: 'applied' as const } : table.itsNo];
      return [...answers, TIMED_OUT].map((one) => heard(sending, one, table));
    }
    case 'read':
      return state.seen
        ? [settledStep(state, state.seen, table.readBack(state.seen, doubtOf(state, table.policy)), table)]
        : [];
  }
}

function idleSteps<D>(state: State<D>, table: CommandTable<D>): State<D>[] {
  const { disk } = state;
  if (isOver(disk)) return [];
  const ends = (table.mayEndUnsent[disk] ?? []).map((to) => moveTo(state, to, table));
  if (disk === 'received') return [...ends, moveTo(state, 'ready', table)];
  const look: State<D> = {
    ...state,
    at: disk === 'unknown' ? 'read' : 'looked',
    seen: table.look(state.diary),
  };
  // Time passes on its own: past the settle time, and past the time that two looks must be apart.
  const later: State<D>[] = [];
  if (disk === 'unknown' && !state.isSettleTimeOver && state.requests === 0)
    later.push({ ...state, isSettleTimeOver: true });
  if (state.before && !state.areLooksApart) later.push({ ...state, areLooksApart: true });
  return [...ends, look, ...later];
}

function lookedStep<D>(state: State<D>, table: CommandTable<D>): State<D> {
  if (!state.seen) return state;
  const settled = table.preRead(state.seen, doubtOf(state, table.policy));
  if (settled.kind !== 'send') return settledStep(state, state.seen, settled, table);
  const intended = { at: 'intended', seen: undefined } as const;
  if (table.slips.includes('intent-not-on-disk')) return { ...state, ...intended };
  return { ...moveTo(state, 'sending', table), ...intended };
}

function settledStep<D>(
  state: State<D>,
  seen: Seen,
  settled: Move | ReadBackSettlement,
  table: CommandTable<D>,
): State<D> {
  if (settled.kind === 'move') return moveTo(state, settled.to, table);
  const waiting: State<D> = { ...state, ...IDLE };
  return settled.counts ? { ...waiting, before: seen.sighting, areLooksApart: false } : waiting;
}

function heard<D>(sending: State<D>, answer: WriteAnswer, table: CommandTable<D>): State<D> {
  const { to, saidNo = false } = table.hear(answer, sending.attempts);
  return { ...moveTo(sending, to, table), saidNo };
}

/** The EHR carries out a request whenever it likes, or the network loses it or its answer. */
function ehrSteps<D>(state: State<D>, table: CommandTable<D>): State<D>[] {
  const next: State<D>[] = [];
  const { requests, answers, losses, at } = state;
  const hearing = (answer: 'applied' | 'no') => (at === 'waiting' ? [...answers, answer] : answers);
  if (requests > 0) {
    const taken: State<D> = { ...state, requests: requests - 1 };
    const diary = table.carryOut(state.diary);
    next.push(
      diary === undefined
        ? { ...taken, answers: hearing('no') }
        : {
            ...{ ...taken, diary, answers: hearing('applied') },
            wrong: table.wrongToCarryOut(state.disk, state.diary) ?? '',
          },
    );
    if (losses > 0) next.push({ ...taken, losses: losses - 1 });
  }
  if (answers.length > 0 && losses > 0)
    next.push({ ...state, answers: answers.slice(1), losses: losses - 1 });
  return next;
}

const staffSteps = <D>(state: State<D>, table: CommandTable<D>): State<D>[] =>
  state.edits === 0
    ? []
    : table.staff(state.diary).map((diary) => ({ ...state, diary, edits: state.edits - 1 }));

/** Whoever asked takes it back; reception settles what waits for them; the watch over what is kept finds it gone. */
function peoplesSteps<D>(state: State<D>, table: CommandTable<D>): State<D>[] {
  const { disk, at, diary, words } = state;
  const next: State<D>[] = [];
  const may = mayUndo(disk) || (disk === 'sending' && table.slips.includes('undo-when-sent'));
  if (table.isUndone && may && at !== 'down') {
    // A mistake here has its own words, and not those of the table.
    next.push({ ...moveTo({ ...state, disk: 'ready' }, 'undone', table) });
  }
  if (disk === 'review' && words > 0) {
    for (const { to, diary: after } of table.byHand(diary)) {
      const told = moveTo({ ...state, words: words - 1, diary: after }, to, table);
      next.push(to === 'ready' ? { ...told, attempts: 0 } : told);
    }
  }
  const ended = disk === 'confirmed' ? table.keptEnds?.(diary) : undefined;
  if (ended) next.push(moveTo(state, ended, table));
  return next;
}

function crashSteps<D>(state: State<D>): State<D>[] {
  if (state.at === 'down' || isOver(state.disk) || state.crashes === 0) return [];
  return [{ ...state, at: 'down', seen: undefined, answers: [], crashes: state.crashes - 1 }];
}
