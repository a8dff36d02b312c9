/**
 * The app as a window has it, without a window: a data folder, a key store, the commands of the contract, and practices that
 * take each other's seat in one process.
 */
import path from 'node:path';

import { defaultPreferences } from '#shared/contract/asked.ts';
import type { Handlers } from '#shared/contract/contract.ts';
import type { SettingsDraft } from '#shared/contract/settings.ts';
import type { Outcome } from '#shared/domain/outcome.ts';

import type { Clock } from '../../src/main/ports/clock.ts';
import type { Secrets } from '../../src/main/ports/secrets.ts';
import { writeLog } from '../../src/main/log/write-log.ts';
import { openPractice } from '../../src/main/start/open-practice.ts';
import type { StartOptions } from '../../src/main/start/start-options.ts';
import type { DataFolder } from '../../src/main/this-pc/data-folder.ts';
import { createKeyFile } from '../../src/main/this-pc/key-file.ts';
import type { KeyStore } from '../../src/main/this-pc/sealed-key.ts';
import { systemClock } from '../../src/main/this-pc/system-clock.ts';
import { systemDice } from '../../src/main/this-pc/system-dice.ts';

/** Seals nothing, but so that what is sealed cannot be found by looking for it. */
const keyStore: KeyStore = {
  isThere: () => true,
  seal: (text) => Buffer.from(Buffer.from(text).toString('base64')),
  open: (sealed) => Buffer.from(sealed.toString(), 'base64').toString(),
};

export function valueOf<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.failure.message);
  return outcome.value;
}

export interface WindowWish {
  /** Left out: a key in a file of the folder. */
  readonly secrets?: Secrets;
  /** Left out: the PC's own. */
  readonly clock?: Clock;
}

export async function openWindow(folder: DataFolder, options: StartOptions = {}, wish: WindowWish = {}) {
  const replaced: (readonly string[])[] = [];
  const opened = valueOf(
    await openPractice({
      folder,
      options,
      keyStore,
      clock: wish.clock ?? systemClock,
      dice: systemDice,
      log: writeLog(folder.logs),
      secrets: wish.secrets ?? createKeyFile(folder.patientKey, systemDice),
      appPath: path.join(import.meta.dirname, '../..'),
      version: '0.0.0-test',
      runtime: {},
      preferences: { read: () => defaultPreferences, write: () => undefined },
      shell: { showFile: () => undefined, openBookingSite: async () => undefined },
      publish: () => undefined,
      replaced: (lines) => void replaced.push(lines),
    }),
  );
  async function handlers(): Promise<Handlers> {
    const found = await opened.handlers();
    if (!found) throw new Error('Nothing is open');
    return found;
  }
  const snapshot = async () => valueOf(await (await handlers()).app.snapshot());
  return {
    lines: opened.lines,
    /** What the terminal was told of each practice that took the seat. */
    replaced,
    handlers,
    snapshot,
    practice: async () => {
      const { practice } = (await snapshot()).practice;
      if (!practice) throw new Error('The snapshot tells no practice');
      return practice;
    },
    reading: async () => (await snapshot()).health['read'],
    settings: async () => valueOf(await (await handlers()).settings.read()),
    save: async (draft: SettingsDraft) => (await handlers()).settings.save(draft),
    test: async (draft: SettingsDraft) => valueOf(await (await handlers()).settings.test(draft)),
    open: async (...asked: Parameters<Handlers['settings']['open']>) =>
      (await handlers()).settings.open(...asked),
    close: () => opened.close(),
  };
}

export type OpenWindow = Awaited<ReturnType<typeof openWindow>>;
