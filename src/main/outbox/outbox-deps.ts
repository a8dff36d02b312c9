/** What the outbox is given. The failpoints are where a test may kill the process; in the product they do nothing. */
import type { Failure } from '#shared/domain/failure.ts';
import type { Clock } from '../ports/clock.ts';
import type { Dice } from '../ports/dice.ts';
import type { EhrDiary } from '../ports/ehr-diary.ts';
import type { Log } from '../ports/log.ts';
import type { Configuration } from '../ports/settings.ts';
import type { Store } from '../store/store.ts';
import type { KeepOthers } from './record-move.ts';

export const TURN_FAILPOINTS = [
  'pre-read', // patient and slot are known, nothing is stored of it
  'intent', // the intent to send is on disk, nothing has left
  'sent', // the request is on its way
  'answered', // the answer is known, and not on disk
  'settled', // the outcome is on disk, nobody has been told
  'doubted', // the doubt is on disk, nothing has been read back
  'read-back', // the slot has been read back, nothing is stored of it
] as const;
export type TurnFailpoint = (typeof TURN_FAILPOINTS)[number];
/** Those of a cancellation have names of their own. */
export type OutboxFailpoint = TurnFailpoint | `cancel-${TurnFailpoint}`;
export const OUTBOX_FAILPOINTS: readonly OutboxFailpoint[] = TURN_FAILPOINTS.flatMap((name) => [
  name,
  `cancel-${name}` as const,
]);

export interface OutboxDeps {
  readonly store: Store;
  readonly diary: EhrDiary;
  readonly clock: Clock;
  readonly dice: Dice;
  readonly log: Log;
  readonly settings: Pick<Configuration['booking'], 'settleSeconds' | 'requestTimeoutSeconds'>;
  /** Why nothing may be sent for the moment: a PC whose clock is wrong cannot judge deadlines. What waits goes on waiting. */
  readonly whyNotNow?: () => Failure | undefined;
  /** Left out where nobody is offered other times. */
  readonly keepOthers?: KeepOthers;
  readonly failpoint?: (name: OutboxFailpoint) => Promise<void> | void;
}

/** What a turn shares with the loop. Reading may be given up at any time; a write only once its time is over. */
export interface TurnDeps extends Omit<OutboxDeps, 'failpoint'> {
  readonly failpoint: (name: TurnFailpoint) => Promise<void> | void;
  /** Aborts when the outbox stops: whatever is being read is given up. */
  readonly readSignal: AbortSignal;
  /** Aborts when stopping has waited long enough for an answer. */
  readonly writeSignal: AbortSignal;
  /** How the EHR took a call: slows everybody down in an outage. `undefined` for an answer. */
  readonly noteReach: (failure: Failure | undefined) => void;
}
