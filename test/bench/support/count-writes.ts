/**
 * Counts the rows that SQLite really writes, by triggers put into the file from beside: nobody's word is taken for it.
 * An upsert whose WHERE finds the row unchanged fires none.
 */
import Database from 'better-sqlite3';

const TABLES = ['slots', 'sessions', 'days'] as const;
type CountedTable = (typeof TABLES)[number];
export type RowsWritten = Readonly<Record<CountedTable, number>>;

export interface WriteCount {
  /** Since the last asking. */
  take(): RowsWritten;
  close(): void;
}

export function countWrites(file: string): WriteCount {
  const db = new Database(file);
  db.exec('CREATE TABLE bench_writes (name TEXT PRIMARY KEY, written INTEGER NOT NULL)');
  for (const table of TABLES) {
    db.exec(`INSERT INTO bench_writes VALUES ('${table}', 0)`);
    for (const act of ['INSERT', 'UPDATE', 'DELETE']) {
      db.exec(`CREATE TRIGGER bench_${table}_${act} AFTER ${act} ON ${table}
        BEGIN UPDATE bench_writes SET written = written + 1 WHERE name = '${table}'; END`);
    }
  }
  const written = db.prepare<[string], number>('SELECT written FROM bench_writes WHERE name = ?').pluck();
  return {
    take() {
      const of = (table: CountedTable) => written.get(table) ?? 0;
      const taken = { slots: of('slots'), sessions: of('sessions'), days: of('days') };
      db.exec('UPDATE bench_writes SET written = 0');
      return taken;
    },
    close: () => db.close(),
  };
}
