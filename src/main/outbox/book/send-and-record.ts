/** Sends one booking whose intent is on disk, and writes down what came of it. Doubt is read back at once. Answers with the EHR's *no*, if it was one. */
import type { FailureKind } from '#shared/domain/failure.ts';
import type { Instant } from '#shared/domain/time.ts';
import { later } from '#shared/domain/time.ts';
import type { WriteAnswer } from '../../ports/ehr-diary.ts';
import type { Command, StoreWriter } from '../../store/store.ts';
import type { TurnDeps } from '../outbox-deps.ts';
import { recordWriteFailed, recordWriteTaken } from '../record-health.ts';
import { sendOnce } from '../send-once.ts';
import { sessionOf } from '../session-of.ts';
import { type SaidNo, saidNoOf, settleAnswer } from './settle-book.ts';
import type { KnownBooking, WaitAfter } from '../turn.ts';

export async function sendAndRecord(
  command: Command,
  { slot, patient, patientId }: KnownBooking,
  deps: TurnDeps,
  waitAfter: WaitAfter,
): Promise<SaidNo | undefined> {
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
  const saidNo = saidNoOf(answer);
  deps.noteReach(why);
  log.info('outbox.sent', {
    command: command.id,
    attempt: command.attempts + 1,
    answer: answer.class,
    saidNo,
    failure: why?.kind,
    ms: Math.round(clock.monotonicMs() - begunMs),
  });
  store.write((tx) => recordAnswer(tx, command, answer, sentAt, clock.now(), waitAfter));
  await deps.failpoint(answer.class === 'ambiguous' ? 'doubted' : 'settled');
  return saidNo;
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
  if (!isOfOneBooking(answer)) recordWriteFailed(tx, at, answer.failure, notBefore);
}

/** The EHR took the request and said no to this one booking: that is no trouble of writing. */
const isOfOneBooking = (answer: WriteAnswer): boolean =>
  saidNoOf(answer) !== undefined && answer.class !== 'applied' && OF_ONE_BOOKING.has(answer.failure.kind);

const OF_ONE_BOOKING: ReadonlySet<FailureKind> = new Set([
  'slot-taken',
  'slot-withdrawn',
  'slot-not-free',
  'try-later',
  'refused',
]);
