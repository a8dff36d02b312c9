/** A slot with the names that people know it by, as it stands now. Kept with the booking: the diary may change under it. */
import type { SlotId } from '#shared/domain/ids.ts';
import { holderOf } from '#shared/domain/session.ts';
import type { BookedSlot, StoreReader } from '../store/store.ts';

/** `undefined` when the slot, its session or its slot type is no longer in the diary. */
export function bookedSlotOf(read: StoreReader, slotId: SlotId): BookedSlot | undefined {
  const slot = read.slots.byId(slotId);
  if (!slot || slot.removedAt !== undefined) return undefined;
  const session = read.sessions.byId(slot.sessionId);
  const slotType = read.slotTypes.byId(slot.slotTypeId);
  if (!session || !slotType) return undefined;
  const { id, sessionId, slotTypeId, day, startsAt, durationMin, status, channel } = slot;
  return {
    ...{ id, sessionId, slotTypeId, day, startsAt, durationMin, status },
    ...(channel && { channel }),
    slotTypeName: slotType.name,
    sessionName: session.name,
    clinicianName: holderOf(session),
    siteName: session.site.name,
  };
}
