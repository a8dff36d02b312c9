/**
 * Binds a database to the practice and EHR that it was begun with. Without this, a booking that waits for one EHR would
 * be sent to another, where the same numbers are other slots and other patients.
 */
import type { Database } from 'better-sqlite3';

import { OfAnotherPractice } from './why-not-open.ts';

/** `A12345 emis-web`. The invented practice has its own mark: its rows give way to real ones, never the other way round. */
export interface Whose {
  readonly practice: string;
  readonly isSample: boolean;
}

export const PRACTICE_OF_ROWS = 'SELECT practice FROM meta WHERE only_row = 1';
export const SET_PRACTICE_OF_ROWS = 'UPDATE meta SET practice = ? WHERE only_row = 1';

const SAMPLE = 'sample ';
const markOf = ({ practice, isSample }: Whose): string => (isSample ? SAMPLE + practice : practice);

/** Throws `OfAnotherPractice`. Rows of nobody yet become theirs. */
export function bindRows(db: Database, whose: Whose): void {
  const wanted = markOf(whose);
  const found = db.prepare<[], string | null>(PRACTICE_OF_ROWS).pluck().get();
  if (found === wanted) return;
  if (found) throw new OfAnotherPractice(found.replace(SAMPLE, ''), found.startsWith(SAMPLE));
  db.prepare(SET_PRACTICE_OF_ROWS).run(wanted);
}
