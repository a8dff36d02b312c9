/** Cancelling, moving and taking back from the window: each says at once that it is kept, with *Undo* in sight until it is sent. */
import { notifications } from '@mantine/notifications';
import type { BookingRow } from '#shared/contract/rows.ts';
import type { BookingId, SlotId } from '#shared/domain/ids.ts';
import type { Outcome } from '#shared/domain/outcome.ts';
import { useBridge, useSnapshot } from '../../state/context.tsx';
import { ehrOf } from '../../state/selectors.ts';
import { UndoNote } from './undo-note.tsx';

/** Each answers whether it is kept; a failure has been said aloud by then. */
export interface BookingActs {
  readonly cancel: (booking: BookingRow, reason: string) => Promise<boolean>;
  readonly move: (booking: BookingRow, slotId: SlotId, reason: string) => Promise<boolean>;
  readonly undo: (bookingId: BookingId) => Promise<boolean>;
}

/** Long enough for the undo to run out before the note goes. */
const NOTE_MS = 15_000;

export function useBookingActs(): BookingActs {
  const bridge = useBridge();
  const ehr = ehrOf(useSnapshot());

  // The sentence was written where it was decided: the words of its kind would speak of the EHR.
  const say = (outcome: Outcome<void>, whenNot: string): boolean => {
    if (!outcome.ok) notifications.show({ color: 'red', title: whenNot, message: outcome.failure.message });
    return outcome.ok;
  };
  const undo = async (bookingId: BookingId): Promise<boolean> => {
    const isUndone = say(await bridge.bookings.undo({ bookingId }), 'Too late to undo');
    if (isUndone) notifications.show({ title: 'Taken back', message: `Nothing of it was sent to ${ehr}.` });
    return isUndone;
  };
  const offerUndo = (booking: BookingRow, title: string): void => {
    const id = `undo ${booking.id}`;
    notifications.hide(id);
    notifications.show({
      id,
      title,
      autoClose: NOTE_MS,
      message: (
        <UndoNote
          bookingId={booking.id}
          onUndo={(whose) => {
            notifications.hide(id);
            void undo(whose);
          }}
        />
      ),
    });
  };

  return {
    async cancel(booking, reason) {
      const asked = await bridge.bookings.cancel({ bookingId: booking.id, reason });
      const isKept = say(asked, 'Not cancelled');
      if (isKept) offerUndo(booking, 'Cancelling the appointment');
      return isKept;
    },
    async move(booking, slotId, reason) {
      const asked = await bridge.bookings.move({ bookingId: booking.id, slotId, reason });
      const isKept = say(asked, 'Not moved');
      if (isKept) offerUndo(booking, 'Moving the appointment');
      return isKept;
    },
    undo,
  };
}
