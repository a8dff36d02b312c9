/**
 * What a slot holds after a change, and which booking that change ended: pure.
 *
 * The diary itself shows an ended booking nowhere; interfaces that name appointments are asked for it long afterwards.
 */
import type { DiarySlot, EndedBooking, SlotContent } from './diary-types.ts';

/** The slot's ended bookings once it holds this patient, or nobody; `undefined` while there are none. */
export function endedAfter(
  slot: DiarySlot,
  patientNumber: number | null,
  revision: number,
  why: string | null,
): readonly EndedBooking[] | undefined {
  if (slot.patientNumber === null || slot.patientNumber === patientNumber) return slot.ended;
  const { status, slotTypeId, reason, notes, comments, bookedBy, entry, bookedAt, bookedFrom } = slot;
  const content = { status, slotTypeId, reason, notes, comments, bookedBy, entry, bookedAt, bookedFrom };
  const over: EndedBooking = { ...content, patientNumber: slot.patientNumber, endedBy: revision, why };
  return [...(slot.ended ?? []), over];
}

export function contentAfter(
  slot: DiarySlot,
  to: Partial<SlotContent>,
  { revision, at }: { revision: number; at: number },
  why: string | null,
): SlotContent {
  const after = { ...slot, ...to };
  const { status, slotTypeId, patientNumber, reason, notes, comments, bookedBy } = after;
  const content = { status, slotTypeId, patientNumber, reason, notes, comments, bookedBy };
  const ended = endedAfter(slot, patientNumber, revision, why);
  if (patientNumber === null)
    return { ...content, entry: undefined, bookedAt: undefined, bookedFrom: undefined, ended };
  const { entry, bookedAt, bookedFrom } =
    slot.patientNumber === patientNumber
      ? after
      : { entry: revision, bookedAt: at, bookedFrom: to.bookedFrom };
  return { ...content, entry, bookedAt, bookedFrom, ended };
}
