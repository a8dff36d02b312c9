/**
 * The patients' key in a file that only this user may read: the keeper where no operating system key store exists.
 * A file that others may read is refused, not quietly tightened: what they have read they have.
 */
import { readFileSync } from 'node:fs';

import type { Dice } from '../ports/dice.ts';
import type { KeptKey, NoKey, Secrets } from '../ports/secrets.ts';
import { isFileThere, whyNotRead } from './find-file.ts';
import { mayOthersRead, writePrivateFile } from './private-file.ts';
import { putKeyAside } from './put-key-aside.ts';

export const KEY_BYTES = 32;

/** Where the key store's own copy lies beside the file. */
export const sealedBeside = (file: string): string => `${file}.sealed`;

const ONLY_IN_WINDOW: NoKey = {
  kind: 'unavailable',
  message:
    'The key to patients’ details is sealed by this PC’s key store, which only the Slotkeeper window can open.',
};

function readKeyFile(file: string): KeptKey | NoKey {
  if (mayOthersRead(file)) {
    const message = `The key file ${file} may be read by other users of this PC. Make it private (chmod 600); Slotkeeper then goes on.`;
    return { kind: 'unavailable', message };
  }
  const key = readFileSync(file);
  if (key.length === KEY_BYTES) return { kind: 'key', key, keeper: 'file' };
  return { kind: 'lost', message: `The key file ${file} is damaged.` };
}

export const createKeyFile = (file: string, dice: Dice): Secrets => ({
  patientKey: async () => {
    try {
      if (isFileThere(file)) return readKeyFile(file);
      return isFileThere(sealedBeside(file)) ? ONLY_IN_WINDOW : { kind: 'none' };
    } catch (error) {
      return whyNotRead(error);
    }
  },
  beginKey: async () => {
    try {
      writePrivateFile(file, dice.bytes(KEY_BYTES));
      return readKeyFile(file);
    } catch (error) {
      return { kind: 'unavailable', message: `The key cannot be kept on this PC: ${String(error)}` };
    }
  },
  putAside: (at) => putKeyAside([file], at),
});
