/**
 * The patients' key in a file that only this user may read: the keeper where no operating system key store exists.
 * A file that others may read is refused, not quietly tightened: what they have read they have.
 */
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';

import type { Dice } from '../ports/dice.ts';
import type { KeyAnswer, Secrets } from '../ports/secrets.ts';

export const KEY_BYTES = 32;

/** Forced to disk under another name first: a key half written would pass for a lost one, and stop every start. */
export function writeKeyFile(file: string, content: Uint8Array): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const half = `${file}.new`;
  rmSync(half, { force: true });
  const handle = openSync(half, 'wx', 0o600);
  try {
    writeSync(handle, content);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(half, file);
}

function readKeyFile(file: string): KeyAnswer {
  const others = statSync(file).mode & 0o077;
  if (process.platform !== 'win32' && others !== 0) {
    const message = `The key file ${file} may be read by other users of this PC. Make it private (chmod 600) and start again.`;
    return { kind: 'unavailable', message };
  }
  const key = readFileSync(file);
  if (key.length === KEY_BYTES) return { kind: 'key', key, keeper: 'file' };
  return { kind: 'lost', message: `The key file ${file} is damaged.` };
}

export const createKeyFile = (file: string, dice: Dice): Secrets => ({
  patientKey: async () => {
    try {
      if (statSync(file, { throwIfNoEntry: false }) === undefined) writeKeyFile(file, dice.bytes(KEY_BYTES));
      return readKeyFile(file);
    } catch (error) {
      return { kind: 'unavailable', message: `The key file ${file} cannot be used: ${String(error)}` };
    }
  },
});
