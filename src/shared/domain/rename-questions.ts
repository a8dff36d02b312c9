/**
 * *Renamed?* Where a slot type has no id, its name is its key, and a rename looks like one gone and one new. Two names that
 * come and go at once are put to the manager as a question: nothing is switched by a guess, and a type that is only fully
 * booked may be missing just as well.
 */
import type { SlotType } from './slot-type.ts';
import type { SlotTypeId } from './ids.ts';
import { type Instant, MINUTE } from './time.ts';

/** A slot type with what the diary's lists have told of it. */
export interface ListedSlotType extends SlotType {
  readonly isActive: boolean;
  /** First seen, or back after it had vanished. */
  readonly appearedAt: Instant;
  readonly lastSeenAt: Instant;
  /** The first list without it. */
  readonly missingSince?: Instant;
  /** Answered already: these are other types. */
  readonly notRenamedTo?: readonly SlotTypeId[];
}

export interface RenameQuestion<T extends ListedSlotType = ListedSlotType> {
  readonly gone: T;
  readonly appeared: T;
}

/** Two lists apart: whoever keeps the appointment book may first delete the one and then make the other. */
const AT_ONCE_MS = 10 * MINUTE;

/**
 * Every open question, by active type that is missing. Counted from the first list without it, so that a rename made
 * while Slotkeeper was not running is noticed as well. Only for diaries whose types have no id of their own.
 */
export function renameQuestions<T extends ListedSlotType>(types: readonly T[]): RenameQuestion<T>[] {
  return types.flatMap((gone) => {
    const { missingSince, lastSeenAt, notRenamedTo = [] } = gone;
    if (!gone.isActive || missingSince === undefined) return [];
    return types
      .filter(
        (type) =>
          !type.isActive &&
          type.missingSince === undefined &&
          type.appearedAt > lastSeenAt &&
          type.appearedAt <= missingSince + AT_ONCE_MS &&
          !notRenamedTo.includes(type.id),
      )
      .map((appeared) => ({ gone, appeared }));
  });
}
