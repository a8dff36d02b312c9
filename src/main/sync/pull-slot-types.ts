/**
 * Reads the diary's own list of slot types and keeps ours in step with it; new and vanished ones are audited, and one gone
 * name beside a new one as perhaps renamed. A list of types with free slots only proves nothing about those not on it.
 */
import { type Failure, failure } from '#shared/domain/failure.ts';
import { renameQuestions } from '#shared/domain/rename-questions.ts';
import type { SlotType } from '#shared/domain/slot-type.ts';

import type { Clock } from '../ports/clock.ts';
import type { Ask, EhrDiary } from '../ports/ehr-diary.ts';
import type { Log } from '../ports/log.ts';
import type { Store } from '../store/store.ts';

export interface SlotTypesDeps {
  readonly store: Store;
  readonly diary: EhrDiary;
  readonly clock: Clock;
  readonly log: Log;
  /** Called after the commit, before anything is read with the new list. */
  readonly onSlotTypesSeen?: (appeared: readonly SlotType[]) => void;
}

/**
 * `undefined` when it went well. An empty list is never believed where the diary lists every type: no practice has none.
 * Where it lists only those with a free slot, a fully booked practice has none to list: what is known is kept.
 */
export async function pullSlotTypes(deps: SlotTypesDeps, ask: Ask): Promise<Failure | undefined> {
  const { store, diary, clock, log } = deps;
  const answer = await diary.pullSlotTypes(ask);
  if (!answer.ok) return answer.failure;
  const types = answer.value;
  const { slotTypesWithoutSlots, slotTypeIds } = diary.sees;
  if (types.length === 0 && !slotTypesWithoutSlots) return undefined;
  if (types.length === 0)
    return failure('not-complete', `${diary.product} listed no slot types at all; the known ones were kept.`);
  if (new Set(types.map((type) => type.id)).size !== types.length)
    return failure('not-understood', `${diary.product} listed one slot type twice.`);
  const at = clock.now();
  const seen = store.write((tx) => {
    const isFirst = tx.slotTypes.all().length === 0;
    const news = tx.slotTypes.see(types, at, slotTypesWithoutSlots);
    const entry = { at, who: 'ehr' } as const;
    // The very first list is not news.
    if (!isFirst)
      for (const type of news.appeared)
        tx.audit.add({ ...entry, kind: 'slot-type-appeared', subject: type.name });
    for (const type of news.vanished)
      tx.audit.add({ ...entry, kind: 'slot-type-vanished', subject: type.name });
    for (const { gone, appeared } of slotTypeIds ? [] : renameQuestions(tx.slotTypes.all())) {
      const isNew = gone.missingSince === at || appeared.appearedAt === at;
      if (isNew)
        tx.audit.add({
          ...entry,
          kind: 'slot-type-maybe-renamed',
          subject: gone.name,
          from: gone.name,
          to: appeared.name,
        });
    }
    return news;
  });
  if (seen.appeared.length + seen.vanished.length > 0)
    log.info('sync.slot-types', { appeared: seen.appeared.length, vanished: seen.vanished.length });
  deps.onSlotTypesSeen?.(seen.appeared);
  return undefined;
}
