/**
 * From a slot of ours back to the six values by which SystmOne is asked to book it. Our id is a digest, so the values are
 * put together from the session and proven by the digest; a slot whose values cannot be proven is not booked.
 */
import type { Session } from '#shared/domain/session.ts';
import type { Slot } from '#shared/domain/slot.ts';

import { formatWallText } from './systmone-format.ts';
import { type SlotValues, groupIdOf, groupOfSlot } from './systmone-ids.ts';

/** `undefined` when no spelling that is known of its slot type gives this id. */
export function valuesOf(session: Session, slot: Slot): SlotValues | undefined {
  const group = groupOfSlot(slot.id);
  const names = session.counts
    .filter(({ slotTypeId }) => slotTypeId === slot.slotTypeId)
    .map(({ slotTypeName }) => slotTypeName);
  return names
    .map((slotType): SlotValues => ({
      userName: session.clinicians[0]?.id ?? '',
      siteName: session.site.id,
      clinicType: session.name,
      slotType,
      start: formatWallText(slot.startsAt),
      durationMin: slot.durationMin,
    }))
    .find((values) => groupIdOf(values) === group);
}
