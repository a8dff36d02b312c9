/**
 * A look into a data folder without starting anything: no EHR is spoken to and nothing is sent. Works beside a running
 * Slotkeeper, and after one that crashed.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';

import { failure } from '#shared/domain/failure.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';

import { type CurrentOffers, createCurrentOffers } from '../core/current-offers.ts';
import { type DataFolder, dataFolderAt, defaultDataRoot } from '../this-pc/data-folder.ts';
import { type LastOpened, readLastOpened } from '../core/last-opened.ts';
import { createKeyFile } from '../this-pc/key-file.ts';
import { claimDataFolder } from '../store/claim-data-folder.ts';
import { openStore } from '../store/open-store.ts';
import type { Store, StoreReader } from '../store/store.ts';
import { systemClock } from '../this-pc/system-clock.ts';
import { systemDice } from '../this-pc/system-dice.ts';

export interface OpenedFolder {
  readonly folder: DataFolder;
  readonly lastOpened: LastOpened;
  readonly isRunning: boolean;
  readonly store: Store;
  readonly read: StoreReader;
  readonly offers: CurrentOffers;
}

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** The window's key may lie in the operating system's store, out of reach here: then patients' details stay sealed. */
async function keyWithin(folder: DataFolder): Promise<Uint8Array | undefined> {
  if (!existsSync(folder.patientKey)) return undefined;
  const answer = await createKeyFile(folder.patientKey, systemDice).patientKey();
  return answer.kind === 'key' ? answer.key : undefined;
}

/** Long enough for another look to be over on a busy PC too; each look beside a running Slotkeeper takes so much longer. */
const LOOK_WAIT_MS = 400;

function isSomebodyRunning(folder: DataFolder): boolean {
  const letGo = claimDataFolder(folder.claim, LOOK_WAIT_MS);
  letGo?.();
  return letGo === undefined;
}

export async function withOpenedFolder<T>(
  root: string | undefined,
  work: (opened: OpenedFolder) => T | Promise<T>,
): Promise<Outcome<T>> {
  const folder = dataFolderAt(path.resolve(root ?? defaultDataRoot()));
  const lastOpened = readLastOpened(folder.root);
  const database = lastOpened?.database ? path.join(folder.root, lastOpened.database) : folder.database;
  if (!lastOpened || !existsSync(database)) {
    const message = `No practice has been opened in ${folder.root} yet. Start Slotkeeper on it, or name another folder with --data.`;
    return failed(failure('not-found', message));
  }
  const isRunning = isSomebodyRunning(folder);
  const patientKey = await keyWithin(folder);
  const opened = openStore({
    path: database,
    patientKey,
    purpose: 'look',
    clock: systemClock,
    log: silent,
  });
  if (!opened.ok) return opened;
  const { store } = opened.value;
  try {
    const { read } = store;
    const offers = createCurrentOffers({
      read,
      clock: systemClock,
      settings: lastOpened,
      // Only a running Slotkeeper hears the EHR's clock; its verdict shows in the health that it keeps.
      isClockWrong: () => false,
    });
    return ok(await work({ folder, lastOpened, isRunning, store, read, offers }));
  } finally {
    store.close();
  }
}
