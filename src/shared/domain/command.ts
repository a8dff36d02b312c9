/**
 * A command is an intention to change the diary, kept until its outcome is certain. These are the tables of its
 * states (reliability.md 4.3, 4.6): code that moves a command any other way is wrong, and `mayMove` says so.
 */
export const COMMAND_STATES = [
  'received', // on disk; the patient is not yet known to the EHR
  'ready', // checked; waiting for its turn to be sent
  'sending', // on disk as sent; the answer is not known
  'unknown', // may or may not be in the diary; being read back
  'confirmed', // in the diary (or, of a cancellation, out of it), seen there or said by the EHR
  'conflict', // the slot went to somebody else; of a cancellation: the appointment is not what it was
  'rejected', // cannot be: no such patient, no longer offered, refused
  'expired', // its deadline passed before it could be sent
  'undone', // taken back by whoever asked for it, before anything was sent
  'cancelled-by-practice', // was in the diary, and staff took it out
  'review', // cannot be proven either way: a person settles it
] as const;
export type CommandState = (typeof COMMAND_STATES)[number];

/** A move is no kind of its own: it books the new appointment, and once that is certain cancels the old one. */
export const COMMAND_KINDS = ['book', 'cancel'] as const;
export type CommandKind = (typeof COMMAND_KINDS)[number];

type Moves = Readonly<Record<CommandState, readonly CommandState[]>>;

const MOVES: Readonly<Record<CommandKind, Moves>> = {
  book: {
    received: ['ready', 'rejected', 'conflict', 'expired', 'undone'],
    ready: ['sending', 'confirmed', 'conflict', 'rejected', 'expired', 'undone'],
    sending: ['confirmed', 'rejected', 'ready', 'unknown'],
    unknown: ['confirmed', 'ready', 'conflict', 'cancelled-by-practice', 'review'],
    review: ['confirmed', 'rejected', 'ready', 'cancelled-by-practice'],
    confirmed: ['cancelled-by-practice', 'review'], // `review`: the diary has it twice, or on another patient
    conflict: [],
    rejected: [],
    expired: [],
    undone: [],
    'cancelled-by-practice': [],
  },
  cancel: {
    received: [],
    ready: ['sending', 'confirmed', 'conflict', 'rejected', 'expired', 'undone', 'review'],
    sending: ['confirmed', 'rejected', 'ready', 'unknown', 'review'], // `review`: of a move, where *it stands* would mean two
    unknown: ['confirmed', 'ready', 'conflict', 'review'],
    review: ['confirmed', 'rejected', 'ready'],
    confirmed: [],
    conflict: [],
    rejected: [],
    expired: [],
    undone: [],
    'cancelled-by-practice': [],
  },
};

export const mayMove = (kind: CommandKind, from: CommandState, to: CommandState): boolean =>
  MOVES[kind][from].includes(to);

const SETTLED: ReadonlySet<CommandState> = new Set([
  'confirmed',
  'conflict',
  'rejected',
  'expired',
  'undone',
  'cancelled-by-practice',
]);

/** Nothing more will happen by itself. (A confirmed booking may still be cancelled, by a command of its own or by staff.) */
export const isSettled = (state: CommandState): boolean => SETTLED.has(state);

/** Still on its way to the diary: what the window counts as waiting. `review` waits for a person, not for the EHR. */
export const isPending = (state: CommandState): boolean => !isSettled(state) && state !== 'review';

/** Nothing of it has left this PC: whoever asked for it may still take it back. */
export const mayUndo = (state: CommandState): boolean => state === 'received' || state === 'ready';
