/**
 * Cancelling, moving and taking back, for the patient and for reception alike: what may be asked is decided in `bookings`,
 * what becomes of a command in `outbox`. Whoever asks is named, because the patient is told by whom it ended.
 */
import type { BookingId } from '#shared/domain/ids.ts';
import type { Outcome } from '#shared/domain/outcome.ts';

import type { ChangeBy } from '../bookings/decide-change.ts';
import { type CancellationRequest, createRequestCancellation } from '../bookings/request-cancellation.ts';
import { type MoveRequest, type RequestMoveDeps, createRequestMove } from '../bookings/request-move.ts';
import type { Receipt } from '../bookings/request-booking.ts';
import { undo } from '../outbox/by-hand/undo.ts';
import { recordMove } from '../outbox/record-move.ts';

/** A request without its `by`: each side is given its own. */
type Unnamed<Request> = Request extends unknown ? Omit<Request, 'by'> : never;

export interface ChangesBy {
  cancel(request: Unnamed<CancellationRequest>): Outcome<void>;
  /** The receipt is the new booking's. */
  move(request: Unnamed<MoveRequest>): Outcome<Receipt>;
  /** Whatever is on its way for it and has not been sent. */
  undo(bookingId: BookingId): Outcome<void>;
}

export function createChanges(deps: Omit<RequestMoveDeps, 'failpoint'>): (by: ChangeBy) => ChangesBy {
  const { store, clock, dice, wake } = deps;
  const requestMove = createRequestMove(deps);
  const requestCancellation = createRequestCancellation({
    ...deps,
    moveCommand: (tx, command, move, endedBy) => recordMove(tx, command, move, { dice, endedBy }),
  });
  return (by) => ({
    cancel: (request) => requestCancellation({ ...request, by }),
    move: (request) => requestMove({ ...request, by }),
    undo(bookingId) {
      const undone = undo(store, { bookingId, who: by, at: clock.now(), dice });
      // A slot that was waited for is free again: what stands behind it need not wait.
      if (undone.ok) wake();
      return undone;
    },
  });
}
