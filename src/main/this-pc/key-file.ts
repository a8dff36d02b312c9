/**
 * The patients' key in a file that only this user may read: the keeper where no operating system key store exists.
 * A file that others may read is refused, not quietly tightened: what they have read they have.
 */
import { readFileSync, statSync } from 'node:fs';

import type { Dice } from '../ports/dice.ts';
import type { KeyAnswer, Secrets } from '../ports/secrets.ts';
import { mayOthersRead, writePrivateFile } from './private-file.ts';

export const KEY_BYTES = 32;

function readKeyFile(file: string): KeyAnswer {
  if (mayOthersRead(file)) {
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
      if (statSync(file, { throwIfNoEntry: false }) === undefined)
        writePrivateFile(file, dice.bytes(KEY_BYTES));
      return readKeyFile(file);
    } catch (error) {
      return { kind: 'unavailable', message: `The key file ${file} cannot be used: ${String(error)}` };
    }
  },
});
