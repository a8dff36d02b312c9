/**
 * One turn of a cancellation of which nothing is under way: look whether the appointment is still there and still ours,
 * write down the intent, send once, write down the answer. The look names what is cancelled, so without one nothing is sent.
 */
import { type Failure, failure } from '#shared/domain/failure.ts';
import type { EhrPatientId } from '#shared/domain/ids.ts';
import { type Outcome, ok } from '#shared/domain/outcome.ts';
import type { PulledSlot } from '#shared/domain/slot.ts';
import type { Session } from '#shared/domain/session.ts';
import { type Instant, later } from '#shared/domain/time.ts';
import type { SendTurn } from '../../ports/ehr-diary.ts';
import type { Booking, Command, StoreWriter } from '../../store/store.ts';
import { answerInTime } from '../answer-in-time.ts';
import type { SettlePolicy } from '../book/settle-book.ts';
import { intentOf } from '../book/write-intent.ts';
import type { DoubtBook } from '../doubt-book.ts';
import { whetherElsewhere } from '../find-elsewhere.ts';
import type { TurnDeps } from '../outbox-deps.ts';
import { hasMovedOn, recordMove } from '../record-move.ts';
import { type Sending, sendAndRecord } from '../send-and-record.ts';
import { sessionOf } from '../session-of.ts';
import { sightSlot } from '../sight-slot.ts';
import { takeSendTurn } from '../take-turn.ts';
import type { TurnEnd, WaitAfter } from '../turn.ts';
import { waitWith } from '../wait-with.ts';
import { whereaboutsOf } from '../whereabouts.ts';
import { SAID_OF_CANCELLING } from '../words-for-reception.ts';
import { type WantedCancellation, settleCancelAnswer, settleCancelPreRead, stands } from './settle-cancel.ts';

export const wantedOf = ({ by }: Command): WantedCancellation => ({ isMove: by === 'move' });

export async function tryToCancel(
  command: Command,
  deps: TurnDeps,
  doubts: DoubtBook,
  policy: SettlePolicy,
  waitAfter: WaitAfter,
): Promise<TurnEnd> {
  const { store, diary, clock } = deps;
  const booking = store.read.bookings.byId(command.bookingId);
  const patientId = booking?.patient?.ehrPatientId;
  if (!booking || patientId === undefined) {
    const lost = failure('unexpected', SAID_OF_CANCELLING.detailsLost);
    store.write((tx) => recordMove(tx, command, { to: 'review', at: clock.now(), failure: lost }, deps));
    return { kind: 'settled' };
  }
  const notNow = deps.whyNotNow?.();
  if (notNow) return waitWith(command, notNow, deps, waitAfter);
  const look = { command, booking, patientId, doubts, policy };
  // EMIS cancels by slot and patient alone: staff could cancel and book the same patient again between our look and the request.
  // So its place is taken first, and between the two stand one write to our disk and the way to EMIS; that much is left.
  const early = diary.sendTurns?.isAlone === false ? await takeSendTurn(deps) : undefined;
  if (early && !early.ok) return withoutTurn(command, early.failure, deps, waitAfter);
  try {
    return await lookAndCancel(look, early?.value, deps, waitAfter);
  } finally {
    early?.value?.release();
  }
}

function withoutTurn(command: Command, why: Failure, deps: TurnDeps, waitAfter: WaitAfter): TurnEnd {
  if (deps.readSignal.aborted) return { kind: 'given-up' };
  deps.noteReach(why);
  return waitWith(command, why, deps, waitAfter, 'write');
}

async function lookAndCancel(
  look: Look,
  early: SendTurn | undefined,
  deps: TurnDeps,
  waitAfter: WaitAfter,
): Promise<TurnEnd> {
  const { store, diary } = deps;
  const { command, booking, patientId } = look;
  const session = sessionOf(booking.slot, store.read);
  const { token, slotId } = command;
  const pulled = await answerInTime(
    (ask) => diary.pullSlot({ session, slotId, booking: { patientId, token } }, ask),
    deps,
  );
  if (!deps.readSignal.aborted) deps.noteReach(pulled.ok ? undefined : pulled.failure);
  await deps.failpoint('pre-read');
  if (deps.readSignal.aborted) return { kind: 'given-up' };
  const elsewhere = await whetherElsewhere({ booking, patientId, token }, pulled, deps);
  if (deps.readSignal.aborted) return { kind: 'given-up' };
  if (!elsewhere.ok) return waitWith(command, elsewhere.failure, deps, waitAfter);
  const seen = { ...look, isElsewhere: elsewhere.value };
  const isToBeSent = pulled.ok && settleLook(seen, pulled.value, deps.clock.now()).kind === 'send';
  const late = isToBeSent && early === undefined ? await takeSendTurn(deps) : ok(undefined);
  if (!late.ok) return withoutTurn(command, late.failure, deps, waitAfter);
  const turn = early ?? late.value;
  try {
    if (deps.readSignal.aborted) return { kind: 'given-up' };
    const end = writeCancelIntent(seen, pulled, deps, waitAfter);
    if (end.kind !== 'sent') return end;
    await deps.failpoint('intent');
    const appointmentId = pulled.ok ? pulled.value?.appointmentId : undefined;
    return await send(look, { session, appointmentId, turn }, deps, waitAfter);
  } finally {
    turn?.release();
  }
}

interface SentAs {
  readonly session: Session;
  readonly appointmentId: string | undefined;
  readonly turn: SendTurn | undefined;
}

async function send(
  { command, booking, patientId }: Look,
  { session, appointmentId, turn }: SentAs,
  deps: TurnDeps,
  waitAfter: WaitAfter,
): Promise<TurnEnd> {
  const sent = {
    session,
    slot: { ...booking.slot, status: 'booked' },
    patientId,
    token: command.token,
    ...(appointmentId === undefined ? {} : { appointmentId }),
    by: command.by === 'reception' ? 'practice' : 'patient',
  } as const;
  const sending: Sending = {
    send: (ask) => deps.diary.sendCancellation(sent, turn ? { ...ask, turn } : ask),
    // How the slot is from now on (open, or blocked by a rule of the practice) only the next reading can tell.
    settle: (answer) => settleCancelAnswer(answer, wantedOf(command)),
  };
  const saidNo = await sendAndRecord(command, sending, deps, waitAfter);
  return saidNo ? { kind: 'sent', saidNo } : { kind: 'sent' };
}

interface Look {
  /** Staff have moved it to another slot. */
  readonly isElsewhere?: boolean;
  readonly command: Command;
  readonly booking: Booking;
  readonly patientId: EhrPatientId;
  readonly doubts: DoubtBook;
  readonly policy: SettlePolicy;
}

function writeCancelIntent(
  look: Look,
  pulled: Outcome<PulledSlot | undefined>,
  deps: TurnDeps,
  waitAfter: WaitAfter,
): TurnEnd {
  if (!pulled.ok) return waitWith(look.command, pulled.failure, deps, waitAfter);
  return deps.store.write((tx) =>
    hasMovedOn(tx, look.command) ? { kind: 'given-up' } : recordLook(tx, look, pulled.value, deps),
  );
}

const sightingOf = ({ booking, command, patientId }: Look, pulled: PulledSlot | undefined) =>
  sightSlot(pulled, { ...booking.slot, token: command.token, patientId });

function settleLook(look: Look, pulled: PulledSlot | undefined, at: Instant) {
  const { command, booking, doubts, policy } = look;
  const sighting = sightingOf(look, pulled);
  const inPlace = whereaboutsOf(sighting, pulled, booking.slot.startsAt);
  const where = look.isElsewhere ? 'there-at-another-time' : inPlace;
  const seen = { sighting, where, attendance: pulled?.attendance };
  return settleCancelPreRead(seen, wantedOf(command), doubts.doubtOf(command, at), policy);
}

function recordLook(tx: StoreWriter, look: Look, pulled: PulledSlot | undefined, deps: TurnDeps): TurnEnd {
  const { command, booking, doubts } = look;
  const at = deps.clock.now();
  const { slot } = booking;
  if (pulled && pulled.status !== tx.slots.byId(slot.id)?.status) {
    tx.slots.setStatus(slot.id, pulled.status, at);
  }
  const wanted = wantedOf(command);
  const settled = settleLook(look, pulled, at);
  switch (settled.kind) {
    case 'send': {
      if (at >= command.deadline) {
        const tooLate = stands(wanted, failure('not-offered', SAID_OF_CANCELLING.tooLate), 'expired');
        recordMove(tx, command, { to: tooLate.to, at, failure: tooLate.failure }, deps);
        return { kind: 'settled' };
      }
      recordMove(tx, command, intentOf(command, at), deps);
      return { kind: 'sent' };
    }
    case 'wait': {
      if (settled.counts) doubts.noteAbsence(command.id, sightingOf(look, pulled));
      const counted = settled.counts ? { absentSince: at } : {};
      const notBefore = later(at, settled.waitMs);
      recordMove(tx, command, { to: command.state, at, notBefore, ...counted, failure: undefined }, deps);
      return { kind: 'in-doubt' };
    }
    case 'move': {
      // Out, though nothing of ours was ever sent: staff had done it. Of a move it comes to the same.
      const isStaffs = settled.to === 'confirmed' && command.attempts === 0 && !wanted.isMove;
      const moved = { to: settled.to, at, absentSince: undefined, failure: settled.failure };
      recordMove(tx, command, moved, isStaffs ? { ...deps, endedBy: 'practice' } : deps);
      return { kind: 'settled' };
    }
  }
}
