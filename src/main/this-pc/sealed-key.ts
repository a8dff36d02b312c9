/**
 * The patients' key sealed by the operating system's key store (Windows: bound to the Windows user). Where there is none,
 * a file that only this user may read, and the answer says so: reception is told, never left to assume.
 */
import { existsSync, readFileSync } from 'node:fs';

import type { Dice } from '../ports/dice.ts';
import type { KeyAnswer, Secrets } from '../ports/secrets.ts';
import { KEY_BYTES, createKeyFile } from './key-file.ts';
import { writePrivateFile } from './private-file.ts';

export interface KeyStore {
  /** Whether it answers now. May change from one start to the next. */
  isThere(): boolean;
  seal(text: string): Buffer;
  /** Throws for what another user sealed, and for what is damaged. */
  open(sealed: Buffer): string;
}

const NOT_ANSWERING: KeyAnswer = {
  kind: 'unavailable',
  message: 'This PC’s key store does not answer. Sign in to the PC again, then start Slotkeeper.',
};
const NOT_OURS: KeyAnswer = {
  kind: 'lost',
  message:
    'The key to patients’ details cannot be opened by this user of this PC, so Slotkeeper does not start; nothing was changed. Sign in as the user who set it up, or call support.',
};

export function createSealedKey(file: string, keyStore: KeyStore, dice: Dice): Secrets {
  const sealedFile = `${file}.sealed`;

  function openSealed(): KeyAnswer {
    try {
      const key = Buffer.from(keyStore.open(readFileSync(sealedFile)), 'base64');
      return key.length === KEY_BYTES ? { kind: 'key', key, keeper: 'operating-system' } : NOT_OURS;
    } catch {
      return NOT_OURS;
    }
  }

  return {
    patientKey: async () => {
      // Never a new key beside a sealed one: what the old one sealed would be out of reach for good.
      if (existsSync(sealedFile)) return keyStore.isThere() ? openSealed() : NOT_ANSWERING;
      // A key that began in a file stays there: moving it would leave the old copy behind.
      if (existsSync(file) || !keyStore.isThere()) return createKeyFile(file, dice).patientKey();
      const key = dice.bytes(KEY_BYTES);
      try {
        writePrivateFile(sealedFile, keyStore.seal(Buffer.from(key).toString('base64')));
      } catch (error) {
        return { kind: 'unavailable', message: `The key cannot be kept on this PC: ${String(error)}` };
      }
      return { kind: 'key', key, keeper: 'operating-system' };
    },
  };
}
