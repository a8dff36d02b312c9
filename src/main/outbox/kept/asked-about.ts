/**
 * What of the diary a person has been asked about for a kept booking. It is asked once: when they say that the booking stands,
 * the same finding does not ask again an hour later, until a look shows that it has changed. It lies sealed with the patient's
 * details, because it may name another patient.
 */
import { type SlotId, asId } from '#shared/domain/ids.ts';
import type { PulledSlot } from '#shared/domain/slot.ts';
import type { Booking, StoreReader, StoreWriter, StoredSlot } from '../../store/store.ts';
import type { Whereabouts } from '../whereabouts.ts';

const TWICE = 'twice, also in ';

export interface FindingSeen {
  readonly where: Whereabouts;
  readonly pulled: PulledSlot | undefined;
  /** Where our mark stands besides. */
  readonly elsewhere?: PulledSlot | undefined;
}

/** Equal words: the same finding. `undefined`: nothing that a person would be asked about. */
export function findingOf({ where, pulled, elsewhere }: FindingSeen): string | undefined {
  if (where === 'wrong-patient') return `on ${pulled?.bookedFor ?? 'another patient'}`;
  if (where === 'moved-away' && !elsewhere) return 'moved out of sight';
  return elsewhere && `${TWICE}${elsewhere.id}`;
}

const askedAbout = ({ patient }: Booking): string | undefined => patient?.askedAbout;

export const isAskedAlready = (booking: Booking, seen: FindingSeen): boolean => {
  const finding = findingOf(seen);
  return finding !== undefined && finding === askedAbout(booking);
};

export const isKnownSecond = (booking: Booking | undefined, slotId: SlotId): boolean =>
  booking !== undefined && askedAbout(booking) === `${TWICE}${slotId}`;

/** The second slot of a booking that stands twice with a person's knowledge: a look that leaves it out cannot say that it is over. */
export function knownSecondOf(read: StoreReader, booking: Booking): StoredSlot | undefined {
  const asked = askedAbout(booking);
  return asked?.startsWith(TWICE) ? read.slots.byId(asId<SlotId>(asked.slice(TWICE.length))) : undefined;
}

/** Whether this look at its slot, and at the other where there was one, shows that what was asked about is over. */
export function isOver(booking: Booking, seen: FindingSeen, wasOtherLookedAt: boolean): boolean {
  const asked = askedAbout(booking);
  if (asked === undefined || isAskedAlready(booking, seen)) return false;
  if (asked.startsWith(TWICE)) return wasOtherLookedAt;
  return seen.where === 'there' || seen.where === 'there-at-another-time';
}

/** `undefined`: forgets it. Nothing happens to a booking whose details are gone. */
export function noteAskedAbout(tx: StoreWriter, id: Booking['id'], finding: string | undefined): void {
  const patient = tx.bookings.byId(id)?.patient;
  if (!patient || patient.askedAbout === finding) return;
  const { askedAbout: _before, ...details } = patient;
  tx.bookings.setPatient(id, finding === undefined ? details : { ...details, askedAbout: finding });
}
