/** Slots and bookings as the JSON API says them. What is not known is null, never left to be guessed. */
import type { OfferedSlot } from '../deps.ts';
import type { Booking } from '../../store/store.ts';
import { writeInstant } from './write-instant.ts';
import { publicStatusOf } from '#shared/domain/booking.ts';
import { MINUTE, type Instant, later } from '#shared/domain/time.ts';

export const instantOrNull = (at: Instant | undefined): string | null =>
  at === undefined ? null : writeInstant(at);

export const slotJson = (slot: OfferedSlot) => ({
  id: slot.id,
  start: writeInstant(slot.startsAt),
  end: writeInstant(later(slot.startsAt, slot.durationMin * MINUTE)),
  slotType: slot.slotTypeName,
  session: slot.sessionName,
  clinician: slot.clinicianName,
  site: slot.siteName,
  channel: slot.channel ?? null,
  asOf: writeInstant(slot.asOf),
});

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

export const privateLink = (bookingId: string, secret: string): string =>
  `/bookings/${encodeURIComponent(bookingId)}?token=${encodeURIComponent(secret)}`;

export const bookingJson = (booking: Booking, secret: string, alternatives: readonly OfferedSlot[]) => ({
  id: booking.id,
  status: publicStatusOf(booking.state),
  slot: bookedSlotJson(booking),
  link: privateLink(booking.id, secret),
  alternatives: alternatives.map(slotJson),
});
