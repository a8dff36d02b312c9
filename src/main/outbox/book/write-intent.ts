/**
 * The transaction before sending: the patient is known, and then either the intent to send is on disk or the
 * command's end or wait is. Only after it returns `sent` may a byte leave.
 */
import type { Outcome } from '#shared/domain/outcome.ts';
import type { PulledSlot } from '#shared/domain/slot.ts';
import { type Instant, later } from '#shared/domain/time.ts';
import type { Command, StoreWriter } from '../../store/store.ts';
import type { TurnDeps } from '../outbox-deps.ts';
import { settlePreRead } from './settle-book.ts';
import { sightSlot } from '../sight-slot.ts';
import { whyNotSend } from './still-allowed.ts';
import type { KnownBooking, TurnEnd, WaitAfter } from '../turn.ts';

export function writeIntent(
  { store, diary, clock }: Pick<TurnDeps, 'store' | 'diary' | 'clock'>,
  command: Command,
  known: KnownBooking,
  seen: Outcome<PulledSlot | undefined>,
  waitAfter: WaitAfter,
): TurnEnd {
  const at = clock.now();
  return store.write((tx): TurnEnd => {
    const { id, token } = command;
    const { slot, patientId } = known;
    if (command.state === 'received') recordPatient(tx, command, known, at);
    if (!seen.ok) {
      const notBefore = later(at, waitAfter(seen.failure));
      tx.commands.move(id, { to: 'ready', at, notBefore, failure: seen.failure });
      return { kind: 'try-again' };
    }
    if (seen.value && seen.value.status !== tx.slots.byId(slot.id)?.status) {
      tx.slots.setStatus(slot.id, seen.value.status, at);
    }
    const settled = settlePreRead(sightSlot(seen.value, { ...slot, token, patientId }), diary.sees);
    if (settled.kind === 'move') {
      tx.commands.move(id, { to: settled.to, at, failure: settled.failure });
      return { kind: 'settled' };
    }
    const no = whyNotSend(command, slot, tx.slotTypes.activeIds(), at);
    if (no) {
      tx.commands.move(id, { to: no.to, at, failure: no.failure });
      return { kind: 'settled' };
    }
    tx.commands.move(id, {
      to: 'sending',
      at,
      attempts: command.attempts + 1,
      firstSentAt: command.firstSentAt ?? at,
      lastSentAt: at,
      absentSince: undefined,
      failure: undefined,
    });
    return { kind: 'sent' };
  });
}

function recordPatient(tx: StoreWriter, command: Command, known: KnownBooking, at: Instant): void {
  const { patientId, name } = known;
  const { nhsNumber, dateOfBirth, reason } = known.patient;
  const matched = { nhsNumber, dateOfBirth, reason, ehrPatientId: patientId };
  tx.bookings.setPatient(command.bookingId, name === undefined ? matched : { ...matched, name });
  tx.commands.move(command.id, { to: 'ready', at, failure: undefined });
}
