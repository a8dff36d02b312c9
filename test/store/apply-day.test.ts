/** A day's reading in the store: what it writes, what it leaves alone, and that it agrees with a plain model of itself. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { SlotId } from '#shared/domain/ids.ts';
import { SLOT_STATUSES, type Slot, type SlotStatus } from '#shared/domain/slot.ts';
import { type Instant, addDays, asInstant, later, startOfDay } from '#shared/domain/time.ts';

import { bookedSlotOf } from '../../src/main/bookings/booked-slot.ts';
import type { DiaryDayChange, Store, StoredSlot } from '../../src/main/store/store.ts';
import { TEST_NOW, type TestStore, openTestStore } from '../support/open-test-store.ts';
import {
  DAY_ONE,
  book,
  bookingId,
  commandId,
  dayChange,
  sampleCommand,
  sampleBooking,
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

const apply = (more: Partial<DiaryDayChange>, at: Instant = TEST_NOW): void =>
  store.write((tx) => tx.days.apply(dayChange(more), at));
const slots = [sampleSlot('A', 540), sampleSlot('B', 550, { status: 'booked' }), sampleSlot('C', 560)];
const ids = (rows: readonly { readonly id: string }[]): string[] => rows.map((row) => row.id);

describe('a reading of a day', () => {
  it('is there whole once applied: sessions with counts, slots, watermark', () => {
    apply({ putSessions: [sampleSession()], putSlots: slots });
    expect(store.read.sessions.onDay(DAY_ONE)).toEqual([sampleSession()]);
    expect(store.read.sessions.byId(sessionId('S1'))).toEqual(sampleSession());
    expect(store.read.slots.onDay(DAY_ONE)).toEqual(slots);
    expect(store.read.days.byDay(DAY_ONE)).toEqual({
      day: DAY_ONE,
      generation: 1,
      countsReadAt: TEST_NOW,
      slotsReadAt: TEST_NOW,
      state: 'whole',
      revision: 1,
    });
  });

  it('keeps a slot’s channel, also in the booking of it, and a session’s role', () => {
    const video = sampleSlot('V', 570, { channel: 'video' });
    const withRole = sampleSession('S1', { role: 'Practice nurse' });
    apply({ putSessions: [withRole], putSlots: [video, ...slots] });
    expect(store.read.sessions.onDay(DAY_ONE)).toEqual([withRole]);
    expect(store.read.slots.byId(slotId('V'))).toEqual(video);
    const from = startOfDay(DAY_ONE);
    expect(store.read.slots.openBetween(from, startOfDay(addDays(DAY_ONE, 1))).at(-1)).toEqual(video);
    store.write((tx) => tx.slotTypes.see([{ id: slotTypeId('1'), name: 'GP telephone' }], TEST_NOW));
    const booked = bookedSlotOf(store.read, slotId('V'));
    store.write((tx) => tx.bookings.add(sampleBooking('B', 'V', booked ? { slot: booked } : {})));
    expect(store.read.bookings.byId(bookingId('B'))?.slot).toMatchObject({ id: 'V', channel: 'video' });
    apply({ generation: 2, putSlots: [sampleSlot('V', 570)] });
    expect(store.read.slots.byId(slotId('V'))).not.toHaveProperty('channel');
  });

  it('offers its open slots by window and by type, in order of start', () => {
    const nurse = sampleSlot('N', 545, { slotTypeId: slotTypeId('2') });
    apply({ putSlots: [slots[2]!, nurse, slots[1]!, slots[0]!] });
    const from = startOfDay(DAY_ONE);
    const to = startOfDay(addDays(DAY_ONE, 1));
    expect(ids(store.read.slots.openBetween(from, to))).toEqual(['A', 'N', 'C']);
    expect(ids(store.read.slots.openBetween(from, to, slotTypeId('1')))).toEqual(['A', 'C']);
    expect(ids(store.read.slots.openBetween(slots[0]!.startsAt, slots[2]!.startsAt))).toEqual(['A', 'N']);
    expect(ids(store.read.slots.openBetween(to, later(to, 1)))).toEqual([]);
  });

  it('finds an open slot after midnight of a session of the day before', () => {
    apply({ putSlots: [sampleSlot('late', 24 * 60 + 30)] });
    const midnight = startOfDay(addDays(DAY_ONE, 1));
    expect(ids(store.read.slots.openBetween(midnight, later(midnight, 3_600_000)))).toEqual(['late']);
  });

  it('writes no row of sessions or slots when nothing differs', () => {
    apply({ putSessions: [sampleSession()], putSlots: slots });
    const rowsOf = (): unknown => [
      ...store.read.slots.onDay(DAY_ONE),
      ...store.read.sessions.onDay(DAY_ONE),
      ...revisionsOfRows(),
    ];
    const before = rowsOf();
    apply({
      generation: 2,
      countsReadAt: later(TEST_NOW, 60_000),
      putSessions: [sampleSession()],
      putSlots: slots,
    });
    expect(rowsOf()).toEqual(before);
    expect(store.read.days.byDay(DAY_ONE)).toMatchObject({ generation: 2, revision: 2 });
  });

  it('refuses an older generation whole', () => {
    apply({ generation: 5, putSlots: slots });
    const before = store.read.days.byDay(DAY_ONE);
    apply({ generation: 4, putSlots: [sampleSlot('Z')], removeSlots: [slotId('A')] });
    expect(store.read.days.byDay(DAY_ONE)).toEqual(before);
    expect(ids(store.read.slots.onDay(DAY_ONE))).toEqual(['A', 'B', 'C']);
    expect(store.read.revision()).toBe(1);
  });

  it('buries what was removed, tells of it, and puts it back when it returns', () => {
    apply({ putSlots: slots });
    const at = later(TEST_NOW, 1_000);
    apply({ generation: 2, removeSlots: [slotId('A')] }, at);
    expect(ids(store.read.slots.onDay(DAY_ONE))).toEqual(['B', 'C']);
    expect(store.read.slots.everOnDay(DAY_ONE, slotTypeId('1'))[0]).toEqual({ ...slots[0], removedAt: at });
    expect(store.read.slots.byId(slotId('A'))?.removedAt).toBe(at);
    expect(ids(store.read.slots.openBetween(asInstant(0), later(TEST_NOW, 1e9)))).toEqual(['C']);
    apply({ generation: 3, putSlots: [slots[0]!] });
    expect(store.read.slots.onDay(DAY_ONE)).toEqual(slots);
  });

  it('takes a session’s slots away with it, but not one that moved to another session', () => {
    apply({ putSessions: [sampleSession(), sampleSession('S2')], putSlots: slots });
    const movedSlot = { ...slots[0]!, sessionId: sessionId('S2') };
    apply({ generation: 2, putSlots: [movedSlot], removeSessions: [sessionId('S1')] });
    expect(store.read.slots.onDay(DAY_ONE)).toEqual([movedSlot]);
    expect(ids(store.read.sessions.onDay(DAY_ONE))).toEqual(['S2']);
  });

  it('lets a slot move to another day, and the day that it left cannot bury it there', () => {
    apply({ putSlots: slots });
    const next = addDays(DAY_ONE, 1);
    apply({ day: next, putSlots: [sampleSlot('A', 540, { day: next })] });
    apply({ generation: 2, removeSlots: [slotId('A')] });
    expect(ids(store.read.slots.onDay(next))).toEqual(['A']);
    expect(ids(store.read.slots.onDay(DAY_ONE))).toEqual(['B', 'C']);
  });

  it('keeps a changed name, a changed count and a changed clinician of a session', () => {
    apply({ putSessions: [sampleSession()] });
    const changed = sampleSession('S1', { name: 'Dr Shah, clinic', clinicians: [] });
    apply({ generation: 2, putSessions: [changed] });
    expect(store.read.sessions.byId(sessionId('S1'))).toEqual(changed);
    expect(store.read.sessions.between(DAY_ONE, addDays(DAY_ONE, 3))).toEqual([changed]);
  });

  it('says suspect with its since, and forgets an age that is not named', () => {
    apply({ state: 'suspect', suspectSince: TEST_NOW });
    expect(store.read.days.byDay(DAY_ONE)).toMatchObject({ state: 'suspect', suspectSince: TEST_NOW });
    const { slotsReadAt: _age, ...unread } = dayChange({ generation: 2 });
    store.write((tx) => tx.days.apply(unread, TEST_NOW));
    expect(store.read.days.byDay(DAY_ONE)).not.toHaveProperty('slotsReadAt');
    expect(store.read.days.byDay(DAY_ONE)).not.toHaveProperty('suspectSince');
  });
});

describe('a slot that a write of ours touched', () => {
  const touchedAt = later(TEST_NOW, 5_000);
  beforeEach(() => {
    apply({ putSlots: slots });
    store.write((tx) => tx.slots.setStatus(slotId('A'), 'booked', touchedAt));
  });

  it('is left alone by a reading that began before, put or removed', () => {
    const begun = later(touchedAt, -1);
    apply({ generation: 2, countsReadAt: begun, putSlots: [slots[0]!] });
    apply({ generation: 3, countsReadAt: begun, removeSlots: [slotId('A')] });
    apply({ generation: 4, countsReadAt: begun, putSessions: [sampleSession()] });
    apply({ generation: 5, countsReadAt: begun, removeSessions: [sessionId('S1')] });
    expect(store.read.slots.byId(slotId('A'))).toEqual({ ...slots[0], status: 'booked', touchedAt });
  });

  it('follows a reading that began after', () => {
    apply({ generation: 2, countsReadAt: later(touchedAt, 1), putSlots: [slots[0]!] });
    expect(store.read.slots.byId(slotId('A'))?.status).toBe('open');
    apply({ generation: 3, countsReadAt: later(touchedAt, 2), removeSlots: [slotId('A')] });
    expect(ids(store.read.slots.onDay(DAY_ONE))).toEqual(['B', 'C']);
  });

  it('makes its day new for an open day diary', () => {
    expect(store.changesSince(1).days).toEqual([DAY_ONE]);
  });

  it('is nothing to do for a slot that is not known', () => {
    store.write((tx) => tx.slots.setStatus(slotId('nowhere'), 'booked', touchedAt));
    expect(store.read.slots.byId(slotId('nowhere'))).toBeUndefined();
  });
});

describe('the slot of a confirmed booking', () => {
  const confirmedAt = later(TEST_NOW, 1_000);
  beforeEach(() => {
    apply({ putSlots: slots });
    book(store, 'first');
    store.write((tx) => {
      tx.commands.move(commandId('first'), { to: 'ready', at: confirmedAt });
      tx.commands.move(commandId('first'), { to: 'confirmed', at: confirmedAt });
    });
  });
  const bookAgain = (): void =>
    store.write((tx) => {
      tx.bookings.add(sampleBooking('second'));
      tx.commands.add(sampleCommand('second'));
    });

  it('is booked at once, whoever says so or not', () => {
    expect(store.read.slots.byId(slotId('A'))).toMatchObject({ status: 'booked', touchedAt: confirmedAt });
  });

  it('is not given again while the diary has the booking', () => {
    apply({
      generation: 2,
      countsReadAt: later(confirmedAt, 9_000),
      putSlots: [{ ...slots[0]!, status: 'booked' }],
    });
    expect(bookAgain).toThrow('booked');
  });

  it('is not given again by a reading that began before it was confirmed', () => {
    apply({ generation: 2, countsReadAt: later(confirmedAt, -1), putSlots: [slots[0]!] });
    expect(bookAgain).toThrow('booked');
    expect(store.read.commands.keepingSlots(TEST_NOW)).toMatchObject([{ bookingId: 'first', slotId: 'A' }]);
  });

  it('is free once a later reading shows it open: staff took the booking out', () => {
    apply({ generation: 2, countsReadAt: later(confirmedAt, 9_000), putSlots: [slots[0]!] });
    expect(store.read.commands.keepingSlots(TEST_NOW)).toEqual([]);
    expect(bookAgain).not.toThrow();
  });

  it('is free once a later look at the slot shows it open', () => {
    store.write((tx) => tx.slots.setStatus(slotId('A'), 'open', confirmedAt));
    expect(bookAgain).toThrow('booked');
    store.write((tx) => tx.slots.setStatus(slotId('A'), 'open', later(confirmedAt, 1)));
    expect(bookAgain).not.toThrow();
  });
});

/** The revision column of every session and slot: it moves exactly when the row is written. */
function revisionsOfRows(): unknown[] {
  const db = test.peek();
  try {
    return [
      ...db.prepare('SELECT slot_id, revision FROM slots ORDER BY slot_id').all(),
      ...db.prepare('SELECT session_id, revision FROM sessions ORDER BY session_id').all(),
    ];
  } finally {
    db.close();
  }
}

describe('any row of readings and touches', () => {
  const id = fc.constantFrom('A', 'B', 'C', 'D');
  const status = fc.constantFrom<SlotStatus>(...SLOT_STATUSES);
  const step = fc.oneof(
    fc.record({
      kind: fc.constant('read' as const),
      generation: fc.integer({ min: 1, max: 6 }),
      readAt: fc.integer({ min: 0, max: 20 }),
      put: fc.uniqueArray(fc.record({ id, status }), { selector: (slot) => slot.id, maxLength: 4 }),
      remove: fc.uniqueArray(id, { maxLength: 4 }),
    }),
    fc.record({ kind: fc.constant('touch' as const), id, status, at: fc.integer({ min: 0, max: 20 }) }),
  );

  it('leaves what the model says', () => {
    // A day and slots of its own for each run, in one store: opening a store costs more than a run.
    let day = DAY_ONE;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        day = addDays(day, 1);
        const idOf = (letter: string): SlotId => slotId(`${letter} of ${day}`);
        const slotOf = (letter: string, is: SlotStatus): Slot =>
          sampleSlot(idOf(letter), 540, { day, status: is });
        const at = (n: number): Instant => later(TEST_NOW, n);
        const model = new Map<SlotId, StoredSlot>();
        let generation = 0;
        for (const [n, one] of steps.entries()) {
          if (one.kind === 'touch') {
            const touched = idOf(one.id);
            store.write((tx) => tx.slots.setStatus(touched, one.status, at(one.at)));
            const known = model.get(touched);
            if (known) model.set(touched, { ...known, status: one.status, touchedAt: at(one.at) });
            continue;
          }
          const putSlots = one.put.map((slot) => slotOf(slot.id, slot.status));
          const removeSlots = one.remove
            .filter((gone) => !one.put.some((slot) => slot.id === gone))
            .map(idOf);
          const countsReadAt = at(one.readAt);
          const change = { day, generation: one.generation, countsReadAt, putSlots, removeSlots };
          apply(change, at(100 + n));
          if (one.generation < generation) continue;
          generation = one.generation;
          const isOurs = (slot: StoredSlot | undefined): boolean => (slot?.touchedAt ?? 0) > countsReadAt;
          for (const slot of putSlots) {
            const known = model.get(slot.id);
            const touched = known?.touchedAt === undefined ? {} : { touchedAt: known.touchedAt };
            if (!isOurs(known)) model.set(slot.id, { ...slot, ...touched });
          }
          for (const gone of removeSlots) {
            const known = model.get(gone);
            if (known && !isOurs(known)) model.set(gone, { removedAt: at(100 + n), ...known });
          }
        }
        const stored = store.read.slots.everOnDay(day, slotTypeId('1'));
        expect(new Map(stored.map((slot) => [slot.id, slot]))).toEqual(model);
      }),
      { numRuns: 150 },
    );
  });
});
