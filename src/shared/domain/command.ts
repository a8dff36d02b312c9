/**
 * A command is an intention to change the diary, kept until its outcome is certain. This is the table of its
 * states (reliability.md 4.3): code that moves a command any other way is wrong, and `mayMove` says so.
 */
export const COMMAND_STATES = [
  'received', // on disk; the patient is not yet known to the EHR
  'ready', // checked; waiting for its turn to be sent
  'sending', // on disk as sent; the answer is not known
  'unknown', // may or may not be in the diary; being read back
  'confirmed', // in the diary, seen there or said by the EHR
  'conflict', // the slot went to somebody else
  'rejected', // cannot be: no such patient, no longer offered, refused
  'expired', // its deadline passed before it could be sent
  'cancelled-by-practice', // was in the diary, and staff took it out
  'review', // cannot be proven either way: a person settles it
] as const;
export type CommandState = (typeof COMMAND_STATES)[number];

export const COMMAND_KINDS = ['book'] as const;
export type CommandKind = (typeof COMMAND_KINDS)[number];

const MOVES: Readonly<Record<CommandState, readonly CommandState[]>> = {
  received: ['ready', 'rejected', 'conflict', 'expired'],
  ready: ['sending', 'confirmed', 'conflict', 'rejected', 'expired'],
  sending: ['confirmed', 'rejected', 'ready', 'unknown'],
  unknown: ['confirmed', 'ready', 'conflict', 'cancelled-by-practice', 'review'],
  review: ['confirmed', 'rejected', 'ready'],
  confirmed: [],
  conflict: [],
  rejected: [],
  expired: [],
  'cancelled-by-practice': [],
};

export const mayMove = (from: CommandState, to: CommandState): boolean => MOVES[from].includes(to);

/** Nothing more will happen by itself. */
export const isSettled = (state: CommandState): boolean => MOVES[state].length === 0;

/** Still on its way to the diary: what the window counts as waiting. `review` waits for a person, not for the EHR. */
export const isPending = (state: CommandState): boolean => !isSettled(state) && state !== 'review';
