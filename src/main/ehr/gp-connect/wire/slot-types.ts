/** GP Connect gives a slot type no id: its name is the key. Spaces and capitals do not make another type of it. */
import { type SlotTypeId, asId } from '#shared/domain/ids.ts';
import type { SlotType } from '#shared/domain/slot-type.ts';

/** `General  GP Appointment ` → `general gp appointment`. */
export const slotTypeIdOf = (name: string): SlotTypeId => asId(tidyName(name).toLowerCase());

export const tidyName = (name: string): string => name.trim().replaceAll(/\s+/g, ' ');

/** Each type once, under the spelling that was met first. */
export function distinctTypes(names: readonly string[]): readonly SlotType[] {
  const types = new Map<SlotTypeId, SlotType>();
  for (const name of names) {
    const id = slotTypeIdOf(name);
    if (!types.has(id)) types.set(id, { id, name: tidyName(name) });
  }
  return [...types.values()];
}
