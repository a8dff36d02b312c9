/**
 * A real store in a folder of its own, with a fixed key, for every test that needs one. Close it when done: the folder
 * goes with it. `reopen` is what a restart of the app sees.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import Database from 'better-sqlite3';

import { type Instant, asInstant } from '#shared/domain/time.ts';

import type { Log } from '../../src/main/ports/log.ts';
import { type OpenedStore, openStore } from '../../src/main/store/open-store.ts';
import type { Store } from '../../src/main/store/store.ts';

export const TEST_PATIENT_KEY: Uint8Array = new Uint8Array(32).fill(7);
/** Monday 23 November 2026, 09:00. */
export const TEST_NOW: Instant = asInstant(Date.UTC(2026, 10, 23, 9));

export const silentLog: Log = { info: () => {}, warn: () => {}, error: () => {} };

export interface TestStore {
  readonly store: Store;
  readonly file: string;
  readonly news: OpenedStore['news'];
  /** The file through plain SQLite, read-only: what lies on disk, past the store. Close it. */
  peek(): Database.Database;
  /** Closes the store and opens the same file again. */
  reopen(patientKey?: Uint8Array): TestStore;
  /** Closes the store and removes its folder. */
  close(): void;
}

export function openStoreAt(file: string, patientKey: Uint8Array = TEST_PATIENT_KEY): OpenedStore {
  const opened = openStore({ path: file, patientKey, clock: { now: () => TEST_NOW }, log: silentLog });
  if (!opened.ok) throw new Error(`${opened.failure.message} ${opened.failure.detail ?? ''}`);
  return opened.value;
}

export function openTestStore(): TestStore {
  const folder = mkdtempSync(path.join(tmpdir(), 'slotkeeper-store-'));
  const file = path.join(folder, 'slotkeeper.db');
  const wrap = ({ store, news }: OpenedStore): TestStore => ({
    store,
    news,
    file,
    peek: () => new Database(file, { readonly: true }),
    reopen(patientKey) {
      store.close();
      return wrap(openStoreAt(file, patientKey));
    },
    close() {
      store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  });
  return wrap(openStoreAt(file));
}
