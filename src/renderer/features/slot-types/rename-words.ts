/** What the manager is asked when an active slot type is gone and others have appeared at once. Pure. */
import type { SlotTypeRow } from '#shared/contract/rows.ts';
import type { SlotTypeId } from '#shared/domain/ids.ts';

export interface RenameQuestion {
  readonly gone: SlotTypeRow;
  readonly candidates: readonly SlotTypeRow[];
}

/** One question for each type gone, by name. A candidate that is no longer there is no answer. */
export function renameQuestions(types: readonly SlotTypeRow[]): readonly RenameQuestion[] {
  const byId = new Map<SlotTypeId, SlotTypeRow>(types.map((type) => [type.id, type]));
  return types
    .flatMap((gone): RenameQuestion[] => {
      const candidates = (gone.renamedTo ?? []).flatMap((id) => byId.get(id) ?? []);
      return candidates.length === 0 ? [] : [{ gone, candidates }];
    })
    .sort((a, b) => a.gone.name.localeCompare(b.gone.name, 'en-GB'));
}

/** `“A”`, `“A” and “B”`, `“A”, “B” and “C”`. */
function quoted(names: readonly string[]): string {
  const all = names.map((name) => `“${name}”`);
  const last = all.pop() ?? '';
  return all.length === 0 ? last : `${all.join(', ')} and ${last}`;
}

export function askRename({ gone, candidates }: RenameQuestion, ehr: string): string {
  const isOne = candidates.length === 1;
  const news = `${quoted(candidates.map((type) => type.name))} ${isOne ? 'is' : 'are'} new`;
  return `“${gone.name}” is gone from ${ehr} and ${news}. ${isOne ? 'Renamed?' : 'Is one of them its new name?'}`;
}
