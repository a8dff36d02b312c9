/**
 * A booking as the JSON API says it. `status` is what the diary has: a cancellation on its way still says *confirmed*, and
 * beside it `pending` says what is under way. What is not known is null, never left to be guessed.
 */
import type { OtherTimesOf } from '../../bookings/other-times.ts';
import type { Changes } from '../../bookings/read-changes.ts';
import type { Booking } from '../../store/store.ts';
import type { OfferedSlot } from '../deps.ts';
import { instantOrNull, privateLink, slotJson } from './slot-json.ts';
import { publicStatusOf } from '#shared/domain/booking.ts';

/** `asOf` of a booked slot: when its booking last moved. */
const bookedSlotJson = ({ slot, stateAt }: Booking) =>
  slotJson({
    id: slot.id,
    slotTypeId: slot.slotTypeId,
    slotTypeName: slot.slotTypeName,
    day: slot.day,
    startsAt: slot.startsAt,
    durationMin: slot.durationMin,
    sessionName: slot.sessionName,
    clinicianName: slot.clinicianName,
    siteName: slot.siteName,
    ...(slot.channel && { channel: slot.channel }),
    asOf: stateAt,
  });

/** Patients hear of the practice as one: which of its people it was is not said. */
const cancelledBy = ({ state, endedBy }: Booking): 'patient' | 'practice' | 'move' | null => {
  if (state !== 'cancelled' || endedBy === undefined) return null;
  return endedBy === 'reception' ? 'practice' : endedBy;
};

export const bookingJson = (
  booking: Booking,
  secret: string,
  changes: Changes,
  others: OtherTimesOf<OfferedSlot> = { slots: [] },
) => ({
  id: booking.id,
  status: publicStatusOf(booking.state),
  slot: bookedSlotJson(booking),
  link: privateLink(booking.id, secret),
  pending: changes.pending ?? null,
  undoUntil: instantOrNull(changes.undoUntil),
  cancelledBy: cancelledBy(booking),
  replaces: changes.replaces?.id ?? null,
  replacedBy: changes.replacedBy?.id ?? null,
  notice: changes.notice ? { kind: changes.notice.kind, at: instantOrNull(changes.notice.at) } : null,
  /** Those with a hold are kept for this patient until then: it is the right to book one of them. */
  alternatives: others.slots.map((slot) => ({ ...slotJson(slot), holdId: slot.holdId ?? null })),
  alternativesKeptUntil: instantOrNull(others.keptUntil),
});

type Shown = Pick<
  ReturnType<typeof bookingJson>,
  'status' | 'pending' | 'undoUntil' | 'cancelledBy' | 'replacedBy'
>;

/** What a page shows of a booking: booking.js works the same out of a fresh answer, and shows the page anew when they differ. */
export const shownOf = ({ status, pending, undoUntil, cancelledBy: by, replacedBy }: Shown): string =>
  [status, pending, undoUntil !== null, by, replacedBy].join(' ');
