/** Sends once what is on disk as intended, and writes down what came of it. Doubt is read back at once. Answers with the EHR's *no*, if it was one. */
import type { CommandState } from '#shared/domain/command.ts';
import type { Failure, FailureKind } from '#shared/domain/failure.ts';
import type { SlotStatus } from '#shared/domain/slot.ts';
import type { Instant } from '#shared/domain/time.ts';
import { later } from '#shared/domain/time.ts';
import type { WriteAnswer } from '../ports/ehr-diary.ts';
import type { Command, StoreWriter } from '../store/store.ts';
import { type SaidNo, saidNoOf } from './book/settle-book.ts';
import type { TurnDeps } from './outbox-deps.ts';
import { recordWriteFailed, recordWriteTaken } from './record-health.ts';
import { recordMove } from './record-move.ts';
import { type Send, sendOnce } from './send-once.ts';
import type { WaitAfter } from './turn.ts';

export interface Sending {
  readonly send: Send;
  readonly settle: (answer: WriteAnswer) => { readonly to: CommandState; readonly failure?: Failure };
  /** How the slot is, once it is done; left out where only a reading can tell. */
  readonly slotAfter?: SlotStatus;
}

export async function sendAndRecord(
  command: Command,
  sending: Sending,
  deps: TurnDeps,
  waitAfter: WaitAfter,
): Promise<SaidNo | undefined> {
  const { store, clock, log } = deps;
  const sentAt = clock.now();
  const begunMs = clock.monotonicMs();
  const answer = await sendOnce(sending.send, deps);
  await deps.failpoint('answered');
  const why = answer.class === 'applied' ? undefined : answer.failure;
  const saidNo = saidNoOf(answer);
  deps.noteReach(why);
  log.info('outbox.sent', {
    command: command.id,
    kind: command.kind,
    attempt: command.attempts + 1,
    answer: answer.class,
    saidNo,
    failure: why?.kind,
    ms: Math.round(clock.monotonicMs() - begunMs),
  });
  const sent = { command, sending, answer, sentAt, at: clock.now() };
  store.write((tx) => recordAnswer(tx, sent, deps, waitAfter));
  await deps.failpoint(answer.class === 'ambiguous' ? 'doubted' : 'settled');
  return saidNo;
}

interface Sent {
  readonly command: Command;
  readonly sending: Sending;
  readonly answer: WriteAnswer;
  readonly sentAt: Instant;
  readonly at: Instant;
}

function recordAnswer(
  tx: StoreWriter,
  { command, sending, answer, sentAt, at }: Sent,
  deps: TurnDeps,
  waitAfter: WaitAfter,
): void {
  const { to, failure } = sending.settle(answer);
  if (answer.class === 'applied') {
    recordMove(tx, command, { to, at, failure: undefined }, deps);
    if (sending.slotAfter) tx.slots.setStatus(command.slotId, sending.slotAfter, at);
    recordWriteTaken(tx, at, sentAt);
    return;
  }
  const notBefore = to === 'ready' ? later(at, waitAfter(answer.failure)) : at;
  recordMove(tx, command, { to, at, notBefore, failure: failure ?? answer.failure }, deps);
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
