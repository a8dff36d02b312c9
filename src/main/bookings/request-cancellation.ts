/**
 * Takes the wish to cancel an appointment: one transaction that checks it and puts the command and its audit on disk. The
 * diary still has the appointment when this returns: only the outbox can say *cancelled*. Asking twice asks once.
 */
import type { EndedBy } from '#shared/domain/booking.ts';
import { failure } from '#shared/domain/failure.ts';
import type { BookingId } from '#shared/domain/ids.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';
import type { Clock } from '../ports/clock.ts';
import type { Dice } from '../ports/dice.ts';
import type { Configuration } from '../ports/settings.ts';
import type { Booking, Command, CommandMove, Store, StoreWriter } from '../store/store.ts';
import { type ChangeBy, planCancellation, sendNotBefore } from './decide-change.ts';
import { newCommandId } from './new-ids.ts';
import type { RequestFailpoint } from './request-booking.ts';
import { writeOrRefuse } from './write-or-refuse.ts';

/** A command's way through the one door (`recordMove`): whoever is to be told is told in the same transaction. */
export type MoveCommand = (tx: StoreWriter, command: Command, move: CommandMove, endedBy: EndedBy) => void;

export interface CancellationRequest {
  readonly bookingId: BookingId;
  readonly by: ChangeBy;
  /** Reception's, for the audit trail. */
  readonly reason?: string;
}

export interface RequestCancellationDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly dice: Dice;
  readonly settings: Pick<Configuration['booking'], 'cancelCutOffMinutes' | 'undoSeconds'>;
  readonly moveCommand: MoveCommand;
  /** Tells the outbox that there is something to send. */
  readonly wake: () => void;
  readonly failpoint?: (name: RequestFailpoint) => void;
}

/**
 * Fails with `not-found`, `try-later` (something of it is on its way to the diary just now) or `invalid-input` with a
 * `ChangeRefusal` as its detail. Ok when it is cancelled or being cancelled already.
 */
export type RequestCancellation = (request: CancellationRequest) => Outcome<void>;

export function createRequestCancellation(deps: RequestCancellationDeps): RequestCancellation {
  const { store, failpoint = () => {} } = deps;
  return (request) => {
    let isNew = false;
    const outcome = writeOrRefuse(store, (tx): Outcome<void> => {
      const booking = tx.bookings.byId(request.bookingId);
      const command = tx.commands.byBooking(request.bookingId);
      if (!booking || !command) return failed(failure('not-found', 'There is no such booking.'));
      const now = deps.clock.now();
      const replacement = tx.bookings.replacementOf(booking.id);
      const replacementCommand = replacement && tx.commands.byBooking(replacement.id);
      const step = planCancellation({
        booking,
        command,
        replacement,
        replacementCommand,
        by: request.by,
        now,
        cutOffMinutes: deps.settings.cancelCutOffMinutes,
      });
      if (!step.ok) return step;
      if (step.value === 'done') return ok(undefined);
      failpoint('asked');
      noteReason(tx, request, 'cancel', now);
      const undone = { to: 'undone', at: now, failure: undefined } as const;
      if (step.value === 'undo') deps.moveCommand(tx, command, undone, request.by);
      else {
        if (step.value === 'undo-move' && replacementCommand)
          deps.moveCommand(tx, replacementCommand, undone, request.by);
        // Both at once, and the other half not to be called back: there is nothing that could be taken back as a whole.
        addCancellation(tx, booking, request.by, step.value === 'both' ? 0 : deps.settings.undoSeconds, deps);
      }
      isNew = true;
      return ok(undefined);
    });
    if (isNew && outcome.ok) {
      failpoint('stored');
      deps.wake();
    }
    return outcome;
  };
}

function addCancellation(
  tx: StoreWriter,
  booking: Booking,
  by: ChangeBy,
  undoSeconds: number,
  { clock, dice }: RequestCancellationDeps,
): void {
  const made = tx.commands.bookOf(booking.id);
  if (!made) throw new Error('A booking without the command that made it.');
  const now = clock.now();
  const { slotId, sessionId, startsAt, token } = made;
  tx.commands.add({
    id: newCommandId(dice),
    kind: 'cancel',
    bookingId: booking.id,
    by,
    ...{ slotId, sessionId, startsAt, token },
    notBefore: sendNotBefore(now, startsAt, undoSeconds),
    deadline: startsAt,
    createdAt: now,
  });
}

/** Why reception wants it. Patients are not asked for a reason. */
export function noteReason(
  tx: StoreWriter,
  { bookingId, by, reason }: Pick<CancellationRequest, 'bookingId' | 'by' | 'reason'>,
  to: 'cancel' | 'move',
  at: Command['createdAt'],
): void {
  const note = reason?.trim();
  if (note) tx.audit.add({ at, kind: 'booking-change-asked', who: by, subject: bookingId, to, note });
}
