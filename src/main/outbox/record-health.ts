/**
 * The health of writing, kept in the same transaction as what it is known from. Only a write says how writing is: a
 * look before sending that fails is the reading half's trouble, and is said there.
 */
import type { Failure } from '#shared/domain/failure.ts';
import { type Health, type HealthSignal, initialHealth, nextHealth } from '#shared/domain/health.ts';
import type { Instant } from '#shared/domain/time.ts';
import type { StoreWriter } from '../store/store.ts';

type Tx = Pick<StoreWriter, 'health' | 'audit'>;

const isTrouble = (health: Health): boolean => health.state === 'not-in-step';

/** Trouble that opens or closes is an event of its own: reception is told once each, not at every try. */
function signal(tx: Tx, heard: HealthSignal): void {
  const before = tx.health.of('write') ?? initialHealth('write', heard.at);
  const after = nextHealth(before, heard);
  if (after === before) return;
  tx.health.put(after);
  if (isTrouble(before) === isTrouble(after)) return;
  const kind = isTrouble(after) ? 'trouble-opened' : 'trouble-closed';
  const why = isTrouble(after) && after.failure ? { why: after.failure.message } : {};
  tx.audit.add({ at: heard.at, kind, who: 'slotkeeper', subject: 'write', ...why });
}

/** Trouble that is none of the diary's: nothing is tried until it is over, so there is no next try to tell. */
export function recordKeyMissing(tx: Tx, at: Instant, failure: Failure): void {
  recordWriteFailed(tx, at, failure, at);
  const known = tx.health.of('write');
  if (!known) return;
  const { nextTryAt: _never, ...health } = known;
  tx.health.put(health);
}

/** That trouble is over: writing is as if it had not been tried yet. */
export function recordKeyBack(tx: Tx, at: Instant): void {
  const before = tx.health.of('write');
  if (!before) return;
  const { lastSuccessAt } = before;
  tx.health.put({ ...initialHealth('write', at), ...(lastSuccessAt === undefined ? {} : { lastSuccessAt }) });
  if (isTrouble(before)) tx.audit.add({ at, kind: 'trouble-closed', who: 'slotkeeper', subject: 'write' });
}

/** `sentAt`: when the write left that the EHR is now known to have taken. */
export const recordWriteTaken = (tx: Tx, at: Instant, sentAt: Instant): void =>
  signal(tx, { kind: 'succeeded', at, asOf: sentAt });

export const recordWriteFailed = (tx: Tx, at: Instant, failure: Failure, nextTryAt: Instant): void =>
  signal(tx, { kind: 'failed', at, failure, nextTryAt });
