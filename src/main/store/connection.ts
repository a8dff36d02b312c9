/**
 * Opens the database file as we want it. `synchronous` is the one to mistrust: better-sqlite3 makes WAL databases NORMAL,
 * and the pragma goes on reading 2 until the first transaction. So it is set, a transaction is run, and it is read again.
 */
import Database from 'better-sqlite3';

const BUSY_TIMEOUT_MS = 250; // every millisecond of it blocks the event loop
const FULL = 2;
/** What the rest relies on, read again at each open: a pragma that SQLite does not take, it does not refuse either. */
const RELIED_ON = { trusted_schema: 0, cell_size_check: 1, foreign_keys: 1, secure_delete: 1 } as const;
const WAL_KEPT_BYTES = 16 * 1024 * 1024;

/** Opens without changing anything in the file. Throws what SQLite throws. */
export function openFile(path: string): Database.Database {
  const db = new Database(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    // `secure_delete` zeroes what is deleted. For the whole file: patients' details move between pages as other rows come and go.
    for (const [name, value] of Object.entries(RELIED_ON)) {
      db.pragma(`${name} = ${value}`);
      const now = db.pragma(name, { simple: true });
      if (now !== value) throw new Error(`The database does not take ${name}: it is ${String(now)}.`);
    }
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

export function makeDurable(db: Database.Database): void {
  db.pragma('journal_mode = WAL');
  db.pragma(`journal_size_limit = ${WAL_KEPT_BYTES}`);
  db.pragma('synchronous = FULL');
}

/** Call after the first transaction. Throws when the database will not be FULL: a receipt would then be a promise on sand. */
export function assertDurable(db: Database.Database): void {
  const touch = db.transaction(() => db.exec('UPDATE meta SET revision = revision WHERE only_row = 1'));
  touch.immediate();
  if (db.pragma('synchronous', { simple: true }) !== FULL) {
    db.pragma('synchronous = FULL');
    touch.immediate();
  }
  const now = db.pragma('synchronous', { simple: true });
  const journal = db.pragma('journal_mode', { simple: true });
  if (now !== FULL || journal !== 'wal') {
    throw new Error(`The database is not durable: synchronous ${String(now)}, journal ${String(journal)}.`);
  }
}

/**
 * Copies the write-ahead log into the database and empties it, so that nothing forgotten lives on in it. Says whether that
 * was done: not while another process is reading. Throws what SQLite throws.
 */
export function shrinkWal(db: Database.Database): boolean {
  const [answer] = db.pragma('wal_checkpoint(TRUNCATE)') as { readonly busy: number }[];
  return answer?.busy === 0;
}
