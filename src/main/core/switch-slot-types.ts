/** Puts slot types on the practice's list or takes them off, with a reason, in the audit trail. Off is at once: the offer engine reads the same row. */
import { failure } from '#shared/domain/failure.ts';
import type { SlotTypeId } from '#shared/domain/ids.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';
import { redactText } from '#shared/domain/redact-text.ts';
import type { Instant } from '#shared/domain/time.ts';

import type { Store } from '../store/store.ts';

export interface Switching {
  readonly slotTypeIds: readonly SlotTypeId[];
  readonly isActive: boolean;
  /** About slot types and not about patients, so it is kept in the clear; an NHS number in it is blotted out. */
  readonly reason: string;
  /** 'manager', 'configuration', 'command line'. */
  readonly who: string;
  readonly at: Instant;
}

/** All or none. Answers with those that really changed. */
export function switchSlotTypes(store: Store, switching: Switching): Outcome<readonly SlotTypeId[]> {
  const { slotTypeIds, isActive, who, at } = switching;
  const reason = redactText(switching.reason);
  return store.write((tx) => {
    const types = slotTypeIds.map((id) => tx.slotTypes.byId(id));
    if (types.some((type) => type === undefined)) {
      return failed(failure('not-found', 'The diary has no such slot type.'));
    }
    const changed = types.flatMap((type) => (type && type.isActive !== isActive ? [type] : []));
    for (const type of changed) {
      tx.slotTypes.setActive(type.id, isActive, at, reason);
      const [from, to] = isActive ? ['off', 'on'] : ['on', 'off'];
      tx.audit.add({ at, kind: 'slot-type-switched', who, subject: type.name, from, to, why: reason });
    }
    return ok(changed.map((type) => type.id));
  });
}
