/**
 * Which kept bookings a reading says something of. Only the first look: a reading is older than it seems, and names no
 * booking, so whatever it shows amiss is looked at by itself before anything is believed.
 */
import type { BookingId, EhrPatientId } from '#shared/domain/ids.ts';
import type { PulledSlot } from '#shared/domain/slot.ts';
import { type Instant, type LocalDay, endOfDay, later, startOfDay } from '#shared/domain/time.ts';
import type { Booking, StoreReader } from '../../store/store.ts';
import { sightSlot } from '../sight-slot.ts';
import { type Whereabouts, whereaboutsOf } from '../whereabouts.ts';

export interface SlotsSeen {
  readonly day: LocalDay;
  readonly startedAt: Instant;
  readonly slots: readonly PulledSlot[];
}

/** A booking that can be told in the diary. */
export interface KeptBooking {
  readonly booking: Booking;
  readonly patientId: EhrPatientId;
  readonly token: string;
}

export interface KeptSeen extends KeptBooking {
  readonly where: Whereabouts;
  readonly pulled: PulledSlot | undefined;
}

export interface FoundInReading {
  /** Bookings whose own slot was read. */
  readonly inPlace: readonly KeptSeen[];
  /** Bookings whose mark stands on another slot than ours. */
  readonly elsewhere: readonly { readonly id: BookingId; readonly slot: PulledSlot }[];
}

/** Longer than any horizon. */
const EVER_MS = 3 * 366 * 86_400_000;
/** As `newToken` makes them. */
const TOKENS = /(?<![0-9A-Za-z])[0-9A-HJKMNP-TV-Z]{12}(?![0-9A-Za-z])/g;

/** With its details and its mark, and with nothing of ours on its way. */
export function keptOf(read: StoreReader, booking: Booking): KeptBooking | undefined {
  const patientId = booking.patient?.ehrPatientId;
  const book = read.commands.bookOf(booking.id);
  if (booking.state !== 'confirmed' || patientId === undefined || book?.state !== 'confirmed')
    return undefined;
  return { booking, patientId, token: book.token };
}

export const seenAs = (
  kept: KeptBooking,
  pulled: PulledSlot | undefined,
): { readonly where: Whereabouts; readonly pulled: PulledSlot | undefined } => {
  const { slot } = kept.booking;
  const sighting = sightSlot(pulled, { ...slot, token: kept.token, patientId: kept.patientId });
  return { where: whereaboutsOf(sighting, pulled, slot.startsAt), pulled };
};

export function findKept(read: StoreReader, { day, startedAt, slots }: SlotsSeen): FoundInReading {
  const pulledBySlot = new Map(slots.map((slot) => [slot.id, slot]));
  const inPlace: KeptSeen[] = [];
  const explained = new Set<string>();
  for (const booking of read.bookings.kept(startOfDay(day), endOfDay(day))) {
    const pulled = pulledBySlot.get(booking.slot.id);
    const kept = pulled && keptOf(read, booking);
    if (!kept) continue;
    if (pulled.note?.includes(kept.token)) explained.add(`${pulled.id} ${kept.token}`);
    // The reading began before we had it confirmed: it knows less of it than we do.
    if (booking.stateAt < startedAt) inPlace.push({ ...kept, ...seenAs(kept, pulled) });
  }
  return { inPlace, elsewhere: findElsewhere(read, slots, startedAt, explained) };
}

/** Only when a mark stands where none of that day's bookings explains it are all the others looked through. */
function findElsewhere(
  read: StoreReader,
  slots: readonly PulledSlot[],
  startedAt: Instant,
  explained: ReadonlySet<string>,
): FoundInReading['elsewhere'] {
  const strays = new Map<string, PulledSlot>();
  for (const slot of slots) {
    if (slot.bookedFor === undefined || slot.note === undefined) continue;
    for (const [token] of slot.note.matchAll(TOKENS)) {
      if (!explained.has(`${slot.id} ${token}`)) strays.set(token, slot);
    }
  }
  if (strays.size === 0) return [];
  const since = startOfDayBefore(startedAt);
  return read.bookings.kept(since, later(since, EVER_MS)).flatMap((booking) => {
    const kept = keptOf(read, booking);
    const slot = kept && strays.get(kept.token);
    if (!kept || !slot || slot.id === booking.slot.id || slot.bookedFor !== kept.patientId) return [];
    return booking.stateAt < startedAt ? [{ id: booking.id, slot }] : [];
  });
}

const startOfDayBefore = (at: Instant): Instant => later(at, -86_400_000);
