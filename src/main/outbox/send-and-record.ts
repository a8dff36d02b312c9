/** Sends one booking whose intent is on disk, and writes down what came of it. Doubt is read back at once. */
import type { Instant } from '#shared/domain/time.ts';
import { later } from '#shared/domain/time.ts';
import type { WriteAnswer } from '../ports/ehr-diary.ts';
import type { Command, StoreWriter } from '../store/store.ts';
import type { TurnDeps } from './outbox-deps.ts';
import { recordWriteFailed, recordWriteTaken } from './record-health.ts';
import { sendOnce } from './send-once.ts';
import { sessionOf } from './session-of.ts';
import { settleAnswer } from './settle-command.ts';
import type { KnownBooking, WaitAfter } from './turn.ts';

export async function sendAndRecord(
  command: Command,
  { slot, patient, patientId }: KnownBooking,
  deps: TurnDeps,
  waitAfter: WaitAfter,
): Promise<void> {
  const { store, clock, log } = deps;
  const sentAt = clock.now();
  const begunMs = clock.monotonicMs();
  const { reason } = patient;
  const { token } = command;
  const session = sessionOf(slot, store.read);
  const sent = { session, slot: { ...slot, status: 'open' }, patientId, reason, token } as const;
  const answer = await sendOnce(sent, deps);
  await deps.failpoint('answered');
  const why = answer.class === 'applied' ? undefined : answer.failure;
  deps.noteReach(why);
  log.info('outbox.sent', {
    command: command.id,
    attempt: command.attempts + 1,
    answer: answer.class,
    failure: why?.kind,
    ms: Math.round(clock.monotonicMs() - begunMs),
  });
  store.write((tx) => recordAnswer(tx, command, answer, sentAt, clock.now(), waitAfter));
  await deps.failpoint(answer.class === 'ambiguous' ? 'doubted' : 'settled');
}

function recordAnswer(
  tx: StoreWriter,
  { id, slotId }: Command,
  answer: WriteAnswer,
  sentAt: Instant,
  at: Instant,
  waitAfter: WaitAfter,
): void {
  const to = settleAnswer(answer);
  if (answer.class === 'applied') {
    tx.commands.move(id, { to, at, failure: undefined });
    tx.slots.setStatus(slotId, 'booked', at);
    recordWriteTaken(tx, at, sentAt);
    return;
  }
  const notBefore = to === 'ready' ? later(at, waitAfter(answer.failure)) : at;
  tx.commands.move(id, { to, at, notBefore, failure: answer.failure });
  recordWriteFailed(tx, at, answer.failure, notBefore);
}
