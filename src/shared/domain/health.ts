/**
 * The health of one half of the connection (reading or writing), moved by signals. *Unknown* is never shown as fine:
 * without a success there is no `in-step`, and a success that grows old becomes `late` without anybody failing.
 */
import type { Failure } from './failure.ts';
import type { Instant } from './time.ts';

export const HEALTH_STATES = ['unknown', 'checking', 'in-step', 'late', 'not-in-step'] as const;
export type HealthState = (typeof HEALTH_STATES)[number];
export const HEALTH_PARTS = ['read', 'write'] as const;
export type HealthPart = (typeof HEALTH_PARTS)[number];

export interface Health {
  readonly part: HealthPart;
  readonly state: HealthState;
  /** Since when it has been in this state. */
  readonly since: Instant;
  /** Reading: start of the last complete reading of the near days. Writing: last write that the EHR took. */
  readonly lastSuccessAt?: Instant;
  readonly failure?: Failure;
  readonly failuresInARow: number;
  readonly nextTryAt?: Instant;
}

export type HealthSignal =
  | { readonly kind: 'started'; readonly at: Instant }
  | { readonly kind: 'succeeded'; readonly at: Instant; readonly asOf: Instant }
  | { readonly kind: 'failed'; readonly at: Instant; readonly failure: Failure; readonly nextTryAt: Instant }
  | { readonly kind: 'time-passed'; readonly at: Instant; readonly lateAfterMs: number };

export const initialHealth = (part: HealthPart, at: Instant): Health => ({
  part,
  state: 'unknown',
  since: at,
  failuresInARow: 0,
});

/** One lost answer is not yet trouble: the second failure in a row is, or the first of a kind that cannot mend by itself. */
const FAILURES_BEFORE_TROUBLE = 2;
const AT_ONCE: ReadonlySet<Failure['kind']> = new Set<Failure['kind']>([
  'unreachable',
  'not-open',
  'not-set-up',
  'device-waiting',
  'device-blocked',
  'wrong-organisation',
  'not-signed-in',
  'not-allowed',
  'not-the-ehr',
  'clock-wrong',
  'key-unavailable',
]);

/** One such failure is trouble for everything that asks the EHR. */
export const isTroubleAtOnce = ({ kind }: Failure): boolean => AT_ONCE.has(kind);

export function nextHealth(health: Health, signal: HealthSignal): Health {
  const become = (state: HealthState): Pick<Health, 'state' | 'since'> => ({
    state,
    since: state === health.state ? health.since : signal.at,
  });
  switch (signal.kind) {
    case 'started':
      return health.state === 'unknown' ? { ...health, ...become('checking') } : health;
    case 'succeeded': {
      const { failure: _cause, nextTryAt: _next, ...rest } = health;
      return { ...rest, ...become('in-step'), lastSuccessAt: signal.asOf, failuresInARow: 0 };
    }
    case 'failed': {
      const failuresInARow = health.failuresInARow + 1;
      const isTrouble = failuresInARow >= FAILURES_BEFORE_TROUBLE || isTroubleAtOnce(signal.failure);
      const state = isTrouble ? become('not-in-step') : {};
      return { ...health, ...state, failure: signal.failure, failuresInARow, nextTryAt: signal.nextTryAt };
    }
    case 'time-passed': {
      const { lastSuccessAt } = health;
      const isOld = lastSuccessAt !== undefined && signal.at - lastSuccessAt > signal.lateAfterMs;
      return health.state === 'in-step' && isOld ? { ...health, ...become('late') } : health;
    }
  }
}
