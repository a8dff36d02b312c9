/** Slots as the JSON API says them. What is not known is null, never left to be guessed. */
import type { OfferedSlot } from '../deps.ts';
import { writeInstant } from './write-instant.ts';
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

export const privateLink = (bookingId: string, secret: string): string =>
  `/bookings/${encodeURIComponent(bookingId)}?token=${encodeURIComponent(secret)}`;
