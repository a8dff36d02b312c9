/**
 * One process at a time in a data folder: two write-back loops on one practice would send one booking twice. The claim
 * is an exclusive SQLite lock, because the operating system lets go of it however the process ends, `kill -9` included.
 */
import Database from 'better-sqlite3';

import { makeOwnFolder } from './own-folder.ts';

/** A look (`status` and its kind) holds the claim for a moment too, to see whether it is free: that is waited out. */
const WAIT_MS = 500;

/** Gives the way to let go, or `undefined` when another process works in the folder. `waitMs`: how long that is waited out. */
export function claimDataFolder(file: string, waitMs = WAIT_MS): (() => void) | undefined {
  makeOwnFolder(file);
  const claim = new Database(file, { timeout: waitMs });
  try {
    claim.pragma('locking_mode = EXCLUSIVE');
    claim.exec('BEGIN EXCLUSIVE');
    return () => {
      claim.close();
    };
  } catch {
    claim.close();
    return undefined;
  }
}
