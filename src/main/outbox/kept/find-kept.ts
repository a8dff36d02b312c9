/**
 * Which kept bookings a reading says something of. Only the first look: a reading is older than it seems, and names no
 * booking, so whatever it shows amiss is looked at by itself before anything is believed.
 */
import type { BookingId, EhrPatientId } from '#shared/domain/ids.ts';
import type { PulledSlot } from '#shared/domain/slot.ts';
import { type Instant, type LocalDay, endOfDay, later, startOfDay } from '#shared/domain/time.ts';
import type { Booking, StoreReader } from '../../store/store.ts';
import { marksOn } from '../marks-on.ts';
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
  /** Bookings whose own slot was read and is not as it was when they were last in order. */
  readonly inPlace: readonly (KeptSeen & { readonly asShown: AsShown })[];
  /** Bookings whose mark stands on another slot than ours. */
  readonly elsewhere: readonly { readonly id: BookingId; readonly slot: PulledSlot }[];
}

/** Which state of our row it was, what the diary showed beside it, and where our mark stood. */
export interface AsShown {
  readonly revision: number;
  readonly shown: string;
  readonly marked: string | undefined;
}

/** Bookings that were in order when last shown. What is the same again is no news, and nothing is unsealed to know it. */
type InOrder = ReadonlyMap<BookingId, AsShown>;

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

export function findKept(
  read: StoreReader,
  { day, startedAt, slots }: SlotsSeen,
  inOrder: InOrder,
): FoundInReading {
  const pulledBySlot = new Map(slots.map((slot) => [slot.id, slot]));
  const inPlace: FoundInReading['inPlace'][number][] = [];
  const explained = new Set<string>();
  const explain = (marked: string | undefined): void => void (marked && explained.add(marked));
  for (const { id, slotId, revision } of read.bookings.keptPlaces(startOfDay(day), endOfDay(day))) {
    const pulled = pulledBySlot.get(slotId);
    if (!pulled) continue;
    const [known, shown] = [inOrder.get(id), JSON.stringify(pulled)];
    if (known?.revision === revision && known.shown === shown) {
      explain(known.marked);
      continue;
    }
    const booking = read.bookings.byId(id);
    const kept = booking && keptOf(read, booking);
    if (!kept) continue;
    const marked = pulled.note?.includes(kept.token) ? `${pulled.id} ${kept.token}` : undefined;
    explain(marked);
    // The reading began before we had it confirmed: it knows less of it than we do.
    if (booking.stateAt >= startedAt) continue;
    inPlace.push({ ...kept, ...seenAs(kept, pulled), asShown: { revision, shown, marked } });
  }
  return { inPlace, elsewhere: findElsewhere(read, slots, startedAt, explained) };
}

/** Marks that none of that day's bookings explains: whose are they? */
function findElsewhere(
  read: StoreReader,
  slots: readonly PulledSlot[],
  startedAt: Instant,
  explained: ReadonlySet<string>,
): FoundInReading['elsewhere'] {
  const strays = new Map<string, PulledSlot>();
  for (const slot of slots) {
    if (slot.bookedFor === undefined) continue;
    for (const token of marksOn(slot)) {
      if (!explained.has(`${slot.id} ${token}`)) strays.set(token, slot);
    }
  }
  const since = startOfDayBefore(startedAt);
  return [...strays].flatMap(([token, slot]) => {
    const id = read.commands.bookWithToken(token)?.bookingId;
    const booking = id && read.bookings.byId(id);
    const kept = booking && booking.slot.startsAt >= since ? keptOf(read, booking) : undefined;
    if (!kept || slot.id === kept.booking.slot.id || slot.bookedFor !== kept.patientId) return [];
    return kept.booking.stateAt < startedAt ? [{ id: kept.booking.id, slot }] : [];
  });
}

const startOfDayBefore = (at: Instant): Instant => later(at, -86_400_000);
