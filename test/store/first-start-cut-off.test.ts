/** A first start that was cut off leaves a journal which has to be undone before anybody may look: found by the I/O proof. */
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import Database from 'better-sqlite3';
import { expect, it } from 'vitest';

import { migrate } from '../../src/main/store/migrate.ts';
import { openStoreAt } from '../support/open-test-store.ts';
import { book, bookingId } from '../support/store-samples.ts';

it('opens a file whose change was cut off before it had its write-ahead log', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'slotkeeper-cut-off-'));
  try {
    const [whole, cut] = [path.join(folder, 'whole.db'), path.join(folder, 'cut.db')];
    const db = new Database(whole);
    migrate(db);
    db.pragma('cache_size = 1');
    db.exec('BEGIN; CREATE TABLE half (bytes)');
    const add = db.prepare('INSERT INTO half VALUES (zeroblob(4000))');
    // More than the cache holds: some of it is in the file already, and the journal says how to take it out again.
    for (let n = 0; n < 200; n += 1) add.run();
    copyFileSync(whole, cut);
    copyFileSync(`${whole}-journal`, `${cut}-journal`);
    db.exec('ROLLBACK');
    db.close();

    const { store, news } = openStoreAt(cut);
    expect(news).toEqual([]);
    expect(existsSync(`${cut}-journal`)).toBe(false);
    book(store, 'b1');
    expect(store.read.bookings.byId(bookingId('b1'))?.state).toBe('accepted');
    store.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
