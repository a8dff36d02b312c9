/**
 * Switches on what the configuration names in `activeSlotTypes`, once: a type that somebody has ever switched by hand is
 * theirs to decide, or each start would undo the manager's choice.
 */
import type { Instant } from '#shared/domain/time.ts';

import type { Store } from '../store/store.ts';
import { switchSlotTypes } from './switch-slot-types.ts';

export function activateNamed(store: Store, names: readonly string[], at: Instant): void {
  const wanted = new Set(names.map((name) => name.trim().toLowerCase()));
  const slotTypeIds = store.read.slotTypes
    .all()
    .filter((type) => wanted.has(type.name.toLowerCase()) && !type.isActive && type.switchedAt === undefined)
    .map((type) => type.id);
  if (slotTypeIds.length === 0) return;
  const reason = 'Named in the configuration';
  switchSlotTypes(store, { slotTypeIds, isActive: true, reason, who: 'configuration', at });
}
