/**
 * The transaction before sending: the patient is known, and then either the intent to send is on disk or the
 * command's end or wait is. Only after it returns `sent` may a byte leave.
 */
import { type Failure, failure } from '#shared/domain/failure.ts';
import type { Outcome } from '#shared/domain/outcome.ts';
import type { PulledSlot } from '#shared/domain/slot.ts';
import { type Instant, later } from '#shared/domain/time.ts';
import type { Command, CommandMove, StoreWriter } from '../../store/store.ts';
import type { TurnDeps } from '../outbox-deps.ts';
import { type MoveDeps, hasMovedOn, recordMove } from '../record-move.ts';
import { recordWriteFailed } from '../record-health.ts';
import { marksOn } from '../marks-on.ts';
import { SAID_TO_RECEPTION } from '../words-for-reception.ts';
import { type Move, settlePreRead } from './settle-book.ts';
import { sightSlot } from '../sight-slot.ts';
import { whyNotSend } from './still-allowed.ts';
import type { KnownBooking, TurnEnd, WaitAfter } from '../turn.ts';

export interface SeenBefore {
  readonly slot: Outcome<PulledSlot | undefined>;
  /** Why there was no place to send it. */
  readonly noTurn?: Failure;
}

export function writeIntent(
  deps: Pick<TurnDeps, 'store' | 'diary' | 'clock' | 'dice' | 'keepOthers'>,
  command: Command,
  known: KnownBooking,
  { slot: seen, noTurn }: SeenBefore,
  waitAfter: WaitAfter,
): TurnEnd {
  const { store, diary, clock } = deps;
  const at = clock.now();
  return store.write((tx): TurnEnd => {
    if (hasMovedOn(tx, command)) return { kind: 'given-up' };
    const { token } = command;
    const { slot, patientId } = known;
    if (command.state === 'received') recordPatient(tx, command, known, at, deps);
    const trouble = noTurn ?? (seen.ok ? undefined : seen.failure);
    if (trouble) {
      const notBefore = later(at, waitAfter(trouble));
      recordMove(tx, command, { to: 'ready', at, notBefore, failure: trouble }, deps);
      if (noTurn) recordWriteFailed(tx, at, noTurn, notBefore);
    }
    if (trouble || !seen.ok) return { kind: 'try-again' };
    if (seen.value && seen.value.status !== tx.slots.byId(slot.id)?.status) {
      tx.slots.setStatus(slot.id, seen.value.status, at);
    }
    const sighting = sightSlot(seen.value, { ...slot, token, patientId });
    const isAnother = sighting === 'same-patient' && isAnotherOfOurs(tx, seen.value, token);
    const settled = isAnother ? THEIR_OTHER : settlePreRead(sighting, diary.sees);
    if (settled.kind === 'move') {
      recordMove(tx, command, { to: settled.to, at, failure: settled.failure }, deps);
      return { kind: 'settled' };
    }
    const no = whyNotSend(command, slot, tx.slotTypes.activeIds(), at);
    if (no) {
      recordMove(tx, command, { to: no.to, at, failure: no.failure }, deps);
      return { kind: 'settled' };
    }
    recordMove(tx, command, intentOf(command, at), deps);
    return { kind: 'sent' };
  });
}

/** Staff have moved another online booking of this patient there: one appointment must not stand for two bookings. */
const THEIR_OTHER: Move = {
  kind: 'move',
  to: 'conflict',
  failure: failure('slot-taken', SAID_TO_RECEPTION.theirOther),
};
const isAnotherOfOurs = (tx: StoreWriter, seen: PulledSlot | undefined, token: string): boolean =>
  marksOn(seen).some((mark) => mark !== token && tx.commands.bookWithToken(mark) !== undefined);

/** One attempt more, and from here on perhaps in the diary. */
export const intentOf = ({ attempts, firstSentAt }: Command, at: Instant): CommandMove => ({
  to: 'sending',
  at,
  attempts: attempts + 1,
  firstSentAt: firstSentAt ?? at,
  lastSentAt: at,
  absentSince: undefined,
  failure: undefined,
});

function recordPatient(
  tx: StoreWriter,
  command: Command,
  known: KnownBooking,
  at: Instant,
  deps: MoveDeps,
): void {
  const { patientId, name } = known;
  const { nhsNumber, dateOfBirth, reason } = known.patient;
  const matched = { nhsNumber, dateOfBirth, reason, ehrPatientId: patientId };
  tx.bookings.setPatient(command.bookingId, name === undefined ? matched : { ...matched, name });
  recordMove(tx, command, { to: 'ready', at, failure: undefined }, deps);
}
