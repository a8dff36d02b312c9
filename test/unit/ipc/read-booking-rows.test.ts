/** What reception reads of a booking: what is on its way and until when it can be undone, its other half, what was told. */
import { afterEach, beforeEach, expect, test } from 'vitest';

import type { BookingRow } from '../../../src/shared/contract/rows.ts';
import type { CommandMove } from '../../../src/main/store/store.ts';
import { readBookingRows } from '../../../src/main/ipc/read-booking-rows.ts';
import { failure } from '../../../src/shared/domain/failure.ts';
import { SECOND, later } from '../../../src/shared/domain/time.ts';
import { TEST_NOW, type TestStore, openTestStore } from '../../support/open-test-store.ts';
import {
  book,
  bookingId,
  commandId,
  keep,
  noticeId,
  sampleBooking,
  sampleCancellation,
  sampleCommand,
} from '../../support/store-samples.ts';

let files: TestStore;
beforeEach(() => (files = openTestStore()));
afterEach(() => files.close());

const UNDO_UNTIL = later(TEST_NOW, 10 * SECOND);
function row(id: string): BookingRow {
  const found = readBookingRows(files.store.read, TEST_NOW).find((one) => one.id === bookingId(id));
  if (!found) throw new Error(`${id} is not among the rows`);
  return found;
}
const move = (id: string, step: Omit<CommandMove, 'at'>) =>
  files.store.write((tx) => tx.commands.move(commandId(id), { ...step, at: TEST_NOW }));
const cancel = (id: string, by: 'patient' | 'move' = 'patient') =>
  files.store.write((tx) =>
    tx.commands.add(sampleCancellation(`c-${id}`, id, 'A', { by, notBefore: UNDO_UNTIL })),
  );
/** `fresh` in another slot, to take the place of `old`. */
const replace = (old: string, fresh: string, slot: string) =>
  files.store.write((tx) => {
    tx.bookings.add(sampleBooking(fresh, slot, { replaces: bookingId(old) }));
    tx.commands.add(sampleCommand(fresh, slot));
  });

test('a booking on its way says since when, and can be taken back until it is sent', () => {
  book(files.store, 'a');
  expect(row('a')).toMatchObject({
    state: 'accepted',
    pending: { kind: 'book', since: TEST_NOW, attempts: 0, nextTryAt: TEST_NOW, undoUntil: TEST_NOW },
  });
  move('a', { to: 'ready' });
  move('a', { to: 'sending', attempts: 1 });
  expect(row('a').pending).toEqual({ kind: 'book', since: TEST_NOW, attempts: 1, nextTryAt: TEST_NOW });
});

test('one that is certain has nothing on its way', () => {
  keep(files.store, 'a');
  expect(row('a')).not.toHaveProperty('pending');
  expect(row('a')).not.toHaveProperty('unproven');
});

test('a cancellation is what is on its way, and who ended it is said once it has', () => {
  keep(files.store, 'a');
  cancel('a');
  expect(row('a')).toMatchObject({
    state: 'cancelling',
    pending: { kind: 'cancel', nextTryAt: UNDO_UNTIL, undoUntil: UNDO_UNTIL },
  });
  move('c-a', { to: 'sending', attempts: 1 });
  move('c-a', { to: 'confirmed' });
  expect(row('a')).toMatchObject({ state: 'cancelled', endedBy: 'patient' });
  expect(row('a')).not.toHaveProperty('pending');
});

test('what could not be proven is told apart', () => {
  book(files.store, 'a');
  move('a', { to: 'ready' });
  move('a', { to: 'sending', attempts: 1 });
  move('a', { to: 'unknown' });
  move('a', { to: 'review', failure: failure('timed-out', 'No answer.') });
  keep(files.store, 'b', 'B');
  cancel('b');
  move('c-b', { to: 'review' });
  expect([row('a').unproven, row('b').unproven]).toEqual(['book', 'cancel']);
  expect(row('a')).toMatchObject({ state: 'needs-you', failure: { kind: 'timed-out' } });
  expect(row('a')).not.toHaveProperty('pending');
});

test('the two halves of a move know each other, until the new one comes to nothing', () => {
  keep(files.store, 'old');
  replace('old', 'new', 'B');
  expect(row('old').replacedBy).toBe('new');
  expect(row('new').replaces).toBe('old');
  move('new', { to: 'conflict' });
  expect(row('old')).not.toHaveProperty('replacedBy');
});

test('a move that left both in the diary shows each beside the other, until one of them goes', () => {
  keep(files.store, 'old');
  replace('old', 'new', 'B');
  move('new', { to: 'ready' });
  expect(row('old')).not.toHaveProperty('standsBeside');
  move('new', { to: 'confirmed' });
  expect([row('old').standsBeside, row('new').standsBeside]).toEqual(['new', 'old']);
  cancel('old');
  expect([row('old'), row('new')].filter(({ standsBeside }) => standsBeside)).toEqual([]);
});

test('the cancellation that ends a move cannot be taken back', () => {
  keep(files.store, 'old');
  replace('old', 'new', 'B');
  move('new', { to: 'ready' });
  move('new', { to: 'confirmed' });
  cancel('old', 'move');
  expect(row('old')).toMatchObject({ state: 'cancelling', replacedBy: 'new', pending: { kind: 'cancel' } });
  expect(row('old').pending).not.toHaveProperty('undoUntil');
});

test('says what the patient was told last, and whether it was delivered', () => {
  keep(files.store, 'a');
  files.store.write((tx) => {
    const told = { bookingId: bookingId('a'), at: TEST_NOW };
    tx.notices.add({ ...told, id: noticeId('1'), kind: 'confirmed' });
    tx.notices.add({ ...told, id: noticeId('2'), kind: 'moved-by-practice' });
  });
  expect(row('a').told).toEqual({ kind: 'moved-by-practice', at: TEST_NOW });
  files.store.write((tx) => tx.notices.delivered(noticeId('2'), UNDO_UNTIL));
  expect(row('a').told).toEqual({ kind: 'moved-by-practice', at: TEST_NOW, deliveredAt: UNDO_UNTIL });
});

test('staff’s mark is shown', () => {
  keep(files.store, 'a');
  files.store.write((tx) => tx.bookings.setAttendance(bookingId('a'), 'arrived'));
  expect(row('a').attendance).toBe('arrived');
});
