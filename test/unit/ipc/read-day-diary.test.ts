/** A day as the window draws it: a patient's booking is there whatever the diary lists, and nothing of it is offered. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { readDayDiary } from '../../../src/main/ipc/read-day-diary.ts';
import { offerContext } from '../../../src/main/offer/offer-context.ts';
import type { DiaryDayChange, Store } from '../../../src/main/store/store.ts';
import type { CommandState } from '../../../src/shared/domain/command.ts';
import { MINUTE, later, startOfDay } from '../../../src/shared/domain/time.ts';
import { TEST_NOW, type TestStore, openTestStore } from '../../support/open-test-store.ts';
import {
  DAY_ONE,
  book,
  cancel,
  commandId,
  dayChange,
  sampleSession,
  sampleSlot,
  sessionId,
  slotId,
  slotTypeId,
} from '../../support/store-samples.ts';

let files: TestStore;
let store: Store;
beforeEach(() => {
  files = openTestStore();
  store = files.store;
  apply({
    putSessions: [sampleSession()],
    putSlots: [sampleSlot('A', 540), sampleSlot('B', 550), sampleSlot('C', 560)],
  });
});
afterEach(() => files.close());

function apply(more: Partial<DiaryDayChange>): void {
  store.write((tx) => tx.days.apply(dayChange(more), later(TEST_NOW, MINUTE)));
}
function move(id: string, ...states: CommandState[]): void {
  for (const to of states) store.write((tx) => tx.commands.move(commandId(id), { to, at: TEST_NOW }));
}
function day() {
  const { read } = store;
  const context = offerContext({
    now: later(TEST_NOW, 2 * MINUTE),
    pace: { horizonDays: 28, nearEverySeconds: 15 },
    minNoticeMinutes: 0,
    slotTypes: [{ id: slotTypeId('1'), isActive: true }],
    days: read.days.all(),
    holds: [],
    claims: read.commands.keepingSlots(TEST_NOW),
  });
  return readDayDiary(read, DAY_ONE, context);
}
const drawn = () =>
  day().sessions.map(({ name, slots }) => [
    name,
    ...slots.map(({ id, status, bookingId }) => `${id} ${status}${bookingId ? ` by ${bookingId}` : ''}`),
  ]);

describe('a booking of ours', () => {
  test('in a slot that the diary lists is drawn in it', () => {
    book(store, 'b1', 'B');
    move('b1', 'ready', 'sending', 'confirmed');
    expect(drawn()).toEqual([['Dr Shah, morning', 'A open', 'B booked by b1', 'C open']]);
  });

  test('in a slot that is no longer listed is drawn in its session, in its place, and is not offered', () => {
    book(store, 'b1', 'B');
    move('b1', 'ready', 'sending', 'confirmed');
    apply({
      countsReadAt: later(TEST_NOW, MINUTE),
      slotsReadAt: later(TEST_NOW, MINUTE),
      removeSlots: [slotId('B')],
    });
    expect(drawn()).toEqual([['Dr Shah, morning', 'A open', 'B booked by b1', 'C open']]);
    const slot = day().sessions[0]?.slots[1];
    expect(slot).toMatchObject({ slotTypeName: 'GP telephone', offer: { isOffered: false } });
    expect(day().sessions[0]?.offered).toBe(2);
  });

  test('whose session is gone too is drawn in a session of its own facts', () => {
    book(store, 'b1', 'B');
    book(store, 'b2', 'C');
    move('b1', 'ready', 'sending', 'confirmed');
    apply({
      countsReadAt: later(TEST_NOW, MINUTE),
      removeSlots: [slotId('A'), slotId('B'), slotId('C')],
      removeSessions: [sessionId('S1')],
    });
    expect(drawn()).toEqual([['Dr Shah, morning', 'B booked by b1', 'C booked by b2']]);
    expect(day().sessions).toMatchObject([
      {
        id: 'S1',
        clinicianName: 'Dr A Shah',
        siteName: 'Main Street',
        startsAt: later(startOfDay(DAY_ONE), 540 * MINUTE),
        endsAt: later(startOfDay(DAY_ONE), 550 * MINUTE),
        open: 0,
        offered: 0,
        booked: 2,
      },
    ]);
  });

  test('stays in its slot until its cancellation is certain, and leaves it then', () => {
    book(store, 'b1', 'B');
    move('b1', 'ready', 'confirmed');
    cancel(store, 'c1', 'b1', 'B');
    const standing = [['Dr Shah, morning', 'A open', 'B booked by b1', 'C open']];
    expect(drawn()).toEqual(standing);
    move('c1', 'sending', 'unknown');
    expect(drawn()).toEqual(standing);
    move('c1', 'confirmed');
    // The diary has the last word on whether the slot is open: the next reading.
    expect(drawn()).toEqual([['Dr Shah, morning', 'A open', 'B booked', 'C open']]);
  });

  test('that came to nothing is not', () => {
    book(store, 'b1', 'B');
    move('b1', 'rejected');
    apply({ countsReadAt: later(TEST_NOW, MINUTE), removeSlots: [slotId('B')] });
    expect(drawn()).toEqual([['Dr Shah, morning', 'A open', 'C open']]);
  });
});

test('sessions stand in the order in which they begin, those of bookings too', () => {
  const early = sampleSession('early', { name: 'Early', startsAt: later(startOfDay(DAY_ONE), 480 * MINUTE) });
  const late = sampleSession('late', { name: 'Late', startsAt: later(startOfDay(DAY_ONE), 900 * MINUTE) });
  book(store, 'b1', 'B');
  apply({
    putSessions: [late, early],
    removeSlots: ['A', 'B', 'C'].map(slotId),
    removeSessions: [sessionId('S1')],
  });
  expect(day().sessions.map(({ name }) => name)).toEqual(['Early', 'Dr Shah, morning', 'Late']);
});
