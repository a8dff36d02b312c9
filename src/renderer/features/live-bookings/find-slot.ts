/** The chosen slot and its session in an open day. Pure. */
import type { DayDiary, DiarySession, DiarySlot } from '#shared/contract/rows.ts';

export interface FoundSlot {
  readonly slot: DiarySlot;
  readonly session: DiarySession;
}

export function findSlot(diary: DayDiary | undefined, slotId: string | undefined): FoundSlot | undefined {
  if (slotId === undefined) return undefined;
  for (const session of diary?.sessions ?? []) {
    const slot = session.slots.find((one) => one.id === slotId);
    if (slot) return { slot, session };
  }
  return undefined;
}
