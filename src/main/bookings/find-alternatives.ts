/**
 * What to propose when the wanted slot went: the same slot type only, because another type may be the wrong care;
 * the same clinician first; then the nearest in time. Pure: what is offered now is handed in.
 */
import type { SlotId } from '#shared/domain/ids.ts';
import { holderOf } from '#shared/domain/session.ts';

import type { BookedSlot, StoreReader } from '../store/store.ts';

const MOST_ALTERNATIVES = 3;

export type WantedSlot = Pick<BookedSlot, 'id' | 'slotTypeId' | 'clinicianName' | 'startsAt'>;

/**
 * As it last stood in the diary, gone since or not: GP Connect stops showing a slot that is taken, and a session that has
 * no free slot left. Whose session that was is then not known any more.
 */
export function wantedSlotOf(read: StoreReader, slotId: SlotId): WantedSlot | undefined {
  const slot = read.slots.byId(slotId);
  if (!slot) return undefined;
  const { id, slotTypeId, startsAt } = slot;
  const session = read.sessions.byId(slot.sessionId);
  return { id, slotTypeId, startsAt, clinicianName: session ? holderOf(session) : '' };
}

/** `offered`: slots that a patient can book at this moment. */
export function findAlternatives<Offered extends WantedSlot>(
  wanted: WantedSlot,
  offered: readonly Offered[],
  most: number = MOST_ALTERNATIVES,
): Offered[] {
  const isOther = (slot: Offered) => (slot.clinicianName === wanted.clinicianName ? 0 : 1);
  const apart = (slot: Offered) => Math.abs(slot.startsAt - wanted.startsAt);
  return offered
    .filter((slot) => slot.slotTypeId === wanted.slotTypeId && slot.id !== wanted.id)
    .toSorted((a, b) => isOther(a) - isOther(b) || apart(a) - apart(b) || a.startsAt - b.startsAt)
    .slice(0, most);
}
