/**
 * The manager's answer to *renamed?*. The same type under a new name takes the old one's place on the list, both in one
 * transaction, so that patients are never offered both or neither; another type leaves everything as it is and is not
 * asked about again. Holds and bookings keep the slot that they have. To undo it, switch the two as usual.
 */
import { failure } from '#shared/domain/failure.ts';
import type { SlotTypeId } from '#shared/domain/ids.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';
import { renameQuestions } from '#shared/domain/rename-questions.ts';
import type { Instant } from '#shared/domain/time.ts';

import type { Store } from '../store/store.ts';

export interface RenameAnswer {
  readonly goneId: SlotTypeId;
  readonly appearedId: SlotTypeId;
  readonly isSame: boolean;
  readonly at: Instant;
}

const WHO = 'manager';

/** Answers with the types that are switched on by it: read them at once. Fails with `not-found` when it is no question any more. */
export function settleRename(
  store: Store,
  { goneId, appearedId, isSame, at }: RenameAnswer,
): Outcome<readonly SlotTypeId[]> {
  return store.write((tx) => {
    const question = renameQuestions(tx.slotTypes.all()).find(
      ({ gone, appeared }) => gone.id === goneId && appeared.id === appearedId,
    );
    if (!question) {
      return failed(failure('not-found', 'This is settled already, or the slot type is back in the diary.'));
    }
    const { gone, appeared } = question;
    const entry = { at, who: WHO } as const;
    const answer = isSame ? 'the same type' : 'another type';
    tx.audit.add({
      ...entry,
      kind: 'slot-type-rename-settled',
      subject: gone.name,
      from: gone.name,
      to: appeared.name,
      why: answer,
    });
    if (!isSame) {
      tx.slotTypes.settleNotRenamed(goneId, appearedId);
      return ok([]);
    }
    const switched = { ...entry, kind: 'slot-type-switched' } as const;
    const [to, from] = [`Renamed to ${appeared.name}`, `Renamed from ${gone.name}`];
    tx.slotTypes.setActive(goneId, false, at, to);
    tx.audit.add({ ...switched, subject: gone.name, from: 'on', to: 'off', why: to });
    tx.slotTypes.setActive(appearedId, true, at, from);
    tx.audit.add({ ...switched, subject: appeared.name, from: 'off', to: 'on', why: from });
    return ok([appearedId]);
  });
}
