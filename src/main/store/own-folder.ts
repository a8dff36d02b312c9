/**
 * Keeps the data folder and the database to the user who works here. What identifies a patient is sealed anyway; this is for
 * the rest. On Windows the user's own folder does it, and modes say nothing.
 */
import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';

const ONLY_MINE = 0o600;

/** The folder of the file, made when missing. One that is there stays as it is: others may have been let in on purpose. */
export function makeOwnFolder(file: string): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
}

/** The database and its log. A file that is somebody else's cannot be kept to ourselves, and is left. */
export function keepToOurselves(database: string): void {
  if (process.platform === 'win32') return;
  for (const file of [database, `${database}-wal`, `${database}-shm`]) {
    try {
      if (existsSync(file)) chmodSync(file, ONLY_MINE);
    } catch {
      // Not ours to change.
    }
  }
}
