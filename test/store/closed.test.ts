/** A booking that needed somebody and got nobody: closed thirty days after its appointment, unproven, in silence, and its details gone. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { startOfDay, addDays, later, HOUR, type LocalDay } from '#shared/domain/time.ts';

import type { Store } from '../../src/main/store/store.ts';
import { settleReview } from '../../src/main/outbox/by-hand/settle-review.ts';
import { TEST_NOW, type TestStore, openTestStore } from '../support/open-test-store.ts';
import { createSeededDice } from '../support/seeded-dice.ts';
import { DAY_ONE, book, bookingId, cancel, commandId, dayChange, keep } from '../support/store-samples.ts';

const THIRTY_ON = addDays(DAY_ONE, 31);

let test: TestStore;
let store: Store;
beforeEach(() => {
  test = openTestStore();
  store = test.store;
  book(store, 'booked?');
  keep(store, 'cancelled?', 'B');
  cancel(store, 'end', 'cancelled?', 'B');
  for (const [id, ...states] of [
    ['booked?', 'ready', 'sending', 'unknown', 'review'],
    ['end', 'sending', 'unknown', 'review'],
  ] as const)
    for (const to of states) store.write((tx) => tx.commands.move(commandId(id), { to, at: TEST_NOW }));
});
afterEach(() => test.close());

/** As the night after it does. */
const forget = (day: LocalDay): void => store.write((tx) => tx.days.forgetBefore(day));
function readOn(day: LocalDay, generation = 1): void {
  const at = later(startOfDay(day), HOUR);
  store.write((tx) => tx.days.apply(dayChange({ day, generation, countsReadAt: at, slotsReadAt: at }), at));
}
const bookings = () => ['booked?', 'cancelled?'].map((id) => store.read.bookings.byId(bookingId(id)));
const closings = () => store.read.audit.recent(50).filter(({ kind }) => kind === 'booking-closed');

describe('a booking that nobody settled', () => {
  it('is closed thirty days after its appointment, told nobody, and its details go @hazard:H35', () => {
    readOn(THIRTY_ON);
    const before = store.read.revision();
    const shown = store.read.bookings.since(startOfDay(THIRTY_ON)).map(({ id }) => id);
    expect(shown).toEqual(['booked?', 'cancelled?']);
    forget(THIRTY_ON);
    for (const booking of bookings()) {
      expect(booking).toMatchObject({ state: 'needs-you', closedAt: TEST_NOW });
      expect(booking).not.toHaveProperty('patient');
    }
    expect(closings().map(({ who, subject }) => `${who}: ${subject}`)).toEqual([
      'slotkeeper: cancelled?',
      'slotkeeper: booked?',
    ]);
    expect(store.read.audit.firstBrokenSeq()).toBeUndefined();
    expect(['booked?', 'cancelled?'].map((id) => store.read.notices.lastOf(bookingId(id)))).toEqual([
      undefined,
      undefined,
    ]);
    // Nobody is asked any more: neither the list nor the count has it.
    expect(store.read.bookings.since(startOfDay(THIRTY_ON))).toEqual([]);
    expect(store.read.commands.unsettled()).toEqual([]);
    expect(store.changesSince(before).bookings).toEqual(['booked?', 'cancelled?']);
    forget(addDays(THIRTY_ON, 1));
    expect(closings()).toHaveLength(2);
  });

  it('waits until then', () => {
    readOn(addDays(DAY_ONE, 30));
    forget(addDays(DAY_ONE, 30));
    expect(bookings().every((booking) => booking?.patient && booking.closedAt === undefined)).toBe(true);
    expect(store.read.commands.unsettled()).toHaveLength(2);
  });

  it.each([
    ['never read', () => undefined],
    ['last read the day before the appointment', () => readOn(addDays(DAY_ONE, -1))],
  ])('waits on a PC whose clock has run on, or that could not read: %s', (_what, read) => {
    read();
    forget(addDays(DAY_ONE, 400));
    expect(bookings().every((booking) => booking?.patient && booking.closedAt === undefined)).toBe(true);
  });

  it('is not settled by anybody afterwards', () => {
    const settled = { verdict: 'in-diary', note: 'Late', who: 'reception', at: TEST_NOW } as const;
    const settle = () =>
      settleReview(store, { ...settled, bookingId: bookingId('booked?'), dice: createSeededDice(1) });
    readOn(THIRTY_ON);
    forget(THIRTY_ON);
    expect(settle()).toMatchObject({ ok: false, failure: { kind: 'not-allowed' } });
    expect(bookings()[0]?.state).toBe('needs-you');
  });

  it('stays closed over a restart', () => {
    readOn(THIRTY_ON);
    forget(THIRTY_ON);
    test = test.reopen();
    store = test.store;
    expect(bookings().map((booking) => booking?.closedAt)).toEqual([TEST_NOW, TEST_NOW]);
    expect(store.read.commands.unsettled()).toEqual([]);
  });
});
