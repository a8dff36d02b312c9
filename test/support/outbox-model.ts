// An explicit-state check of the write-back machine against an EHR that is not idempotent: every interleaving of
// crashes, lost and late messages and staff's edits within small budgets, on the very functions that the product runs.
// Time is abstract: the settle time is over only when no request of ours can still be applied, and a restart begins it anew.
import { type CommandState, isSettled, mayMove } from '../../src/shared/domain/command.ts';
import { failure } from '../../src/shared/domain/failure.ts';
import {
  type EhrPatientId,
  type SessionId,
  type SlotId,
  type SlotTypeId,
  asId,
} from '../../src/shared/domain/ids.ts';
import type { PulledSlot } from '../../src/shared/domain/slot.ts';
import { type LocalDay, asInstant } from '../../src/shared/domain/time.ts';
import {
  type Doubt,
  type SettlePolicy,
  saidNoOf,
  settleAnswer,
  settlePreRead,
  settleReadBack,
} from '../../src/main/outbox/book/settle-book.ts';
import { type Sighting, sightSlot } from '../../src/main/outbox/sight-slot.ts';

export type ModelMistake =
  | 'blind-retry'
  | 'intent-not-on-disk'
  | 'no-settle-time'
  | 'time-out-is-a-no'
  | 'no-is-failure' // an answered *no* ends the booking, though an earlier request of ours may be why
  | 'no-is-failure, blind-retry'
  | 'no-is-failure, no-settle-time';

export interface ModelOptions {
  /** 1: a slot of its own. 2: two equal parallel slots, where a repeat is not refused. */
  readonly capacity: 1 | 2;
  readonly provesNeverBooked: boolean;
  /** Without it, a slot that somebody has is not in the diary at all (GP Connect). */
  readonly seesBookedSlots: boolean;
  /** Does the EHR answer a request that it will not do with a *no* of its own? Else every answer but a *yes* is doubt. */
  readonly saysNo: boolean;
  /** Does a booking that staff cancelled leave our token on the slot? */
  readonly leavesTraces: boolean;
  readonly budgets: { readonly crashes: number; readonly edits: number; readonly losses: number };
  readonly mistake?: ModelMistake;
}

export interface ModelResult {
  readonly states: number;
  /** What went wrong, and in how many steps at the least. */
  readonly violations: Readonly<Record<string, number>>;
  /** States from which nothing happens any more though the command is not settled, nor with a person. */
  readonly stuck: number;
  readonly ends: Readonly<Partial<Record<CommandState, number>>>;
}

interface State {
  readonly disk: CommandState;
  readonly at: 'down' | 'idle' | 'looked' | 'intended' | 'waiting' | 'read';
  readonly seen: Sighting | '';
  readonly attempts: number;
  /** Requests under way to the EHR: any of them may be applied late. */
  readonly requests: number;
  readonly answers: readonly ('applied' | 'full')[];
  readonly ours: number;
  readonly others: number;
  readonly wasEverOurs: boolean;
  readonly wasCancelled: boolean;
  readonly isSettleTimeOver: boolean;
  /** Our last request ended with the EHR's own *no*; known until a crash. */
  readonly saidNo: boolean;
  readonly absence: Sighting | '';
  readonly areReadingsApart: boolean;
  readonly crashes: number;
  readonly edits: number;
  readonly losses: number;
  readonly wrong: string;
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
const DOUBT_ANSWER = { class: 'ambiguous', failure: failure('timed-out', 'No answer.') } as const;
const NO_ANSWER = { class: 'ambiguous', failure: failure('slot-taken', 'Taken.'), saidNo: true } as const;
const NO_WAY = {
  class: 'not-applied',
  permanent: false,
  failure: failure('unreachable', 'No way.'),
} as const;

function pulledFrom(state: State, options: ModelOptions): PulledSlot | undefined {
  const { capacity, leavesTraces, seesBookedSlots } = options;
  if (state.ours > 0)
    return { ...SLOT, status: 'booked', bookedFor: PATIENT, note: `Online booking ${TOKEN}` };
  const hasTraces = state.wasCancelled && leavesTraces;
  if (state.others >= capacity) {
    if (seesBookedSlots) return { ...SLOT, status: 'booked', bookedFor: asId<EhrPatientId>('9') };
    // The patient's own appointments are all that can be seen of it, a cancelled one included.
    return hasTraces ? { ...SLOT, status: 'unknown', note: TOKEN } : undefined;
  }
  return hasTraces ? { ...SLOT, status: 'open', note: TOKEN } : { ...SLOT, status: 'open' };
}

const NEW_DOUBT = { isSettleTimeOver: false, saidNo: false, absence: '', areReadingsApart: false } as const;

/** `until`: stops at the first violation of this name. */
export function checkModel(options: ModelOptions, until?: string): ModelResult {
  const policy: SettlePolicy = {
    settleMs: options.mistake?.endsWith('no-settle-time') ? 0 : 60_000,
    agreeMs: 10_000,
    readBackEveryMs: 5_000,
    maxAttempts: 3,
    sees: { provesNeverBooked: options.provesNeverBooked, bookedSlots: options.seesBookedSlots },
  };
  const first: State = {
    ...{ disk: 'ready', at: 'idle', seen: '', attempts: 0, requests: 0, answers: [], ours: 0, others: 0 },
    ...{
      wasEverOurs: false,
      wasCancelled: false,
      isSettleTimeOver: false,
      saidNo: false,
      absence: '',
      areReadingsApart: false,
    },
    ...{ ...options.budgets, wrong: '' },
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
      const wrong = next.ours > 1 ? 'booked twice' : next.wrong;
      if (wrong) {
        violations[wrong] ??= depth + 1;
        continue;
      }
      const key = JSON.stringify(next);
      if (steps.has(key)) continue;
      steps.set(key, depth + 1);
      queue.push(next);
    }
  }
  return { states: steps.size, violations, stuck, ends };
}

function nextStates(state: State, options: ModelOptions, policy: SettlePolicy): State[] {
  return [
    ...agentSteps(state, options, policy),
    ...ehrSteps(state, options),
    ...staffSteps(state, options),
    ...crashSteps(state),
  ];
}

/** Moves on disk, and what the patient is told by it. */
function moveTo(state: State, to: CommandState): State {
  const moved = { ...state, disk: to, at: 'idle', seen: '' } as const;
  if (!mayMove('book', state.disk, to)) return { ...moved, wrong: `forbidden: ${state.disk} to ${to}` };
  const isNo = to === 'conflict' || to === 'rejected' || to === 'expired';
  if (isNo && state.ours > 0) return { ...moved, wrong: 'told no, but booked' };
  if (to === 'confirmed' && !state.wasEverOurs) return { ...moved, wrong: 'told yes, but never booked' };
  return moved;
}

function agentSteps(state: State, options: ModelOptions, policy: SettlePolicy): State[] {
  const look = (): Sighting => sightSlot(pulledFrom(state, options), SOUGHT);
  const intoDoubt = (answer: typeof DOUBT_ANSWER | typeof NO_ANSWER): State => {
    // Blind retry is bounded like every other, or the mistake would have infinitely many states.
    const isBlind = options.mistake?.endsWith('blind-retry') === true && state.attempts < policy.maxAttempts;
    const to = isBlind ? 'ready' : settleAnswer(answer);
    const saidNo = saidNoOf(answer) !== undefined || options.mistake === 'time-out-is-a-no';
    return { ...moveTo(state, to), ...NEW_DOUBT, saidNo };
  };
  switch (state.at) {
    case 'down': {
      const disk = state.disk === 'sending' ? 'unknown' : state.disk;
      return [{ ...state, disk, at: 'idle', ...NEW_DOUBT }];
    }
    case 'idle':
      if (state.disk === 'ready') return [{ ...state, at: 'looked', seen: look() }];
      if (state.disk === 'unknown') {
        const read: State = { ...state, at: 'read', seen: look() };
        // Time passes on its own: past the settle time, and past the time that two readings must be apart.
        const later: State[] = [];
        if (!state.isSettleTimeOver && state.requests === 0) later.push({ ...state, isSettleTimeOver: true });
        if (state.absence !== '' && !state.areReadingsApart) later.push({ ...state, areReadingsApart: true });
        return [read, ...later];
      }
      return [];
    case 'looked': {
      const settled = settlePreRead(state.seen || 'gone', policy.sees);
      if (settled.kind === 'move') return [moveTo(state, settled.to)];
      if (options.mistake === 'intent-not-on-disk') return [{ ...state, at: 'intended', seen: '' }];
      return [{ ...moveTo(state, 'sending'), at: 'intended' }];
    }
    case 'intended': {
      const refused = { ...state, disk: 'sending' } as const;
      return [
        // An answer to an earlier request is not heard by this one: its socket is closed, or its id another.
        { ...state, at: 'waiting', answers: [], requests: state.requests + 1, attempts: state.attempts + 1 },
        ...(state.losses > 0
          ? [
              {
                ...moveTo(refused, settleAnswer(NO_WAY)),
                losses: state.losses - 1,
                attempts: state.attempts + 1,
              },
            ]
          : []),
      ];
    }
    case 'waiting': {
      const sending: State = { ...state, disk: 'sending' };
      const [answer, ...answers] = state.answers;
      const heard: State[] =
        answer === undefined
          ? []
          : answer === 'applied'
            ? [{ ...moveTo(sending, settleAnswer({ class: 'applied' })), answers }]
            : options.mistake?.startsWith('no-is-failure')
              ? [{ ...moveTo(sending, 'rejected'), answers }]
              : [{ ...intoDoubt(options.saysNo ? NO_ANSWER : DOUBT_ANSWER), answers }];
      return [...heard, intoDoubt(DOUBT_ANSWER)];
    }
    case 'read': {
      const doubt: Doubt = {
        sinceSentMs: state.isSettleTimeOver ? policy.settleMs : 0,
        attempts: state.attempts,
        isBeforeDeadline: true,
        hasStarted: false,
        ...(state.saidNo && { saidNo: 'no' }),
        ...(state.absence !== '' && {
          before: { sighting: state.absence, agoMs: state.areReadingsApart ? policy.agreeMs : 0 },
        }),
      };
      const settled = settleReadBack(state.seen || 'gone', doubt, policy);
      if (settled.kind === 'move') return [moveTo(state, settled.to)];
      const waiting: State = { ...state, at: 'idle', seen: '' };
      return [settled.counts ? { ...waiting, absence: state.seen, areReadingsApart: false } : waiting];
    }
  }
}

/** The EHR takes a request whenever it likes, or the network loses it or its answer. */
function ehrSteps(state: State, { capacity }: ModelOptions): State[] {
  const next: State[] = [];
  if (state.requests > 0) {
    const taken = { ...state, requests: state.requests - 1 };
    if (state.ours + state.others < capacity) {
      const wasTold = ['conflict', 'rejected', 'expired'].includes(state.disk);
      next.push({
        ...taken,
        ours: state.ours + 1,
        wasEverOurs: true,
        answers: [...state.answers, 'applied'],
        wrong: wasTold
          ? 'told no, then booked'
          : state.wasCancelled
            ? 'booked again after the practice cancelled it'
            : '',
      });
    } else {
      next.push({ ...taken, answers: [...state.answers, 'full'] });
    }
    if (state.losses > 0) next.push({ ...taken, losses: state.losses - 1 });
  }
  if (state.answers.length > 0 && state.losses > 0) {
    next.push({ ...state, answers: state.answers.slice(1), losses: state.losses - 1 });
  }
  // An answer for a sender that is no longer listening goes nowhere.
  if (state.answers.length > 0 && state.at !== 'waiting')
    next.push({ ...state, answers: state.answers.slice(1) });
  return next;
}

function staffSteps(state: State, { capacity }: ModelOptions): State[] {
  if (state.edits === 0) return [];
  const edits = state.edits - 1;
  const next: State[] = [];
  if (state.ours + state.others < capacity) next.push({ ...state, edits, others: state.others + 1 });
  if (state.others > 0) next.push({ ...state, edits, others: state.others - 1 });
  if (state.ours > 0) next.push({ ...state, edits, ours: state.ours - 1, wasCancelled: true });
  return next;
}

function crashSteps(state: State): State[] {
  const isOver = isSettled(state.disk) || state.disk === 'review';
  if (state.at === 'down' || isOver || state.crashes === 0) return [];
  return [{ ...state, at: 'down', seen: '', crashes: state.crashes - 1 }];
}
