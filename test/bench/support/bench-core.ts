/** The whole core in the bench's own process, as the window's process has it, on a fresh data folder. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import Database from 'better-sqlite3';

import { parseConfiguration } from '../../../src/main/start/configuration.ts';
import { type Core, createCore } from '../../../src/main/core.ts';
import { dataFolderAt } from '../../../src/main/this-pc/data-folder.ts';
import { writeLog } from '../../../src/main/log/write-log.ts';
import { SLOT_TYPES } from '../../../src/main/sample-practice/diary/practice-plan.ts';
import type { EmisSettings } from '../../../src/main/sample-practice/emis-practice.ts';
import { createKeyFile } from '../../../src/main/this-pc/key-file.ts';
import { systemClock } from '../../../src/main/this-pc/system-clock.ts';
import { systemDice } from '../../../src/main/this-pc/system-dice.ts';
import { defaultPreferences } from '../../../src/shared/contract/asked.ts';
import type { AppChange } from '../../../src/shared/contract/snapshot.ts';

export interface BenchCore {
  readonly core: Core;
  /** Where the booking site is, without a path. */
  readonly site: string;
  readonly horizonDays: number;
  /** Says how many slots were kept. */
  close(): Promise<number>;
}

/** Every slot type is active and the EHR may be asked as fast as the settings allow, so that the work comes thick. */
export async function openBenchCore(
  ehr: EmisSettings,
  hear: (change: AppChange) => void,
): Promise<BenchCore> {
  const parent = mkdtempSync(path.join(tmpdir(), 'slotkeeper-core-'));
  const folder = dataFolderAt(parent);
  const configured = parseConfiguration({
    practice: { name: 'Sample Surgery', odsCode: 'A12345' },
    ehr,
    bookingSite: { port: 0 },
    reading: { nearEverySeconds: 5, requestsPerSecond: 100 },
    activeSlotTypes: Object.values(SLOT_TYPES).map(({ name }) => name),
  });
  if (!configured.ok) throw new Error(configured.failure.message);
  const created = await createCore({
    folder,
    configuration: configured.value,
    clock: systemClock,
    dice: systemDice,
    log: writeLog(folder.logs),
    secrets: createKeyFile(folder.patientKey, systemDice),
    keepDeviceId: () => undefined,
    appPath: path.resolve(import.meta.dirname, '../../..'),
    version: 'bench',
    runtime: {},
    preferences: { read: () => defaultPreferences, write: () => undefined },
    shell: { showFile: () => undefined, openBookingSite: async () => undefined },
    publish: (_channel, change) => hear(change),
  });
  if (!created.ok) throw new Error(created.failure.message);
  const core = created.value;
  const { bookingSiteUrl } = await core.start();
  if (!bookingSiteUrl) throw new Error('The booking site is not open.');
  return {
    core,
    site: new URL(bookingSiteUrl).origin,
    horizonDays: configured.value.reading.horizonDays,
    async close() {
      await core.stop();
      const db = new Database(folder.database, { readonly: true });
      const kept = db.prepare<[], number>('SELECT count(*) FROM slots').pluck().get() ?? 0;
      db.close();
      rmSync(parent, { recursive: true, force: true });
      return kept;
    },
  };
}
