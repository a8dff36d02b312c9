/**
 * The patients' key under the operating system's key store (Windows: DPAPI, bound to the Windows user). Where there is
 * none, a file that only this user may read, and the answer says so: reception is told, never left to assume.
 */
import { existsSync, readFileSync } from 'node:fs';

import { safeStorage } from 'electron';

import { createKeyFile, KEY_BYTES, writeKeyFile } from '../this-pc/key-file.ts';
import type { Dice } from '../ports/dice.ts';
import type { KeyAnswer, Secrets } from '../ports/secrets.ts';

/** On Linux `basic_text` means a fixed password: no protection at all. */
function hasKeyStore(): boolean {
  if (!safeStorage.isEncryptionAvailable()) return false;
  return process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text';
}

export function createElectronSecrets(file: string, dice: Dice): Secrets {
  const sealedFile = `${file}.sealed`;

  function openSealed(): KeyAnswer {
    try {
      const key = Buffer.from(safeStorage.decryptString(readFileSync(sealedFile)), 'base64');
      if (key.length === KEY_BYTES) return { kind: 'key', key, keeper: 'operating-system' };
    } catch {
      // Told below: another Windows user, a reset password, a damaged file.
    }
    return {
      kind: 'lost',
      message: 'The key to patients’ details cannot be opened by this user of this PC.',
    };
  }

  return {
    patientKey: async () => {
      if (existsSync(sealedFile)) {
        if (hasKeyStore()) return openSealed();
        return {
          kind: 'unavailable',
          message: 'This PC’s key store does not answer. Sign in to the PC again, then start Slotkeeper.',
        };
      }
      // A key that began in a file stays there: moving it would leave the old copy behind.
      if (existsSync(file) || !hasKeyStore()) return createKeyFile(file, dice).patientKey();
      const key = dice.bytes(KEY_BYTES);
      writeKeyFile(sealedFile, safeStorage.encryptString(Buffer.from(key).toString('base64')));
      return { kind: 'key', key, keeper: 'operating-system' };
    },
  };
}
