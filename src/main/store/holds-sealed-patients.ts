/**
 * Whether a database holds patients' details, looked up without the key and without changing the file. Where it does, a key
 * that is gone is lost, and must not be replaced by a new one as if nothing had been.
 */
import Database from 'better-sqlite3';

export const ANY_SEALED_PATIENT = 'SELECT EXISTS (SELECT 1 FROM bookings WHERE patient IS NOT NULL)';

/** `false` for a file that is not there, or that SQLite cannot read: opening it for work says so. */
export function holdsSealedPatients(path: string): boolean {
  try {
    const db = new Database(path, { readonly: true, fileMustExist: true, timeout: 250 });
    try {
      return db.prepare<[], number>(ANY_SEALED_PATIENT).pluck().get() === 1;
    } finally {
      db.close();
    }
  } catch {
    return false;
  }
}
