/**
 * Brings a database to the newest shape, one numbered step after the other, each in its own transaction with its
 * number (`user_version`): a kill between two steps leaves a whole older shape. Never backwards.
 */
import type { Database } from 'better-sqlite3';
import { FIRST_TABLES } from './migrations/0010-first-tables.ts';
import { PRACTICE } from './migrations/0020-practice.ts';
import { THREE_PROTOCOLS } from './migrations/0030-three-protocols.ts';
import { CANCEL_AND_MOVE } from './migrations/0040-cancel-and-move.ts';
import { SEALED_NOTES } from './migrations/0050-sealed-notes.ts';
import { HELD_FOR } from './migrations/0060-held-for.ts';

export interface Migration {
  readonly version: number;
  readonly sql: string;
}

export const MIGRATIONS: readonly Migration[] = [
  { version: 10, sql: FIRST_TABLES },
  { version: 20, sql: PRACTICE },
  { version: 30, sql: THREE_PROTOCOLS },
  { version: 40, sql: CANCEL_AND_MOVE },
  { version: 50, sql: SEALED_NOTES },
  { version: 60, sql: HELD_FOR },
];

/** `SLOT` as a number: tells our file from any other SQLite database. */
export const APPLICATION_ID = 0x53_4c_4f_54;

export const newestVersion = (migrations: readonly Migration[] = MIGRATIONS): number =>
  Math.max(0, ...migrations.map((migration) => migration.version));

export const versionOf = (db: Database): number => Number(db.pragma('user_version', { simple: true }));

/** Runs what is missing, in order. Throws what SQLite throws, with the failing step rolled back. */
export function migrate(db: Database, migrations: readonly Migration[] = MIGRATIONS): void {
  const missing = migrations
    .filter((migration) => migration.version > versionOf(db))
    .sort((one, other) => one.version - other.version);
  for (const { version, sql } of missing) {
    const step = db.transaction(() => {
      // Another process may have taken this step while we waited for the lock.
      if (versionOf(db) >= version) return;
      db.exec(sql);
      db.pragma(`application_id = ${APPLICATION_ID}`);
      db.pragma(`user_version = ${version}`);
    });
    step.immediate();
  }
}
