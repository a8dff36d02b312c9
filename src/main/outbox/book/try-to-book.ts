/**
 * One turn of a booking of which nothing is in the diary: look first, write down the intent, send once, write down the
 * answer. Everything learnt is stored before the next thing is done; what is not stored has not happened.
 */
import { type Failure, failure } from '#shared/domain/failure.ts';
import { type Outcome, ok } from '#shared/domain/outcome.ts';
import type { PulledSlot } from '#shared/domain/slot.ts';
import type { SendTurn } from '../../ports/ehr-diary.ts';
import type { BookingPatient, Command } from '../../store/store.ts';
import type { TurnDeps } from '../outbox-deps.ts';
import { hasMovedOn, recordMove } from '../record-move.ts';
import { type Sending, sendAndRecord } from '../send-and-record.ts';
import { sessionOf } from '../session-of.ts';
import { sightSlot } from '../sight-slot.ts';
import { takeSendTurn } from '../take-turn.ts';
import type { KnownBooking, TurnEnd, WaitAfter } from '../turn.ts';
import { waitWith } from '../wait-with.ts';
import { SAID_TO_RECEPTION } from '../words-for-reception.ts';
import { lookFirst } from './look-first.ts';
import { settleAnswer, settlePreRead } from './settle-book.ts';
import { type SeenBefore, writeIntent } from './write-intent.ts';

export async function tryToBook(command: Command, deps: TurnDeps, waitAfter: WaitAfter): Promise<TurnEnd> {
  const { store, clock } = deps;
  const booking = store.read.bookings.byId(command.bookingId);
  if (!booking?.patient) {
    const lost = failure('unexpected', SAID_TO_RECEPTION.detailsLost);
    store.write((tx) => recordMove(tx, command, { to: 'rejected', at: clock.now(), failure: lost }, deps));
    return { kind: 'settled' };
  }
  const notNow = deps.whyNotNow?.();
  if (notNow) return waitWith(command, notNow, deps, waitAfter);
  const { slot, patient } = booking;
  const look = await lookFirst(command, booking, patient, deps);
  await deps.failpoint('pre-read');
  if (deps.readSignal.aborted) return { kind: 'given-up' };
  if (!look.patient.ok) return settleNoPatient(command, patient, look.patient.failure, deps, waitAfter);
  const known = { slot, patient, patientId: look.patient.value.id, name: look.patient.value.name };
  const turn = isToBeSent(command, known, look.slot, deps) ? await takeSendTurn(deps) : ok(undefined);
  if (!turn.ok && !deps.readSignal.aborted) deps.noteReach(turn.failure);
  const seen: SeenBefore = turn.ok ? { slot: look.slot } : { slot: look.slot, noTurn: turn.failure };
  try {
    if (deps.readSignal.aborted) return { kind: 'given-up' };
    const end = writeIntent(deps, command, known, seen, waitAfter);
    return end.kind === 'sent'
      ? await send(command, known, turn.ok ? turn.value : undefined, deps, waitAfter)
      : end;
  } finally {
    if (turn.ok) turn.value?.release();
  }
}

/** Anything else is settled by the look, and waits for nobody. */
const isToBeSent = (
  { token }: Command,
  { slot, patientId }: KnownBooking,
  seen: Outcome<PulledSlot | undefined>,
  { diary }: TurnDeps,
): boolean =>
  seen.ok && settlePreRead(sightSlot(seen.value, { ...slot, token, patientId }), diary.sees).kind === 'send';

async function send(
  command: Command,
  { slot, patient, patientId }: KnownBooking,
  turn: SendTurn | undefined,
  deps: TurnDeps,
  waitAfter: WaitAfter,
): Promise<TurnEnd> {
  const { store, diary } = deps;
  await deps.failpoint('intent');
  // From here the command is one attempt older than the copy that this turn began with.
  const session = sessionOf(slot, store.read);
  const sent = {
    session,
    slot: { ...slot, status: 'open' },
    patientId,
    reason: patient.reason,
    token: command.token,
  } as const;
  const sending = {
    send: (ask) => diary.sendBooking(sent, turn ? { ...ask, turn } : ask),
    settle: (answer) => ({ to: settleAnswer(answer) }),
    slotAfter: 'booked',
  } as const satisfies Sending;
  const saidNo = await sendAndRecord(command, sending, deps, waitAfter);
  return saidNo ? { kind: 'sent', saidNo } : { kind: 'sent' };
}

/** A wrong identity is an answer, and counted against guessing; anything else is waited out. */
function settleNoPatient(
  command: Command,
  { nhsNumber }: BookingPatient,
  why: Failure,
  deps: TurnDeps,
  waitAfter: WaitAfter,
): TurnEnd {
  const { store, clock } = deps;
  if (why.kind !== 'patient-not-matched') return waitWith(command, why, deps, waitAfter);
  const at = clock.now();
  const notMatched = failure('patient-not-matched', SAID_TO_RECEPTION.notMatched);
  return store.write((tx): TurnEnd => {
    if (hasMovedOn(tx, command)) return { kind: 'given-up' };
    tx.identityTries.addWrong(nhsNumber, at);
    recordMove(tx, command, { to: 'rejected', at, failure: notMatched }, deps);
    return { kind: 'settled' };
  });
}
