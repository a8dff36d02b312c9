/**
 * One turn of a command in doubt: look at its slot and let `settleReadBack` say what that proves. While the EHR cannot
 * be read it stays in doubt, however long that takes: an outage is no reason to hand a patient's booking to a person,
 * nor to guess.
 */
import { failure } from '#shared/domain/failure.ts';
import { later } from '#shared/domain/time.ts';
import type { Booking, Command } from '../../store/store.ts';
import { answerInTime } from '../answer-in-time.ts';
import type { DoubtBook } from '../doubt-book.ts';
import type { TurnDeps } from '../outbox-deps.ts';
import { recordWriteTaken } from '../record-health.ts';
import { sessionOf } from '../session-of.ts';
import { type ReadBackSettlement, type SettlePolicy, settleReadBack } from './settle-book.ts';
import { type Sighting, sightSlot } from '../sight-slot.ts';
import type { TurnEnd, WaitAfter } from '../turn.ts';
import { SAID_TO_RECEPTION } from '../words-for-reception.ts';

export async function readBack(
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
    const lost = failure('unexpected', SAID_TO_RECEPTION.detailsLostInDoubt);
    store.write((tx) => tx.commands.move(command.id, { to: 'review', at: clock.now(), failure: lost }));
    return { kind: 'settled' };
  }
  // Ages are taken before the reading starts: it can prove nothing about what came while it was under way.
  const doubt = doubts.doubtOf(command, clock.now());
  const session = sessionOf(booking.slot, store.read);
  const { slotId, token } = command;
  const sought = { session, slotId, booking: { patientId, token } };
  const pulled = await answerInTime((ask) => diary.pullSlot(sought, ask), deps);
  await deps.failpoint('read-back');
  if (deps.readSignal.aborted) return { kind: 'given-up' };
  deps.noteReach(pulled.ok ? undefined : pulled.failure);
  if (!pulled.ok) {
    const notBefore = later(clock.now(), waitAfter(pulled.failure));
    store.write((tx) => tx.commands.move(command.id, { to: 'unknown', at: clock.now(), notBefore }));
    return { kind: 'try-again' };
  }
  const sighting = sightSlot(pulled.value, { ...booking.slot, token: command.token, patientId });
  const settlement = settleReadBack(sighting, doubt, policy);
  if (settlement.kind === 'wait' && settlement.counts) doubts.noteAbsence(command.id, sighting);
  record({ command, booking, sighting, settlement, status: pulled.value?.status }, deps);
  if (settlement.kind === 'move') await deps.failpoint('settled');
  return { kind: settlement.kind === 'move' ? 'settled' : 'in-doubt' };
}

interface ReadBack {
  readonly command: Command;
  readonly booking: Booking;
  readonly sighting: Sighting;
  readonly settlement: ReadBackSettlement;
  readonly status: Booking['slot']['status'] | undefined;
}

function record({ command, sighting, settlement, status }: ReadBack, { store, clock, log }: TurnDeps): void {
  const at = clock.now();
  store.write((tx) => {
    if (status !== undefined && tx.slots.byId(command.slotId)?.status !== status) {
      tx.slots.setStatus(command.slotId, status, at);
    }
    switch (settlement.kind) {
      case 'wait': {
        const notBefore = later(at, settlement.waitMs);
        tx.commands.move(command.id, {
          to: 'unknown',
          at,
          notBefore,
          ...(settlement.counts && { absentSince: at }),
        });
        return;
      }
      case 'move':
        tx.commands.move(command.id, {
          to: settlement.to,
          at,
          notBefore: later(at, settlement.waitMs ?? 0),
          absentSince: undefined,
          // What waits to be sent again says why it waits.
          failure: settlement.to === 'ready' ? command.failure : settlement.failure,
        });
        if (settlement.to === 'confirmed') recordWriteTaken(tx, at, command.lastSentAt ?? at);
    }
  });
  if (settlement.kind === 'move') {
    log.info('outbox.read-back', { command: command.id, sighting, to: settlement.to });
  }
}
