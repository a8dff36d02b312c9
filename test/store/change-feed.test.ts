/** Writing and hearing of it: one revision a write, none for nothing, listeners after the commit, changes since any revision. */
import type { Reading } from '#shared/domain/reading.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { failure } from '#shared/domain/failure.ts';
import type { Health } from '#shared/domain/health.ts';
import { type Instant, addDays, later, startOfDay } from '#shared/domain/time.ts';

import type { ChangedRows, Store, StoreChange, StoreWriter } from '../../src/main/store/store.ts';
import { TEST_NOW, type TestStore, openTestStore } from '../support/open-test-store.ts';
import {
  DAY_ONE,
  book,
  dayChange,
  holdId,
  sampleHold,
  sampleSession,
  sampleSlot,
  sessionId,
  slotId,
  slotTypeId,
} from '../support/store-samples.ts';

let test: TestStore;
let store: Store;
beforeEach(() => {
  test = openTestStore();
  store = test.store;
});
afterEach(() => test.close());

const NOTHING: ChangedRows = {
  slotTypes: false,
  days: [],
  bookings: [],
  holds: false,
  readings: false,
  health: false,
  audit: false,
};
const health: Health = {
  part: 'read',
  state: 'in-step',
  since: TEST_NOW,
  failuresInARow: 0,
  lastSuccessAt: TEST_NOW,
};
const reading: Reading = {
  band: 'near',
  from: DAY_ONE,
  to: addDays(DAY_ONE, 1),
  startedAt: TEST_NOW,
  durationMs: 120.4,
  sessions: 10,
  sessionsRead: 3,
  slotsRead: 70,
  slotsChanged: 2,
};
const note = (tx: StoreWriter, subject = 'x'): void =>
  tx.audit.add({ at: TEST_NOW, kind: 'bundle-made', who: 'manager', subject });

describe('a write', () => {
  it('takes one revision however much it changes', () => {
    store.write((tx) => {
      note(tx);
      tx.health.put(health);
      tx.readings.add(reading);
    });
    expect(store.read.revision()).toBe(1);
    expect(store.changesSince(0)).toEqual({ ...NOTHING, audit: true, health: true, readings: true });
    expect(store.changesSince(1)).toEqual(NOTHING);
  });

  it('takes none when nothing that the window shows changes', () => {
    const heard: StoreChange[] = [];
    store.onChanged((change) => heard.push(change));
    const first = store.write((tx) => tx.days.nextGeneration());
    expect(store.write((tx) => tx.days.nextGeneration())).toBe(first + 1);
    expect(store.read.revision()).toBe(0);
    expect(heard).toEqual([]);
  });

  it('is undone whole by a throw, and nobody hears of it', () => {
    const heard: StoreChange[] = [];
    store.onChanged((change) => heard.push(change));
    const broken = () =>
      store.write((tx) => {
        note(tx);
        throw new Error('in the middle');
      });
    expect(broken).toThrow('in the middle');
    expect(store.read.audit.recent(9)).toEqual([]);
    expect(store.read.revision()).toBe(0);
    expect(heard).toEqual([]);
    store.write((tx) => note(tx));
    expect(heard).toEqual([{ from: 0, to: 1 }]);
  });

  it('cannot begin inside another, nor wait for a promise, nor be done later', () => {
    expect(() => store.write(() => store.write(note))).toThrow('inside another');
    expect(() => store.write(() => Promise.resolve())).toThrow('promise');
    let kept: StoreWriter | undefined;
    store.write((tx) => {
      kept = tx;
    });
    expect(() => kept && note(kept)).toThrow('inside write()');
    expect(() => kept?.days.nextGeneration()).toThrow('inside write()');
    expect(store.read.audit.recent(9)).toEqual([]);
  });

  it('sees its own rows', () => {
    const seen = store.write((tx) => {
      tx.days.apply(dayChange({ putSlots: [sampleSlot('A')] }), TEST_NOW);
      return tx.slots.byId(slotId('A'));
    });
    expect(seen).toEqual(sampleSlot('A'));
  });
});

describe('listeners', () => {
  it('hear after the commit, and find it done; one that throws harms nobody', () => {
    const heard: unknown[] = [];
    store.onChanged(() => {
      throw new Error('a bad listener');
    });
    store.onChanged(({ from, to }) => heard.push([from, to, store.read.audit.recent(1)[0]?.subject]));
    store.write((tx) => note(tx, 'one'));
    store.write((tx) => note(tx, 'two'));
    expect(heard).toEqual([
      [0, 1, 'one'],
      [1, 2, 'two'],
    ]);
  });

  it('may write in their turn, and can leave', () => {
    let count = 0;
    const leave = store.onChanged(() => {
      count += 1;
      if (count === 1) store.write((tx) => note(tx));
    });
    store.write((tx) => note(tx));
    expect([count, store.read.revision()]).toEqual([2, 2]);
    leave();
    store.write((tx) => note(tx));
    expect(count).toBe(2);
  });
});

describe('changes since a revision', () => {
  it('name each kind of row by itself', () => {
    const changes = (work: (tx: StoreWriter) => void): ChangedRows => {
      const before = store.read.revision();
      store.write(work);
      return store.changesSince(before);
    };
    const type = { id: slotTypeId('1'), name: 'GP telephone' };
    expect(changes((tx) => tx.slotTypes.see([type], TEST_NOW))).toEqual({ ...NOTHING, slotTypes: true });
    expect(changes((tx) => tx.slotTypes.setActive(type.id, true, TEST_NOW, 'try'))).toEqual({
      ...NOTHING,
      slotTypes: true,
    });
    expect(changes((tx) => tx.days.apply(dayChange(), TEST_NOW))).toEqual({ ...NOTHING, days: [DAY_ONE] });
    expect(changes((tx) => tx.holds.add(sampleHold('h', 'elsewhere')))).toEqual({ ...NOTHING, holds: true });
    expect(changes((tx) => tx.holds.end(holdId('h'), TEST_NOW))).toEqual({ ...NOTHING, holds: true });
    expect(changes((tx) => tx.health.put(health))).toEqual({ ...NOTHING, health: true });
    expect(changes((tx) => tx.health.put(health))).toEqual(NOTHING);
    expect(changes((tx) => tx.readings.add(reading))).toEqual({ ...NOTHING, readings: true });
    const before = store.read.revision();
    book(store, 'one');
    expect(store.changesSince(before)).toEqual({
      ...NOTHING,
      days: [DAY_ONE],
      bookings: ['one'],
      audit: true,
    });
  });

  it('outlive a restart', () => {
    store.write((tx) => tx.days.apply(dayChange(), TEST_NOW));
    test = test.reopen();
    expect(test.store.changesSince(0).days).toEqual([DAY_ONE]);
  });
});

describe('slot types', () => {
  const gp = { id: slotTypeId('1'), name: 'GP telephone', bookableInEhr: true };
  const nurse = { id: slotTypeId('2'), name: 'Nurse - smear', bookableInEhr: false };
  const meeting = { id: slotTypeId('3'), name: 'Staff meeting' };
  const see = (types: readonly (typeof gp | typeof meeting)[], at = TEST_NOW) =>
    store.write((tx) => tx.slotTypes.see(types, at));

  it('appear inactive, vanish marked, and come back with the choice they had', () => {
    expect(see([gp, nurse, meeting])).toEqual({ appeared: [gp, nurse, meeting], vanished: [] });
    store.write((tx) => tx.slotTypes.setActive(nurse.id, true, TEST_NOW, 'smear campaign'));
    const at = later(TEST_NOW, 1_000);
    expect(see([gp, meeting, gp], at)).toEqual({ appeared: [], vanished: [nurse] });
    expect(see([gp, meeting], at)).toEqual({ appeared: [], vanished: [] });
    expect(store.read.slotTypes.byId(nurse.id)).toEqual({
      ...nurse,
      isActive: true,
      switchedAt: TEST_NOW,
      switchedReason: 'smear campaign',
      firstSeenAt: TEST_NOW,
      appearedAt: TEST_NOW,
      lastSeenAt: TEST_NOW,
      vanishedAt: at,
      missingSince: at,
    });
    expect(see([gp, nurse, meeting], at)).toEqual({ appeared: [nurse], vanished: [] });
    expect(store.read.slotTypes.byId(nurse.id)).toMatchObject({ firstSeenAt: TEST_NOW, appearedAt: at });
    expect(store.read.slotTypes.byId(nurse.id)).not.toHaveProperty('vanishedAt');
    expect(store.read.slotTypes.byId(nurse.id)).not.toHaveProperty('missingSince');
    expect([...store.read.slotTypes.activeIds()]).toEqual(['2']);
    expect(store.read.slotTypes.all().map((type) => [type.id, type.isActive, type.lastSeenAt])).toEqual([
      ['1', false, at],
      ['2', true, at],
      ['3', false, at],
    ]);
  });

  it('of a list without those that have no free slot: missing since the first such list, and never vanished', () => {
    const [first, second] = [later(TEST_NOW, 1_000), later(TEST_NOW, 2_000)];
    const listed = (types: (typeof gp)[], at: Instant) =>
      store.write((tx) => tx.slotTypes.see(types, at, false));
    listed([gp, nurse], TEST_NOW);
    expect(listed([gp], first)).toEqual({ appeared: [], vanished: [] });
    const revision = store.read.revision();
    listed([gp], second);
    expect(store.changesSince(revision).slotTypes).toBe(true); // gp was seen again
    const missing = store.read.slotTypes.byId(nurse.id);
    expect(missing).toMatchObject({ lastSeenAt: TEST_NOW, missingSince: first });
    expect(missing).not.toHaveProperty('vanishedAt');
    // Back: not news, for it never went.
    expect(listed([gp, nurse], second)).toEqual({ appeared: [], vanished: [] });
    expect(store.read.slotTypes.byId(nurse.id)).not.toHaveProperty('missingSince');
    expect(store.read.slotTypes.byId(nurse.id)?.appearedAt).toBe(TEST_NOW);
  });

  it('follow a new name and flag', () => {
    see([gp]);
    see([{ ...gp, name: 'GP phone', bookableInEhr: false }]);
    expect(store.read.slotTypes.byId(gp.id)).toMatchObject({ name: 'GP phone', bookableInEhr: false });
  });

  it('are switched once: the same again keeps the first time and reason', () => {
    see([gp]);
    store.write((tx) => tx.slotTypes.setActive(gp.id, true, TEST_NOW, 'first'));
    store.write((tx) => tx.slotTypes.setActive(gp.id, true, later(TEST_NOW, 9), 'again'));
    expect(store.read.slotTypes.byId(gp.id)).toMatchObject({ switchedAt: TEST_NOW, switchedReason: 'first' });
    expect(() => store.write((tx) => tx.slotTypes.setActive(slotTypeId('9'), true, TEST_NOW, 'why'))).toThrow(
      'no such',
    );
  });
});

describe('health and readings', () => {
  it('come back as put, failure and all', () => {
    const trouble = failure('busy', 'EMIS asks us to wait.', { retryAfterMs: 5_000, detail: '429' });
    const late: Health = {
      ...health,
      state: 'not-in-step',
      failure: trouble,
      failuresInARow: 2,
      nextTryAt: TEST_NOW,
    };
    store.write((tx) => tx.health.put(late));
    expect(store.read.health.of('read')).toEqual(late);
    store.write((tx) => tx.health.put(health));
    expect(store.read.health.of('read')).toEqual(health);
    expect(store.read.health.of('write')).toBeUndefined();
    store.write((tx) => tx.readings.add({ ...reading, failure: trouble }));
    expect(store.read.readings.recent(5)).toEqual([{ ...reading, id: 1, durationMs: 120, failure: trouble }]);
  });

  it('keep the newest two thousand readings', () => {
    store.write((tx) => {
      for (let n = 0; n < 2_005; n += 1) tx.readings.add({ ...reading, sessions: n });
    });
    const kept = store.read.readings.recent(9_999);
    expect([kept.length, kept[0]?.sessions, kept.at(-1)?.sessions]).toEqual([2_000, 2_004, 5]);
  });
});

describe('what lies behind', () => {
  it('is dropped with its holds; the window hears that its days are gone', () => {
    const next = addDays(DAY_ONE, 1);
    store.write((tx) => {
      tx.days.apply(dayChange({ putSessions: [sampleSession()], putSlots: [sampleSlot('A')] }), TEST_NOW);
      const session = sampleSession('S2', { day: next });
      tx.days.apply(
        dayChange({ day: next, putSessions: [session], putSlots: [sampleSlot('B', 540, { day: next })] }),
        TEST_NOW,
      );
      tx.holds.add(sampleHold('old', 'A'));
      tx.holds.add(sampleHold('new', 'B', { expiresAt: later(startOfDay(next), 1) }));
    });
    const before = store.read.revision();
    store.write((tx) => tx.days.forgetBefore(next));
    expect(store.read.days.all().map(({ day }) => day)).toEqual([next]);
    expect(store.changesSince(before).days).toEqual([DAY_ONE]);
    expect(store.read.sessions.byId(sessionId('S1'))).toBeUndefined();
    expect(store.read.slots.byId(slotId('A'))).toBeUndefined();
    expect(store.read.slots.onDay(next)).toHaveLength(1);
    expect(store.read.holds.byId(holdId('old'))).toBeUndefined();
    expect(store.read.holds.byId(holdId('new'))).toBeDefined();
    store.write((tx) => tx.days.forgetBefore(next));
    expect(store.read.revision()).toBe(before + 1);
  });
});
