/** The whole way of *renamed?*: the diary's lists, the notice, the window's row, the manager's answer, and what patients see. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { settleRename } from '../../../src/main/core/settle-rename.ts';
import { switchSlotTypes } from '../../../src/main/core/switch-slot-types.ts';
import { createRowsReader } from '../../../src/main/ipc/read-rows.ts';
import { pullSlotTypes } from '../../../src/main/sync/pull-slot-types.ts';
import type { PracticeRow } from '../../../src/shared/contract/rows.ts';
import type { SlotType } from '../../../src/shared/domain/slot-type.ts';
import { MINUTE, SECOND, later } from '../../../src/shared/domain/time.ts';
import { type DiaryOfRows, diaryOfRows, typeId } from '../../support/diary-of-rows.ts';
import { TEST_NOW, type TestStore, openTestStore, silentLog } from '../../support/open-test-store.ts';
import { type SettableClock, settableClock } from '../../support/settable-clock.ts';
import { book, bookingId, holdId, sampleHold } from '../../support/store-samples.ts';

const named = (name: string): SlotType => ({ id: typeId(name.toLowerCase()), name });
const PHONE = named('GP phone');
const TELEPHONE = named('GP telephone');
const NURSE = named('Nurse');
const CALL = named('GP call');

let files: TestStore;
let clock: SettableClock;
let practice: DiaryOfRows;
beforeEach(() => {
  files = openTestStore();
  clock = settableClock(TEST_NOW);
  practice = diaryOfRows();
  practice.see({ slotTypeIds: false });
});
afterEach(() => files.close());

/** The next list of slot types, five minutes after the last one. */
async function list(...types: SlotType[]): Promise<void> {
  await clock.advance(5 * MINUTE);
  practice.types = types;
  const deps = { store: files.store, diary: practice.diary, clock, log: silentLog };
  expect(await pullSlotTypes(deps, { urgency: 'soon' })).toBeUndefined();
}
function activate(type: SlotType): void {
  const switching = { slotTypeIds: [type.id], isActive: true, reason: 'Asked for', who: 'manager' };
  switchSlotTypes(files.store, { ...switching, at: clock.now() });
}
const active = () => [...files.store.read.slotTypes.activeIds()].toSorted();
const audit = () =>
  files.store.read.audit
    .recent(50)
    .map(({ kind, subject, from, to, why }) => [kind, subject, from, to, why].filter(Boolean).join(' | '));
const rowOf = (type: SlotType) => {
  const row = { sees: practice.diary.sees } as PracticeRow;
  const rows = createRowsReader({
    read: files.store.read,
    clock,
    practice: () => row,
    offeredByType: () => new Map(),
  });
  return rows.slice('slotTypes')[type.id];
};
const answer = (gone: SlotType, appeared: SlotType, isSame: boolean) =>
  settleRename(files.store, { goneId: gone.id, appearedId: appeared.id, isSame, at: clock.now() });

describe('an active type that is gone as another comes', () => {
  beforeEach(async () => {
    await list(PHONE, NURSE);
    activate(PHONE);
    await list(NURSE, TELEPHONE);
  });

  test('is a notice and a question in its row; nothing is switched by itself', () => {
    expect(audit()).toContain('slot-type-maybe-renamed | GP phone | GP phone | GP telephone');
    expect(rowOf(PHONE)).toMatchObject({ isActive: true, renamedTo: [TELEPHONE.id] });
    expect(rowOf(TELEPHONE)).not.toHaveProperty('renamedTo');
    expect(active()).toEqual([PHONE.id]);
  });

  test('the notice comes once, the question stays', async () => {
    await list(NURSE, TELEPHONE);
    await list(NURSE, TELEPHONE);
    expect(audit().filter((line) => line.startsWith('slot-type-maybe-renamed'))).toHaveLength(1);
    expect(rowOf(PHONE)?.renamedTo).toEqual([TELEPHONE.id]);
  });

  test('the same type: the new name takes the old one’s place, in one change, with both reasons', async () => {
    const revision = files.store.read.revision();
    expect(answer(PHONE, TELEPHONE, true)).toEqual({ ok: true, value: [TELEPHONE.id] });
    expect(files.store.read.revision()).toBe(revision + 1);
    expect(active()).toEqual([TELEPHONE.id]);
    expect(rowOf(PHONE)?.switchedReason).toBe('Renamed to GP telephone');
    expect(rowOf(TELEPHONE)?.switchedReason).toBe('Renamed from GP phone');
    expect(audit().slice(0, 3)).toEqual([
      'slot-type-switched | GP telephone | off | on | Renamed from GP phone',
      'slot-type-switched | GP phone | on | off | Renamed to GP telephone',
      'slot-type-rename-settled | GP phone | GP phone | GP telephone | the same type',
    ]);
    expect(rowOf(PHONE)).not.toHaveProperty('renamedTo');
    expect(answer(PHONE, TELEPHONE, true)).toMatchObject({ ok: false, failure: { kind: 'not-found' } });
  });

  test('holds and bookings keep what they have', () => {
    book(files.store, 'B1');
    files.store.write((tx) => tx.holds.add(sampleHold('H1', 'Z', { expiresAt: later(clock.now(), MINUTE) })));
    const kept = () => [
      files.store.read.bookings.byId(bookingId('B1')),
      files.store.read.holds.byId(holdId('H1')),
    ];
    const before = kept();
    answer(PHONE, TELEPHONE, true);
    expect(kept()).toEqual(before);
  });

  test('another type: everything stays as it is, and it is not asked again, also after a restart', async () => {
    expect(answer(PHONE, TELEPHONE, false)).toEqual({ ok: true, value: [] });
    expect(active()).toEqual([PHONE.id]);
    expect(rowOf(PHONE)).not.toHaveProperty('renamedTo');
    await list(NURSE, TELEPHONE);
    files = files.reopen();
    expect(rowOf(PHONE)).not.toHaveProperty('renamedTo');
    expect(answer(PHONE, TELEPHONE, true)).toMatchObject({ ok: false, failure: { kind: 'not-found' } });
    expect(audit()[0]).toBe('slot-type-rename-settled | GP phone | GP phone | GP telephone | another type');
  });

  test('another type leaves a second candidate to ask about, and a later rename is asked anew', async () => {
    await list(NURSE, TELEPHONE, CALL);
    expect(rowOf(PHONE)?.renamedTo?.toSorted()).toEqual([CALL.id, TELEPHONE.id].toSorted());
    answer(PHONE, TELEPHONE, false);
    expect(rowOf(PHONE)?.renamedTo).toEqual([CALL.id]);
    await list(NURSE, PHONE);
    expect(rowOf(PHONE)).not.toHaveProperty('renamedTo');
    await list(NURSE, TELEPHONE);
    expect(rowOf(PHONE)?.renamedTo).toEqual([TELEPHONE.id]);
  });

  test('the old one back in the diary: no question any more', async () => {
    await list(NURSE, PHONE, TELEPHONE);
    expect(rowOf(PHONE)).not.toHaveProperty('renamedTo');
    expect(answer(PHONE, TELEPHONE, true)).toMatchObject({ ok: false });
    expect(active()).toEqual([PHONE.id]);
  });

  test('undone by switching the two as usual', () => {
    answer(PHONE, TELEPHONE, true);
    activate(PHONE);
    expect(active()).toEqual([PHONE.id, TELEPHONE.id].toSorted());
  });
});

test('where types have ids of their own nothing is asked', async () => {
  practice.see({ slotTypeIds: true });
  await list(PHONE);
  activate(PHONE);
  await list(TELEPHONE);
  expect(rowOf(PHONE)).not.toHaveProperty('renamedTo');
  expect(audit().filter((line) => line.includes('maybe-renamed'))).toEqual([]);
});

describe('where only types with a free slot are listed', () => {
  beforeEach(() => practice.see({ slotTypesWithoutSlots: false }));

  test('one that is not listed has not vanished: it keeps its place and when it was last seen', async () => {
    await list(PHONE, NURSE);
    activate(PHONE);
    const seenAt = clock.now();
    await list(NURSE);
    await list(NURSE);
    expect(rowOf(PHONE)).toMatchObject({ isActive: true, lastSeenAt: seenAt });
    expect(rowOf(PHONE)).not.toHaveProperty('vanishedAt');
    await list(PHONE, NURSE);
    expect(audit().filter((line) => /vanished|appeared/.test(line))).toEqual([]);
  });

  test('an empty list is a practice without a free slot: no failure, and all is kept', async () => {
    await list(PHONE, NURSE);
    const before = JSON.stringify(files.store.read.slotTypes.all());
    await list();
    expect(JSON.stringify(files.store.read.slotTypes.all())).toBe(before);
  });

  test('one missing as a new name comes is asked about all the same', async () => {
    await list(PHONE, NURSE);
    activate(PHONE);
    await list(NURSE);
    await clock.advance(10 * SECOND);
    await list(NURSE, TELEPHONE);
    expect(rowOf(PHONE)?.renamedTo).toEqual([TELEPHONE.id]);
    expect(answer(PHONE, TELEPHONE, true)).toMatchObject({ ok: true });
    expect(active()).toEqual([TELEPHONE.id]);
  });
});
