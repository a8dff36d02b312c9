/**
 * A reading of the EHR that always comes to an end: answered, past its time, or given up because we stop. A connector
 * keeps limits of its own; one that hung all the same would keep a command, and the end of the app, waiting for ever.
 */
import { failure } from '#shared/domain/failure.ts';
import { type Outcome, failed } from '#shared/domain/outcome.ts';
import { SECOND } from '#shared/domain/time.ts';
import type { Ask } from '../ports/ehr-diary.ts';
import type { TurnDeps } from './outbox-deps.ts';
import { SAID_TO_RECEPTION } from './words-for-reception.ts';

/** On top of a request's own limit: it may first have to wait for its place in the budget. */
const GRACE_MS = 15 * SECOND;

export async function answerInTime<T>(
  read: (ask: Ask) => Promise<Outcome<T>>,
  { clock, settings, readSignal }: Pick<TurnDeps, 'clock' | 'settings' | 'readSignal'>,
): Promise<Outcome<T>> {
  const limit = new AbortController();
  const rest = new AbortController();
  const giveUp = () => rest.abort();
  readSignal.addEventListener('abort', giveUp, { once: true });
  if (readSignal.aborted) giveUp();
  // Sleeps until the limit, or until we stop: then the sleep ends at once.
  const over = clock
    .sleep(settings.requestTimeoutSeconds * SECOND + GRACE_MS, rest.signal)
    .then(() => failed<T>(failure(readSignal.aborted ? 'stopped' : 'timed-out', SAID_TO_RECEPTION.noAnswer)));
  const asking = async () => read({ urgency: 'write', signal: limit.signal });
  const answer = asking().catch(() => failed<T>(failure('unexpected', SAID_TO_RECEPTION.noAnswer)));
  try {
    return await Promise.race([answer, over]);
  } finally {
    readSignal.removeEventListener('abort', giveUp);
    limit.abort();
    giveUp();
  }
}
