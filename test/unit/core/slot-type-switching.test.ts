/** Switching slot types: by hand with a reason in the audit trail, and by name from the configuration, once and never against a person. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { MINUTE, later } from '#shared/domain/time.ts';

import { activateNamed } from '../../../src/main/core/activate-named.ts';
import { type Switching, switchSlotTypes } from '../../../src/main/core/switch-slot-types.ts';
import { TEST_NOW, type TestStore, openTestStore } from '../../support/open-test-store.ts';
import { slotTypeId } from '../../support/store-samples.ts';

const PHONE = slotTypeId('12');
const SMEAR = slotTypeId('21');

let files: TestStore;

const types = [
  { id: PHONE, name: 'GP telephone' },
  { id: SMEAR, name: 'Nurse - smear' },
  { id: slotTypeId('22'), name: 'NURSE - SMEAR' },
];
const switching = (more: Partial<Switching>): Switching => ({
  slotTypeIds: [PHONE],
  isActive: true,
  reason: 'Asked for',
  who: 'manager',
  at: TEST_NOW,
  ...more,
});
const activeIds = () =>
  files.store.read.slotTypes
    .all()
    .filter(({ isActive }) => isActive)
    .map(({ id }) => id);
const audit = () => files.store.read.audit.recent(100).filter(({ kind }) => kind === 'slot-type-switched');

beforeEach(() => {
  files = openTestStore();
  files.store.write((tx) => tx.slotTypes.see(types, TEST_NOW));
});
afterEach(() => files.close());

describe('by hand', () => {
  test('those that change are told, each with its line in the audit trail', () => {
    const { store } = files;
    expect(switchSlotTypes(store, switching({}))).toEqual({ ok: true, value: [PHONE] });
    const both = switching({ slotTypeIds: [PHONE, SMEAR], reason: 'Both', who: 'command line' });
    expect(switchSlotTypes(store, both)).toEqual({ ok: true, value: [SMEAR] });
    expect(new Set(activeIds())).toEqual(new Set([PHONE, SMEAR]));
    const off = switching({ isActive: false, reason: 'Dr Patel is away' });
    expect(switchSlotTypes(store, off)).toEqual({ ok: true, value: [PHONE] });
    expect(activeIds()).toEqual([SMEAR]);
    expect(audit().map(({ who, subject, from, to, why }) => [who, subject, from, to, why])).toEqual([
      ['manager', 'GP telephone', 'on', 'off', 'Dr Patel is away'],
      ['command line', 'Nurse - smear', 'off', 'on', 'Both'],
      ['manager', 'GP telephone', 'off', 'on', 'Asked for'],
    ]);
    switchSlotTypes(store, switching({ reason: 'Asked for by 999 000 0018' }));
    expect(audit()[0]?.why).toBe('Asked for by [number removed]');
    expect(store.read.slotTypes.byId(PHONE)?.switchedReason).toBe('Asked for by [number removed]');
    switchSlotTypes(store, off);
    const phone = store.read.slotTypes.byId(PHONE);
    expect([phone?.switchedReason, phone?.switchedAt]).toEqual(['Dr Patel is away', TEST_NOW]);
  });

  test('one that the diary does not know: none is switched', () => {
    const told = switchSlotTypes(files.store, switching({ slotTypeIds: [PHONE, slotTypeId('99')] }));
    expect(told).toMatchObject({ ok: false, failure: { kind: 'not-found' } });
    expect([activeIds(), audit()]).toEqual([[], []]);
  });

  test('switching to what it is already changes nothing and is not audited', () => {
    switchSlotTypes(files.store, switching({}));
    const again = switching({ reason: 'Again', at: later(TEST_NOW, MINUTE) });
    expect(switchSlotTypes(files.store, again)).toEqual({ ok: true, value: [] });
    expect(audit()).toHaveLength(1);
    expect(files.store.read.slotTypes.byId(PHONE)?.switchedReason).toBe('Asked for');
  });
});

describe('by name, from the configuration', () => {
  test('whole names whatever their capitals and spaces around, every type of that name', () => {
    activateNamed(files.store, [' nurse - smear ', 'GP', 'Acupuncture'], TEST_NOW);
    expect(new Set(activeIds())).toEqual(new Set([SMEAR, slotTypeId('22')]));
    expect(audit().map(({ who }) => who)).toEqual(['configuration', 'configuration']);
  });

  test('a second list of slot types switches nothing again, and nothing is written', () => {
    activateNamed(files.store, ['GP telephone'], TEST_NOW);
    const revision = files.store.read.revision();
    activateNamed(files.store, ['GP telephone'], later(TEST_NOW, MINUTE));
    expect(files.store.read.revision()).toBe(revision);
  });

  test('what a person has switched off stays off, also after a restart', () => {
    activateNamed(files.store, ['GP telephone'], TEST_NOW);
    switchSlotTypes(files.store, switching({ isActive: false }));
    activateNamed(files.store, ['GP telephone'], TEST_NOW);
    expect(activeIds()).toEqual([]);
    files = files.reopen();
    activateNamed(files.store, ['GP telephone'], TEST_NOW);
    expect(activeIds()).toEqual([]);
  });

  test('a type that appears later is switched on when it does', () => {
    activateNamed(files.store, ['Flu clinic'], TEST_NOW);
    expect(activeIds()).toEqual([]);
    const flu = { id: slotTypeId('41'), name: 'Flu clinic' };
    files.store.write((tx) => tx.slotTypes.see([...types, flu], TEST_NOW));
    activateNamed(files.store, ['Flu clinic'], TEST_NOW);
    expect(activeIds()).toEqual([flu.id]);
  });
});
