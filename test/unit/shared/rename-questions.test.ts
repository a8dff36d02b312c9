/** *Renamed?*: asked of an active type that is missing and one that came in its place, and of nothing else. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { type SlotTypeId, asId } from '../../../src/shared/domain/ids.ts';
import { type ListedSlotType, renameQuestions } from '../../../src/shared/domain/rename-questions.ts';
import { HOUR, MINUTE, asInstant } from '../../../src/shared/domain/time.ts';

const LIST_MS = 5 * MINUTE;
/** Lists are read every five minutes; `at(0)` is the first. */
const at = (list: number) => asInstant(list * LIST_MS);
const typeId = (text: string) => asId<SlotTypeId>(text);

const type = (id: string, more: Partial<ListedSlotType> = {}): ListedSlotType => ({
  id: typeId(id),
  name: id,
  isActive: false,
  appearedAt: at(0),
  lastSeenAt: at(20),
  ...more,
});
/** Listed until list 10, and missing from list 11 on. */
const gone = type('GP phone', { isActive: true, lastSeenAt: at(10), missingSince: at(11) });
const appeared = type('GP telephone', { appearedAt: at(11) });
const asked = (types: readonly ListedSlotType[]) =>
  renameQuestions(types).map((question) => [question.gone.id, question.appeared.id]);

describe('renamed?', () => {
  test('one gone and one come in the same list', () => {
    expect(asked([gone, appeared, type('Other')])).toEqual([['GP phone', 'GP telephone']]);
  });

  test('the new one may come up to ten minutes after the first list without the old one, and not later', () => {
    expect(asked([gone, type('New', { appearedAt: at(13) })])).toHaveLength(1);
    expect(asked([gone, type('New', { appearedAt: asInstant(at(13) + 1) })])).toEqual([]);
  });

  test('over a night in which nothing was read', () => {
    const morning = asInstant(at(10) + 14 * HOUR);
    const overNight = { ...gone, missingSince: morning };
    expect(asked([overNight, type('New', { appearedAt: morning, lastSeenAt: morning })])).toHaveLength(1);
  });

  test('several that came at once are each a question', () => {
    expect(asked([gone, appeared, type('GP call', { appearedAt: at(12) })])).toEqual([
      ['GP phone', 'GP telephone'],
      ['GP phone', 'GP call'],
    ]);
  });

  test.each<[string, ListedSlotType, ListedSlotType]>([
    ['the old one is not on the list of active types', { ...gone, isActive: false }, appeared],
    ['the old one is back', type('GP phone', { isActive: true }), appeared],
    ['the new one is active: somebody has decided', gone, { ...appeared, isActive: true }],
    ['the new one is missing as well', gone, { ...appeared, missingSince: at(12) }],
    ['both were listed side by side', gone, { ...appeared, appearedAt: at(10) }],
    ['the manager has said that they are two', { ...gone, notRenamedTo: [appeared.id] }, appeared],
  ])('not when %s', (_name, one, other) => expect(asked([one, other])).toEqual([]));

  test('an answer about one pair leaves the other questions open', () => {
    const two = [
      { ...gone, notRenamedTo: [appeared.id] },
      { ...gone, id: typeId('Nurse'), name: 'Nurse' },
    ];
    expect(asked([...two, appeared])).toEqual([['Nurse', 'GP telephone']]);
  });

  test('whatever the lists told: only from an active missing type to an inactive listed one', () => {
    const anyType = fc.record({
      isActive: fc.boolean(),
      appearedAt: fc.nat(20).map(at),
      lastSeenAt: fc.nat(20).map(at),
      missing: fc.option(fc.nat(20).map(at), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(anyType, { maxLength: 6 }), (rows) => {
        const types = rows.map(({ missing, ...row }, i) =>
          type(`type ${i}`, { ...row, ...(missing === undefined ? {} : { missingSince: missing }) }),
        );
        for (const question of renameQuestions(types)) {
          expect([question.gone.isActive, question.appeared.isActive]).toEqual([true, false]);
          expect(question.gone.missingSince).toBeDefined();
          expect(question.appeared.missingSince).toBeUndefined();
          expect(question.appeared.appearedAt).toBeGreaterThan(question.gone.lastSeenAt);
        }
      }),
    );
  });
});
