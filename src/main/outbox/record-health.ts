/**
 * The health of writing, kept in the same transaction as what it is known from. Only a write says how writing is: a
 * look before sending that fails is the reading half's trouble, and is said there.
 */
import type { Failure } from '#shared/domain/failure.ts';
import { type HealthSignal, initialHealth, nextHealth } from '#shared/domain/health.ts';
import type { Instant } from '#shared/domain/time.ts';
import type { StoreWriter } from '../store/store.ts';

function signal(tx: Pick<StoreWriter, 'health'>, heard: HealthSignal): void {
  const before = tx.health.of('write') ?? initialHealth('write', heard.at);
  const after = nextHealth(before, heard);
  if (after !== before) tx.health.put(after);
}

export const recordWriteStarted = (tx: Pick<StoreWriter, 'health'>, at: Instant): void =>
  signal(tx, { kind: 'started', at });

/** `sentAt`: when the write left that the EHR is now known to have taken. */
export const recordWriteTaken = (tx: Pick<StoreWriter, 'health'>, at: Instant, sentAt: Instant): void =>
  signal(tx, { kind: 'succeeded', at, asOf: sentAt });

export const recordWriteFailed = (
  tx: Pick<StoreWriter, 'health'>,
  at: Instant,
  failure: Failure,
  nextTryAt: Instant,
): void => signal(tx, { kind: 'failed', at, failure, nextTryAt });
