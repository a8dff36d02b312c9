/**
 * What went wrong when a database was opened: whether the file itself is at fault, and the words for whoever starts the
 * app. A disk that is full or a lock that is held is never taken for damage.
 */
import Database from 'better-sqlite3';

import { type Failure, failure } from '#shared/domain/failure.ts';

/** Thrown for a file that must be put aside. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}
/** Thrown for a file that is none of our business to change. */
export class FromTheFuture extends Error {
  override readonly name = 'FromTheFuture';
}
/** Thrown when a look meets tables that only a start may bring up to date. */
export class NotUpToDate extends Error {
  override readonly name = 'NotUpToDate';
}
/** Thrown for rows that belong to another practice or another EHR of it. */
export class OfAnotherPractice extends Error {
  override readonly name = 'OfAnotherPractice';
  readonly practice: string;
  readonly isSample: boolean;
  constructor(practice: string, isSample: boolean) {
    super(practice);
    this.practice = practice;
    this.isSample = isSample;
  }
}

const sqliteCode = (error: unknown): string =>
  error instanceof Database.SqliteError ? error.code : error instanceof Error ? error.name : 'unknown';

/** Codes by which SQLite says that the file, and not the disk or the moment, is at fault. */
const isDamage = (code: string): boolean => code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT');

export function refusal(error: unknown): Failure {
  if (error instanceof FromTheFuture) {
    return failure(
      'store-trouble',
      'The data on this PC was written by a newer version of Slotkeeper. Install that version again; nothing was changed.',
      { detail: error.message },
    );
  }
  if (error instanceof NotUpToDate) {
    return failure(
      'store-trouble',
      'The data is of an older version. Start Slotkeeper once; it brings it up to date.',
      {
        detail: error.message,
      },
    );
  }
  if (error instanceof OfAnotherPractice) {
    return failure(
      'not-allowed',
      `The data folder holds the data of another practice or EHR (${error.practice}), and nothing of it may reach this one. Choose a folder of its own with --data.`,
    );
  }
  const why = whyUnreadable(error);
  if (why !== undefined) {
    return failure(
      'store-trouble',
      'The database is damaged. When Slotkeeper starts, it puts it aside and begins a new one.',
      { detail: why },
    );
  }
  const detail = sqliteCode(error);
  const message = detail.startsWith('SQLITE_BUSY')
    ? 'Another program has the database open and does not let go of it.'
    : 'The database could not be opened. Check that the disk has room and that the data folder can be written.';
  return failure('store-trouble', message, { detail });
}

/** The schema is not what its version says, or SQLite cannot make sense of the file. */
export function whyUnreadable(error: unknown): string | undefined {
  if (error instanceof Unreadable) return error.message;
  const code = sqliteCode(error);
  return isDamage(code) ? `SQLite cannot read it (${code}).` : undefined;
}
