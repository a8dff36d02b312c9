/** How a slot of the diary is shown, and how it is said. Pure. An online booking wins over what the diary says of the slot, a hold over *offered*. */
import type { BookingRow, DiarySlot, HoldRow } from '#shared/contract/rows.ts';
import type { BookingState } from '#shared/domain/booking.ts';

export type SlotLook =
  | 'booked-online'
  | 'held'
  | 'offered'
  | 'open'
  | 'booked-by-staff'
  | 'blocked'
  | 'embargoed'
  | 'unknown';

export const SLOT_LOOK_WORDS: Readonly<Record<SlotLook, string>> = {
  'booked-online': 'Booked online',
  held: 'Held for a patient',
  offered: 'Offered online',
  open: 'Open, not offered',
  'booked-by-staff': 'Booked in the diary',
  blocked: 'Blocked',
  embargoed: 'Embargoed',
  unknown: 'Not known',
};

/** The states in which the patient has, or may have, the slot. */
const HAS_SLOT: ReadonlySet<BookingState> = new Set([
  'accepted',
  'checking',
  'confirmed',
  'cancelling',
  'needs-you',
]);

export function lookOf(
  slot: Pick<DiarySlot, 'status' | 'offer'>,
  booking: Pick<BookingRow, 'state'> | undefined,
  hold: Pick<HoldRow, 'id'> | undefined,
): SlotLook {
  if (booking && HAS_SLOT.has(booking.state)) return 'booked-online';
  switch (slot.status) {
    case 'open':
      if (hold) return 'held';
      return slot.offer.isOffered ? 'offered' : 'open';
    case 'booked':
      return 'booked-by-staff';
    case 'blocked':
    case 'embargoed':
    case 'unknown':
      return slot.status;
  }
}
