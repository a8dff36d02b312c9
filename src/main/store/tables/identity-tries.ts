/** Wrong answers to "who are you", counted by a keyed hash of the NHS number so that guessing can be locked out. Kept for a day. */
import type { Database } from 'better-sqlite3';
import { DAY } from '#shared/domain/time.ts';
import type { Seal } from '../seal.ts';
import type { StoreReader, StoreWriter } from '../store.ts';
import type { WriteInProgress } from './meta.ts';

export const WRONG_TRIES_SINCE = 'SELECT count(*) FROM identity_tries WHERE nhs_number_hash = ? AND at >= ?';
export const ADD_WRONG_TRY = 'INSERT INTO identity_tries (nhs_number_hash, at) VALUES (?, ?)';
export const FORGET_WRONG_TRIES = 'DELETE FROM identity_tries WHERE at < ?';

export function createIdentityTries(
  db: Database,
  writing: WriteInProgress,
  seal: Seal,
): { read: StoreReader['identityTries']; write: StoreWriter['identityTries'] } {
  const count = db.prepare<[Buffer, number], number>(WRONG_TRIES_SINCE).pluck();
  const add = db.prepare<[Buffer, number]>(ADD_WRONG_TRY);
  const forget = db.prepare<[number]>(FORGET_WRONG_TRIES);

  const read: StoreReader['identityTries'] = {
    wrongSince: (nhsNumber, since) => count.get(seal.hashNhsNumber(nhsNumber), since) ?? 0,
  };
  return {
    read,
    write: {
      ...read,
      addWrong(nhsNumber, at) {
        writing.mustBeOpen();
        forget.run(at - DAY);
        add.run(seal.hashNhsNumber(nhsNumber), at);
      },
    },
  };
}
