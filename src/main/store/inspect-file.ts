/**
 * Looks at a database file before it is opened for work, and changes nothing that was ever whole: SQLite would take a file of one byte for a
 * new one, and a connection that may write empties and deletes the write-ahead log when it closes, which may hold the
 * last bookings of a database that has to be put aside.
 */
import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';

import Database from 'better-sqlite3';

import { APPLICATION_ID, newestVersion, versionOf } from './migrate.ts';
import { FromTheFuture, Unreadable } from './why-not-open.ts';

const MAGIC = 'SQLite format 3\0';
const SMALLEST_PAGE = 512;

function beginsLikeADatabase(path: string): boolean {
  const head = Buffer.alloc(MAGIC.length);
  const file = openSync(path, 'r');
  try {
    readSync(file, head, 0, head.length, 0);
  } finally {
    closeSync(file);
  }
  return head.toString('latin1') === MAGIC;
}

/** The first thing that SQLite finds wrong with the file, or `undefined`. About 50 ms for 100 MB. */
function findDamage(db: Database.Database): string | undefined {
  const found = db.pragma('quick_check(1)', { simple: true });
  return found === 'ok' ? undefined : String(found);
}

/**
 * A journal that must be undone lies beside a file only when its very first start was cut off: from then on there is a
 * write-ahead log instead. A connection that may not write cannot undo it, and would refuse the file for ever.
 */
function undoFirstStart(path: string): void {
  if (!existsSync(`${path}-journal`)) return;
  const db = new Database(path, { timeout: 250 });
  try {
    db.pragma('schema_version');
  } finally {
    db.close();
  }
}

/** The version of its tables; 0 for a file that is not there yet. Throws `Unreadable`, `FromTheFuture` or what SQLite throws. */
export function inspectFile(path: string): number {
  if (!existsSync(path)) {
    if (existsSync(`${path}-wal`)) throw new Unreadable('The database is gone; only its log is left.');
    return 0;
  }
  undoFirstStart(path);
  const { size } = statSync(path);
  if (size === 0) throw new Unreadable('The file was empty.');
  if (size < SMALLEST_PAGE || !beginsLikeADatabase(path)) {
    throw new Unreadable('It does not begin as a database does.');
  }
  const db = new Database(path, { readonly: true, timeout: 250 });
  try {
    db.pragma('cell_size_check = 1');
    const version = versionOf(db);
    const tables = db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get();
    if (version === 0 && tables === 0) return 0;
    if (db.pragma('application_id', { simple: true }) !== APPLICATION_ID) {
      throw new Unreadable('It is a database of another program.');
    }
    if (version > newestVersion()) throw new FromTheFuture(`version ${version}`);
    const damage = findDamage(db);
    if (damage !== undefined) throw new Unreadable(damage);
    return version;
  } finally {
    db.close();
  }
}
