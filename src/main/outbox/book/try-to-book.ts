/**
 * One turn of a command of which nothing is in the diary: look first, write down the intent, send once, write down the
 * answer. Everything learnt is stored before the next thing is done; what is not stored has not happened.
 */
import { type Failure, failure } from '#shared/domain/failure.ts';
import { later } from '#shared/domain/time.ts';
import type { BookingPatient, Command } from '../../store/store.ts';
import { lookFirst } from './look-first.ts';
import type { TurnDeps } from '../outbox-deps.ts';
import { sendAndRecord } from './send-and-record.ts';
import type { TurnEnd, WaitAfter } from '../turn.ts';
import { SAID_TO_RECEPTION } from '../words-for-reception.ts';
import { writeIntent } from './write-intent.ts';

export async function tryToBook(command: Command, deps: TurnDeps, waitAfter: WaitAfter): Promise<TurnEnd> {
  const { store, clock } = deps;
  const booking = store.read.bookings.byId(command.bookingId);
  if (!booking?.patient) {
    const lost = failure('unexpected', SAID_TO_RECEPTION.detailsLost);
    store.write((tx) => tx.commands.move(command.id, { to: 'rejected', at: clock.now(), failure: lost }));
    return { kind: 'settled' };
  }
  const notNow = deps.whyNotNow?.();
  if (notNow) return wait(command, notNow, deps, waitAfter);
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
  const saidNo = await sendAndRecord(command, known, deps, waitAfter);
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
  if (why.kind !== 'patient-not-matched') return wait(command, why, deps, waitAfter);
  const at = clock.now();
  const notMatched = failure('patient-not-matched', SAID_TO_RECEPTION.notMatched);
  store.write((tx) => {
    tx.identityTries.addWrong(nhsNumber, at);
    tx.commands.move(command.id, { to: 'rejected', at, failure: notMatched });
  });
  return { kind: 'settled' };
}

/** Stays as it is, with the reason on disk. */
function wait(command: Command, why: Failure, { store, clock }: TurnDeps, waitAfter: WaitAfter): TurnEnd {
  const at = clock.now();
  const notBefore = later(at, waitAfter(why));
  store.write((tx) => tx.commands.move(command.id, { to: command.state, at, notBefore, failure: why }));
  return { kind: 'try-again' };
}
