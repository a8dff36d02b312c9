/**
 * Staff moved an appointment of ours to another slot: the booking, the command that made it and the new slot's status go
 * together. What the slot that it left has now, the next reading says.
 */
import type { Clock } from '../ports/clock.ts';
import { StoreRefusal } from './store-refusal.ts';
import type { StoreWriter } from './store.ts';
import type { BookingRows } from './tables/bookings.ts';
import type { CommandRows } from './tables/commands.ts';
import type { DayRows } from './tables/days.ts';
import type { WriteInProgress } from './tables/meta.ts';
import type { SlotRows } from './tables/slots.ts';

interface Rows {
  readonly bookings: BookingRows;
  readonly commands: CommandRows;
  readonly slots: SlotRows;
  readonly days: DayRows;
}

export function createShiftBooking(
  { bookings, commands, slots, days }: Rows,
  writing: WriteInProgress,
  clock: Pick<Clock, 'now'>,
): StoreWriter['bookings']['setSlot'] {
  return (id, slot) => {
    const revision = writing.revision();
    const state = bookings.read.byId(id)?.state;
    if (state !== 'confirmed' && state !== 'cancelling') {
      throw new StoreRefusal('not-found', 'There is no such appointment in the diary.');
    }
    // First what may be refused: another of ours may be in that slot.
    commands.moveSlotOf(id, slot);
    bookings.setSlot(id, slot);
    // A reading begun before the move must not show the new place open.
    const day = slots.touch(slot.id, 'booked', clock.now(), revision);
    if (day !== undefined) days.markChanged(day, revision);
  };
}
