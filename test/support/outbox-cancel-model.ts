// An explicit-state check of the cancellation: every interleaving of crashes, lost and late messages, staff's edits and the
// asker's change of mind within small budgets, on the very functions that the product runs. Time is abstract, as in
// outbox-model.ts: the settle time is over only when nothing of ours can still be carried out.
import { type CommandState, isSettled, mayMove, mayUndo } from '../../src/shared/domain/command.ts';
import { failure } from '../../src/shared/domain/failure.ts';
import type { Doubt, SettlePolicy } from '../../src/main/outbox/book/settle-book.ts';
import {
  settleCancelAnswer,
  settleCancelPreRead,
  settleCancelReadBack,
} from '../../src/main/outbox/cancel/settle-cancel.ts';
import type { Sighting } from '../../src/main/outbox/sight-slot.ts';

export interface CancelModelOptions {
  readonly isMove: boolean;
  /** Does the EHR answer a request that it will not do with a *no* of its own? */
  readonly saysNo: boolean;
  readonly budgets: { readonly crashes: number; readonly edits: number; readonly losses: number };
  readonly mistake?: 'intent-not-on-disk' | 'no-settle-time' | 'time-out-is-a-no' | 'undo-when-sent';
}

export interface CancelModelResult {
  readonly states: number;
  readonly violations: Readonly<Record<string, number>>;
  readonly stuck: number;
  readonly ends: Readonly<Partial<Record<CommandState, number>>>;
  /** `from>to` of every transition taken. */
  readonly edges: ReadonlySet<string>;
}

interface State {
  readonly disk: CommandState;
  readonly at: 'down' | 'idle' | 'looked' | 'intended' | 'waiting' | 'read';
  readonly seen: Sighting | '';
  readonly seenArrived: boolean;
  readonly attempts: number;
  readonly requests: number;
  readonly answers: readonly ('applied' | 'no')[];
  /** Who is in the slot. */
  readonly inSlot: 'ours' | 'nobody' | 'same-patient' | 'somebody';
  readonly hasArrived: boolean;
  readonly isSettleTimeOver: boolean;
  readonly saidNo: boolean;
  readonly before: Sighting | '';
  readonly areLooksApart: boolean;
  readonly crashes: number;
  readonly edits: number;
  readonly losses: number;
  readonly wrong: string;
}

const SIGHT = {
  ours: 'ours',
  nobody: 'open',
  'same-patient': 'same-patient',
  somebody: 'another-patient',
} as const satisfies Record<State['inSlot'], Sighting>;
const NO_ANSWER = { class: 'ambiguous', failure: failure('timed-out', 'No answer.') } as const;
const ITS_NO = { class: 'ambiguous', failure: failure('refused', 'No.'), saidNo: true } as const;
const NO_WAY = {
  class: 'not-applied',
  permanent: false,
  failure: failure('unreachable', 'No way.'),
} as const;
const NEVER = {
  class: 'not-applied',
  permanent: true,
  failure: failure('not-allowed', 'Not allowed.'),
} as const;
const NEW_DOUBT = { isSettleTimeOver: false, saidNo: false, before: '', areLooksApart: false } as const;
const SAYS_IT_STANDS: readonly CommandState[] = ['conflict', 'rejected', 'expired'];

/** `until`: stops at the first violation of this name. */
export function checkCancelModel(options: CancelModelOptions, until?: string): CancelModelResult {
  const policy: SettlePolicy = {
    settleMs: options.mistake === 'no-settle-time' ? 0 : 60_000,
    agreeMs: 10_000,
    readBackEveryMs: 5_000,
    maxAttempts: 3,
    sees: { provesNeverBooked: false, bookedSlots: true },
  };
  const edges = new Set<string>();
  const first: State = {
    ...{ disk: 'ready', at: 'idle', seen: '', seenArrived: false, attempts: 0, requests: 0, answers: [] },
    ...{ inSlot: 'ours', hasArrived: false, ...NEW_DOUBT, ...options.budgets, wrong: '' },
  };
  const steps = new Map<string, number>([[JSON.stringify(first), 0]]);
  const queue: State[] = [first];
  const violations: Record<string, number> = {};
  const ends: Partial<Record<CommandState, number>> = {};
  let stuck = 0;
  for (const state of queue) {
    if (until !== undefined && until in violations) break;
    const depth = steps.get(JSON.stringify(state)) ?? 0;
    const following = nextStates(state, options, policy);
    if (following.length === 0) {
      ends[state.disk] = (ends[state.disk] ?? 0) + 1;
      if (!isSettled(state.disk) && state.disk !== 'review') stuck += 1;
    }
    for (const next of following) {
      if (next.disk !== state.disk) edges.add(`${state.disk}>${next.disk}`);
      if (next.wrong) {
        violations[next.wrong] ??= depth + 1;
        continue;
      }
      const key = JSON.stringify(next);
      if (steps.has(key)) continue;
      steps.set(key, depth + 1);
      queue.push(next);
    }
  }
  return { states: steps.size, violations, stuck, ends, edges };
}

function moveTo(state: State, to: CommandState, { isMove }: CancelModelOptions): State {
  const moved: State = { ...state, disk: to, at: 'idle', seen: '', seenArrived: false, ...NEW_DOUBT };
  if (!mayMove('cancel', state.disk, to)) return { ...moved, wrong: `forbidden: ${state.disk} to ${to}` };
  if (to === 'confirmed' && state.inSlot === 'ours')
    return { ...moved, wrong: 'told cancelled, and it is there' };
  if (isMove && SAYS_IT_STANDS.includes(to)) return { ...moved, wrong: 'holds two, and nobody sees it' };
  return moved;
}

function nextStates(state: State, options: CancelModelOptions, policy: SettlePolicy): State[] {
  return [
    ...ourSteps(state, options, policy),
    ...ehrSteps(state),
    ...staffSteps(state),
    ...undoSteps(state, options),
    ...crashSteps(state),
  ];
}

const doubtOf = (state: State, policy: SettlePolicy): Doubt => ({
  sinceSentMs: state.isSettleTimeOver ? policy.settleMs : 0,
  attempts: state.attempts,
  isBeforeDeadline: true,
  hasStarted: false,
  ...(state.saidNo && { saidNo: 'no' }),
  ...(state.before !== '' && {
    before: { sighting: state.before, agoMs: state.areLooksApart ? policy.agreeMs : 0 },
  }),
});

function seenBy(state: State) {
  const sighting = state.seen || 'gone';
  const where = { ours: 'there', 'same-patient': 'same-patient' } as const;
  return {
    sighting,
    where: sighting === 'ours' || sighting === 'same-patient' ? where[sighting] : 'out',
    attendance: state.seenArrived ? 'arrived' : undefined,
  } as const;
}

function ourSteps(state: State, options: CancelModelOptions, policy: SettlePolicy): State[] {
  const look: State = { ...state, seen: SIGHT[state.inSlot], seenArrived: state.hasArrived };
  const later: State[] = [
    ...(state.disk === 'unknown' && !state.isSettleTimeOver && state.requests === 0
      ? [{ ...state, isSettleTimeOver: true }]
      : []),
    ...(state.before !== '' && !state.areLooksApart ? [{ ...state, areLooksApart: true }] : []),
  ];
  const wait = (settled: { readonly counts: boolean }): State => {
    const waiting: State = { ...state, at: 'idle', seen: '', seenArrived: false };
    return settled.counts ? { ...waiting, before: state.seen, areLooksApart: false } : waiting;
  };
  switch (state.at) {
    case 'down':
      // What was being sent is in doubt, and every age begins anew.
      return [
        {
          ...state,
          ...NEW_DOUBT,
          at: 'idle',
          disk: state.disk === 'sending' ? 'unknown' : state.disk,
          answers: [],
        },
      ];
    case 'idle':
      if (state.disk === 'ready') return [{ ...look, at: 'looked' }, ...later];
      if (state.disk === 'unknown') return [{ ...look, at: 'read' }, ...later];
      return [];
    case 'looked': {
      const settled = settleCancelPreRead(seenBy(state), options, doubtOf(state, policy), policy);
      if (settled.kind === 'move') return [moveTo(state, settled.to, options)];
      if (settled.kind === 'wait') return [wait(settled)];
      const intended: State = { ...state, at: 'intended', seen: '', seenArrived: false };
      if (options.mistake === 'intent-not-on-disk') return [intended];
      return [{ ...moveTo(state, 'sending', options), at: 'intended' }];
    }
    case 'intended': {
      const sent = { ...state, attempts: state.attempts + 1 };
      const sending: State = { ...sent, disk: 'sending' };
      return [
        { ...sent, at: 'waiting', answers: [], requests: state.requests + 1 },
        ...(state.losses > 0
          ? [NO_WAY, NEVER].map((answer) => ({
              ...moveTo(sending, settleCancelAnswer(answer, options).to, options),
              losses: state.losses - 1,
            }))
          : []),
      ];
    }
    case 'waiting': {
      const sending: State = { ...state, disk: 'sending' };
      const doubted = (saidNo: boolean): State => {
        if (options.mistake === 'time-out-is-a-no' && !saidNo) return moveTo(sending, 'rejected', options);
        const answer = saidNo ? ITS_NO : NO_ANSWER;
        return { ...moveTo(sending, settleCancelAnswer(answer, options).to, options), saidNo };
      };
      const [answer, ...answers] = state.answers;
      const heard: State[] =
        answer === undefined
          ? []
          : answer === 'applied'
            ? [{ ...moveTo(sending, settleCancelAnswer({ class: 'applied' }, options).to, options), answers }]
            : [{ ...doubted(options.saysNo), answers }];
      return [...heard, doubted(false)];
    }
    case 'read': {
      const settled = settleCancelReadBack(seenBy(state), options, doubtOf(state, policy), policy);
      return settled.kind === 'move' ? [moveTo(state, settled.to, options)] : [wait(settled)];
    }
  }
}

/** The EHR carries out a request whenever it likes, or the network loses it or its answer. It names the very appointment. */
function ehrSteps(state: State): State[] {
  const next: State[] = [];
  if (state.requests > 0) {
    const taken = { ...state, requests: state.requests - 1 };
    if (state.inSlot === 'ours') {
      const wrong = SAYS_IT_STANDS.includes(state.disk)
        ? 'told that it stands, then cancelled'
        : state.disk === 'undone'
          ? 'taken back, then cancelled'
          : '';
      next.push({ ...taken, inSlot: 'nobody', answers: [...state.answers, 'applied'], wrong });
    } else next.push({ ...taken, answers: [...state.answers, 'no'] });
    if (state.losses > 0) next.push({ ...taken, losses: state.losses - 1 });
  }
  if (state.answers.length > 0 && (state.losses > 0 || state.at !== 'waiting')) {
    const spent = state.at === 'waiting' ? 1 : 0;
    next.push({ ...state, answers: state.answers.slice(1), losses: state.losses - spent });
  }
  return next;
}

function staffSteps(state: State): State[] {
  if (state.edits === 0) return [];
  const edits = state.edits - 1;
  if (state.inSlot === 'ours') {
    const out: State = { ...state, edits, inSlot: 'nobody', hasArrived: false };
    return state.hasArrived ? [out] : [out, { ...state, edits, hasArrived: true }];
  }
  if (state.inSlot !== 'nobody') return [];
  return [
    { ...state, edits, inSlot: 'same-patient' },
    { ...state, edits, inSlot: 'somebody' },
  ];
}

/** Whoever asked changes their mind: taken only while nothing has left, by what is on disk. */
function undoSteps(state: State, options: CancelModelOptions): State[] {
  if (options.isMove || state.at === 'down') return [];
  const may = mayUndo(state.disk) || (options.mistake === 'undo-when-sent' && state.disk === 'sending');
  return may ? [{ ...state, ...NEW_DOUBT, disk: 'undone', at: 'idle', seen: '', seenArrived: false }] : [];
}

function crashSteps(state: State): State[] {
  const isOver = isSettled(state.disk) || state.disk === 'review';
  if (state.at === 'down' || isOver || state.crashes === 0) return [];
  return [{ ...state, at: 'down', seen: '', seenArrived: false, crashes: state.crashes - 1 }];
}
