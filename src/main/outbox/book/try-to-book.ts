/**
 * One turn of a booking of which nothing is in the diary: look first, write down the intent, send once, write down the
 * answer. Everything learnt is stored before the next thing is done; what is not stored has not happened.
 */
import { type Failure, failure } from '#shared/domain/failure.ts';
import type { BookingPatient, Command } from '../../store/store.ts';
import type { TurnDeps } from '../outbox-deps.ts';
import { hasMovedOn, recordMove } from '../record-move.ts';
import { type Sending, sendAndRecord } from '../send-and-record.ts';
import { sessionOf } from '../session-of.ts';
import type { TurnEnd, WaitAfter } from '../turn.ts';
import { waitWith } from '../wait-with.ts';
import { SAID_TO_RECEPTION } from '../words-for-reception.ts';
import { lookFirst } from './look-first.ts';
import { settleAnswer } from './settle-book.ts';
import { writeIntent } from './write-intent.ts';

export async function tryToBook(command: Command, deps: TurnDeps, waitAfter: WaitAfter): Promise<TurnEnd> {
  const { store, diary, clock } = deps;
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
  const end = writeIntent(deps, command, known, look.slot, waitAfter);
  if (end.kind !== 'sent') return end;
  await deps.failpoint('intent');
  // From here the command is one attempt older than the copy that this turn began with.
  const session = sessionOf(slot, store.read);
  const { patientId } = known;
  const sent = {
    session,
    slot: { ...slot, status: 'open' },
    patientId,
    reason: patient.reason,
    token: command.token,
  } as const;
  const sending = {
    send: (ask) => diary.sendBooking(sent, ask),
    settle: (answer) => ({ to: settleAnswer(answer) }),
    slotAfter: 'booked',
  } as const satisfies Sending;
  const saidNo = await sendAndRecord(command, sending, deps, waitAfter);
  return saidNo ? { kind: 'sent', saidNo } : end;
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
