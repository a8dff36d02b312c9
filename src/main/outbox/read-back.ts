/**
 * One turn of a command in doubt: look at its slot and let `settle` say what that proves. While the EHR cannot be read it
 * stays in doubt, however long that takes: an outage is no reason to hand a patient's booking to a person, nor to guess.
 */
import { type Failure, failure } from '#shared/domain/failure.ts';
import { type Outcome, ok } from '#shared/domain/outcome.ts';
import type { PulledSlot } from '#shared/domain/slot.ts';
import { later } from '#shared/domain/time.ts';
import type { Booking, Command } from '../store/store.ts';
import { answerInTime } from './answer-in-time.ts';
import type { Doubt, ReadBackSettlement } from './book/settle-book.ts';
import type { DoubtBook } from './doubt-book.ts';
import { findElsewhere, whetherElsewhere } from './find-elsewhere.ts';
import type { KeptBooking } from './kept/find-kept.ts';
import type { TurnDeps } from './outbox-deps.ts';
import { recordWriteTaken } from './record-health.ts';
import { recordMove } from './record-move.ts';
import { sessionOf } from './session-of.ts';
import { type Sighting, sightSlot } from './sight-slot.ts';
import type { TurnEnd, WaitAfter } from './turn.ts';
import { SAID_OF_CANCELLING, SAID_TO_RECEPTION } from './words-for-reception.ts';

export interface SeenAgain {
  readonly sighting: Sighting;
  readonly pulled: PulledSlot | undefined;
  readonly booking: Booking;
  readonly doubt: Doubt;
  /** Of a cancellation: out of its slot, because staff have moved it to another. */
  readonly isElsewhere: boolean;
}

export async function readBack(
  command: Command,
  deps: TurnDeps,
  doubts: DoubtBook,
  settle: (seen: SeenAgain) => ReadBackSettlement,
  waitAfter: WaitAfter,
): Promise<TurnEnd> {
  const { store, diary, clock } = deps;
  const booking = store.read.bookings.byId(command.bookingId);
  const patientId = booking?.patient?.ehrPatientId;
  if (!booking || patientId === undefined) {
    const said =
      command.kind === 'book' ? SAID_TO_RECEPTION.detailsLostInDoubt : SAID_OF_CANCELLING.detailsLost;
    const lost = failure('unexpected', said);
    store.write((tx) => recordMove(tx, command, { to: 'review', at: clock.now(), failure: lost }, deps));
    return { kind: 'settled' };
  }
  // Ages are taken before the reading starts: it can prove nothing about what came while it was under way.
  const doubt = doubts.doubtOf(command, clock.now());
  const session = sessionOf(booking.slot, store.read);
  const { slotId, token } = command;
  const sought = { session, slotId, booking: { patientId, token } };
  const pulled = await answerInTime((ask) => diary.pullSlot(sought, ask), deps);
  // While we did not know whether it was cancelled staff may have moved it: *cancelled* would be untrue.
  const elsewhere =
    command.kind === 'cancel'
      ? await whetherElsewhere({ booking, patientId, token }, pulled, deps)
      : ok(false);
  await deps.failpoint('read-back');
  if (deps.readSignal.aborted) return { kind: 'given-up' };
  const stillInDoubt = (why: Failure): TurnEnd => {
    deps.noteReach(why);
    const at = clock.now();
    const notBefore = later(at, waitAfter(why));
    store.write((tx) => recordMove(tx, command, { to: 'unknown', at, notBefore }, deps));
    return { kind: 'try-again' };
  };
  if (!pulled.ok) return stillInDoubt(pulled.failure);
  if (!elsewhere.ok) return stillInDoubt(elsewhere.failure);
  deps.noteReach(undefined);
  const sighting = sightSlot(pulled.value, { ...booking.slot, token: command.token, patientId });
  const settled = settle({
    ...{ sighting, pulled: pulled.value, booking, doubt },
    isElsewhere: elsewhere.value,
  });
  const unlessElsewhere = await beforeANo(command, settled, { booking, patientId, token }, deps);
  if (deps.readSignal.aborted) return { kind: 'given-up' };
  if (!unlessElsewhere.ok) return stillInDoubt(unlessElsewhere.failure);
  const settlement = unlessElsewhere.value;
  if (settlement.kind === 'wait' && settlement.counts) doubts.noteAbsence(command.id, sighting);
  record({ command, sighting, settlement, status: pulled.value?.status }, deps);
  if (settlement.kind === 'move') await deps.failpoint('settled');
  return { kind: settlement.kind === 'move' ? 'settled' : 'in-doubt' };
}

/**
 * A booking that came late and that staff moved before we looked again has left its slot to somebody else: *not booked* would be
 * untrue. Where it stands now a person tells the patient, who has heard nothing yet.
 */
async function beforeANo(
  { kind }: Command,
  settled: ReadBackSettlement,
  doubted: KeptBooking,
  deps: TurnDeps,
): Promise<Outcome<ReadBackSettlement>> {
  const isNo = settled.kind === 'move' && settled.to === 'conflict';
  if (kind !== 'book' || !isNo) return ok(settled);
  const elsewhere = await findElsewhere(doubted, 'write', deps);
  if (!elsewhere.ok) return elsewhere;
  if (!elsewhere.value) return ok(settled);
  return ok({ kind: 'move', to: 'review', failure: failure('unexpected', SAID_TO_RECEPTION.movedInDoubt) });
}

interface ReadBack {
  readonly command: Command;
  readonly sighting: Sighting;
  readonly settlement: ReadBackSettlement;
  readonly status: Booking['slot']['status'] | undefined;
}

function record({ command, sighting, settlement, status }: ReadBack, deps: TurnDeps): void {
  const { store, clock, log } = deps;
  const at = clock.now();
  store.write((tx) => {
    if (status !== undefined && tx.slots.byId(command.slotId)?.status !== status) {
      tx.slots.setStatus(command.slotId, status, at);
    }
    switch (settlement.kind) {
      case 'wait': {
        const notBefore = later(at, settlement.waitMs);
        const counted = settlement.counts ? { absentSince: at } : {};
        recordMove(tx, command, { to: 'unknown', at, notBefore, ...counted }, deps);
        break;
      }
      case 'move': {
        // What waits to be sent again says why it waits.
        const failure = settlement.to === 'ready' ? command.failure : settlement.failure;
        const notBefore = later(at, settlement.waitMs ?? 0);
        recordMove(tx, command, { to: settlement.to, at, notBefore, absentSince: undefined, failure }, deps);
        if (settlement.to === 'confirmed') recordWriteTaken(tx, at, command.lastSentAt ?? at);
      }
    }
  });
  if (settlement.kind === 'move') {
    log.info('outbox.read-back', { command: command.id, kind: command.kind, sighting, to: settlement.to });
  }
}
