/** A second process writes to the database of a running one: noticed within a second, and our own writes are no news. */
import { afterEach, beforeEach, expect, test } from 'vitest';

import { SECOND } from '#shared/domain/time.ts';

import { watchOtherWriters } from '../../../src/main/core/watch-other-writers.ts';
import { TEST_NOW, type TestStore, openStoreAt, openTestStore } from '../../support/open-test-store.ts';
import { type SettableClock, settableClock } from '../../support/settable-clock.ts';
import { slotTypeId } from '../../support/store-samples.ts';

let files: TestStore;
let other: ReturnType<typeof openStoreAt>['store'];
let clock: SettableClock;
let news = 0;
let watch: ReturnType<typeof watchOtherWriters>;

const typesNamed = (...names: readonly string[]) => names.map((name) => ({ id: slotTypeId(name), name }));
const write = (store: TestStore['store'], ...names: readonly string[]) =>
  store.write((tx) => tx.slotTypes.see(typesNamed(...names), TEST_NOW));

beforeEach(() => {
  files = openTestStore();
  other = openStoreAt(files.file).store;
  clock = settableClock(TEST_NOW);
  news = 0;
  watch = watchOtherWriters({ store: files.store, clock, changed: () => void (news += 1) });
  watch.start();
});
afterEach(() => {
  watch.stop();
  other.close();
  files.close();
});

test('our own writes are no news', async () => {
  write(files.store, 'a');
  write(files.store, 'a', 'b');
  await clock.advance(5 * SECOND);
  expect(news).toBe(0);
});

test('another’s write is told once, within a second', async () => {
  await clock.advance(SECOND / 2);
  write(other, 'a');
  await clock.advance(SECOND);
  expect(news).toBe(1);
  await clock.advance(10 * SECOND);
  expect(news).toBe(1);
});

test('another’s write just before one of ours is not overlooked', async () => {
  await clock.advance(SECOND / 2);
  write(other, 'a');
  write(files.store, 'a', 'b');
  expect(news).toBe(1);
  await clock.advance(5 * SECOND);
  expect(news).toBe(1);
});

test('once stopped it tells nothing and lets the loop end', async () => {
  watch.stop();
  write(other, 'a');
  write(files.store, 'b');
  await clock.advance(5 * SECOND);
  expect([news, clock.sleepers()]).toEqual([0, 0]);
});
