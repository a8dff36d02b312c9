/**
 * The one place from which a write leaves. Whatever happens, it comes back with an answer, and never later than the
 * request's own limit and a little: a connector that hangs or throws is doubt, not silence.
 */
import { failure } from '#shared/domain/failure.ts';
import { SECOND } from '#shared/domain/time.ts';
import type { Ask, WriteAnswer } from '../ports/ehr-diary.ts';
import type { TurnDeps } from './outbox-deps.ts';
import { SAID_TO_RECEPTION } from './words-for-reception.ts';

/** The connector keeps its own limit; this one is for the connector that does not. */
const GRACE_MS = 5 * SECOND;

const doubt = (detail: string): WriteAnswer => ({
  class: 'ambiguous',
  failure: failure('timed-out', SAID_TO_RECEPTION.noAnswer, { detail }),
});

type SendDeps = Pick<TurnDeps, 'clock' | 'settings' | 'writeSignal' | 'failpoint'>;
export type Send = (ask: Ask) => Promise<WriteAnswer>;

export async function sendOnce(send: Send, deps: SendDeps): Promise<WriteAnswer> {
  const { clock, settings, writeSignal } = deps;
  const limit = new AbortController();
  const rest = new AbortController();
  const giveUp = () => limit.abort();
  writeSignal.addEventListener('abort', giveUp, { once: true });
  if (writeSignal.aborted) giveUp();
  try {
    const sending = async () => send({ urgency: 'write', signal: limit.signal });
    const answer = sending().catch((): WriteAnswer => doubt('the connector threw'));
    await deps.failpoint('sent');
    // A connector whose queue is long may not have sent it yet: told to give up, it can say so, and that is no doubt.
    const limitMs = settings.requestTimeoutSeconds * SECOND + GRACE_MS;
    void clock.sleep(limitMs, rest.signal).then(giveUp);
    const isStopping = () => writeSignal.aborted;
    return await Promise.race([
      answer,
      whenAborted(limit.signal, rest.signal).then(() =>
        doubt(isStopping() ? 'given up while stopping' : 'past the limit of the request'),
      ),
    ]);
  } finally {
    rest.abort();
    giveUp();
    writeSignal.removeEventListener('abort', giveUp);
  }
}

/** Gives the connector one turn to say its own last word before the doubt is ours. */
function whenAborted(signal: AbortSignal, listening: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const said = () => setImmediate(resolve);
    if (signal.aborted) said();
    else signal.addEventListener('abort', said, { once: true, signal: listening });
  });
}
