/**
 * The line that a call of the EHR leaves in the log: what was asked, how long it took, how it ended; never where or about whom.
 *
 * A reading that went well leaves none. Its row in the store tells it, and a line for each of its calls would push everything
 * else out of a log that is kept to a few megabytes within hours.
 */
import type { Failure } from '#shared/domain/failure.ts';
import type { Urgency } from '../ports/ehr-diary.ts';
import type { Log } from '../ports/log.ts';

export interface CallMade {
  /** The protocol's name for it. */
  readonly operation: string;
  readonly urgency: Urgency;
  readonly status?: number;
  readonly bytes?: number;
  /** Milliseconds of the clock that only goes forward: wanted, sent once its turn had come, ended. */
  readonly askedAt: number;
  readonly sentAt: number;
  readonly endedAt: number;
}

/** @param failure none when it went well */
export function logCall(
  log: Log,
  { askedAt, sentAt, endedAt, ...call }: CallMade,
  failure: Failure | undefined,
): void {
  const fields = { ...call, waitedMs: Math.round(sentAt - askedAt), tookMs: Math.round(endedAt - sentAt) };
  if (failure) log.warn('ehr.call', { ...fields, failure: failure.kind, detail: failure.detail });
  else if (call.urgency === 'write') log.info('ehr.call', fields);
}
