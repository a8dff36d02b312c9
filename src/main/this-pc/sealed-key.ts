/**
 * The patients' key sealed by the operating system's key store (Windows: bound to the Windows user). Where there is none,
 * a file that only this user may read, and the answer says so: reception is told, never left to assume.
 */
import { readFileSync } from 'node:fs';

import type { Dice } from '../ports/dice.ts';
import type { KeptKey, KeyAnswer, NoKey, Secrets } from '../ports/secrets.ts';
import { isFileThere, whyNotRead } from './find-file.ts';
import { KEY_BYTES, createKeyFile, sealedBeside } from './key-file.ts';
import { type PcUser, isSameUser, noteOwner, readOwner } from './pc-user.ts';
import { writePrivateFile } from './private-file.ts';
import { putKeyAside } from './put-key-aside.ts';

export interface KeyStore {
  /** Whether it answers now. May change from one start to the next, and while we run. */
  isThere(): boolean;
  seal(text: string): Buffer;
  /** Throws for what another user sealed, and for what is damaged. */
  open(sealed: Buffer): string;
}

const NOT_ANSWERING: NoKey = {
  kind: 'unavailable',
  message: 'This PC’s key store, which keeps the key to patients’ details, does not answer.',
};

function notOpened(owner: PcUser | undefined, here: PcUser): NoKey {
  if (!owner) {
    const message =
      'The key to patients’ details cannot be opened: it is damaged, or another user of this PC sealed it.';
    return { kind: 'lost', message };
  }
  if (isSameUser(owner, here)) {
    const message = `The key to patients’ details cannot be opened any more, though ${owner.user} sealed it on this PC: its file is damaged, or the PC no longer lets this user open it (after a password was reset, for instance).`;
    return { kind: 'lost', message };
  }
  const who = ({ user, computer }: PcUser) => `${user} on ${computer}`;
  const message = `The key to patients’ details was sealed by ${who(owner)}; you are signed in as ${who(here)}.`;
  return { kind: 'not-ours', message };
}

/** `here`: who is signed in now. */
export function createSealedKey(file: string, keyStore: KeyStore, dice: Dice, here: PcUser): Secrets {
  const sealedFile = sealedBeside(file);
  const ownerFile = `${file}.owner`;
  const keyFile = createKeyFile(file, dice);

  /** The key store is asked whoever the note names: a domain's user may open on one PC what was sealed on another. */
  function openSealed(sealed: Buffer): KeptKey | NoKey {
    const owner = readOwner(ownerFile);
    try {
      const key = Buffer.from(keyStore.open(sealed), 'base64');
      if (key.length !== KEY_BYTES) return notOpened(here, here);
      if (!owner) noteOwner(ownerFile, here);
      return { kind: 'key', key, keeper: 'operating-system' };
    } catch {
      return notOpened(owner, here);
    }
  }

  function readSealed(): KeyAnswer {
    if (!keyStore.isThere()) return NOT_ANSWERING;
    return openSealed(readFileSync(sealedFile));
  }

  return {
    patientKey: async () => {
      try {
        return isFileThere(sealedFile) ? readSealed() : await keyFile.patientKey();
      } catch (error) {
        return whyNotRead(error);
      }
    },
    beginKey: async () => {
      // A key that began in a file stays there: moving it would leave the old copy behind.
      if (!keyStore.isThere()) return keyFile.beginKey();
      const key = dice.bytes(KEY_BYTES);
      try {
        noteOwner(ownerFile, here);
        writePrivateFile(sealedFile, keyStore.seal(Buffer.from(key).toString('base64')));
      } catch (error) {
        return { kind: 'unavailable', message: `The key cannot be kept on this PC: ${String(error)}` };
      }
      return { kind: 'key', key, keeper: 'operating-system' };
    },
    putAside: (at) => putKeyAside([sealedFile, file, ownerFile], at),
  };
}
