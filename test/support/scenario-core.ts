/**
 * The whole core in this process, against the sample practice over loopback: for scenarios that look at the window's
 * side, or that must move the clock. Its clock is the PC's own plus an offset that the test sets.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { defaultPreferences } from '#shared/contract/asked.ts';
import { type AppChange, type AppSnapshot, applyChange } from '#shared/contract/snapshot.ts';
import type { Handlers } from '#shared/contract/contract.ts';
import type { HealthRow } from '#shared/contract/rows.ts';
import { asInstant } from '#shared/domain/time.ts';

import type { Clock } from '../../src/main/ports/clock.ts';
import type { Secrets } from '../../src/main/ports/secrets.ts';
import { dataFolderAt } from '../../src/main/this-pc/data-folder.ts';
import { writeLog } from '../../src/main/log/write-log.ts';
import { openPractice } from '../../src/main/start/open-practice.ts';
import {
  type EmisPracticeOptions,
  createEmisPractice,
} from '../../src/main/sample-practice/emis-practice.ts';
import type { SamplePractice } from '../../src/main/sample-practice/sample-practice.ts';
import { createKeyFile } from '../../src/main/this-pc/key-file.ts';
import { systemClock } from '../../src/main/this-pc/system-clock.ts';
import { systemDice } from '../../src/main/this-pc/system-dice.ts';
import { hurriedSince } from './hurried-clock.ts';
import { createApi } from './scenario-api.ts';
import { extraSession } from './scenario-practice.ts';
import {
  type ConfigurationWish,
  type EhrBlock,
  configurationOf,
  newFolder,
  writeConfiguration,
} from './scenario-processes.ts';

/** At least so many slots of "GP telephone" are free. */
const OPEN_TOMORROW = 8;

/** Enough of a practice for a scenario, at rest until the scenario changes something. */
export const SMALL = { port: 0, weeks: 2, clinicians: 2, lively: 0 } as const;

type AnyDoor = SamplePractice<EhrBlock>;

const APP_PATH = path.join(import.meta.dirname, '../..');

function valueOf<T>(outcome: Awaited<ReturnType<Handlers['app']['snapshot']>> & { value?: unknown }): T {
  if (!outcome.ok) throw new Error(outcome.failure.message);
  return outcome.value as T;
}

/** Since when each data folder's PC has been in a hurry: a new one agrees with the EHR's clock, and no restart sets it back. */
const hurriedFolders = new Map<string, number>();

function hurriedClockOf(folder: string): Clock {
  const since = hurriedFolders.get(folder) ?? Date.now();
  hurriedFolders.set(folder, since);
  return hurriedSince(since);
}

export interface CoreWish {
  /** Every wait of the core is shorter: for what takes SystmOne's own pace, where that is not the point. */
  readonly isHurried?: true;
  /** Left out: a key in a file of the folder. */
  readonly secrets?: Secrets;
}

/** Opens the core on a data folder against an EHR that runs already. */
export async function openCore(
  folderPath: string,
  configuration: ReturnType<typeof configurationOf>,
  { isHurried, secrets }: CoreWish = {},
) {
  const clock = isHurried ? hurriedClockOf(folderPath) : systemClock;
  mkdirSync(folderPath, { recursive: true });
  const folder = dataFolderAt(folderPath);
  const log = writeLog(folder.logs);
  const changes: AppChange[] = [];
  let offsetMs = 0;
  const opened = await openPractice({
    folder,
    options: { configurationFile: writeConfiguration(folderPath, configuration) },
    clock: { ...clock, now: () => asInstant(clock.now() + offsetMs) },
    dice: systemDice,
    log,
    secrets: secrets ?? createKeyFile(folder.patientKey, systemDice),
    appPath: APP_PATH,
    version: '0.0.0-test',
    runtime: {},
    preferences: { read: () => defaultPreferences, write: () => undefined },
    shell: { showFile: () => undefined, openBookingSite: async () => undefined },
    publish: (_channel, change) => void changes.push(change as AppChange),
  });
  if (!opened.ok) throw new Error(`${opened.failure.message} ${opened.failure.detail ?? ''}`);
  const { core, lines } = opened.value;
  const url = lines.map((line) => /Patients' page: (\S+)/.exec(line)?.[1]).find((found) => found);
  if (!url) throw new Error('The booking site did not open');
  const snapshot = async (): Promise<AppSnapshot> => valueOf(await core.handlers.app.snapshot());
  return {
    folder,
    handlers: core.handlers,
    lines,
    api: createApi(url),
    changes,
    snapshot,
    health: async (part: 'read' | 'write'): Promise<HealthRow | undefined> => (await snapshot()).health[part],
    slotTypeId: async (name: string) => {
      const found = Object.values((await snapshot()).slotTypes).find((type) => type.name === name);
      if (!found) throw new Error(`The diary has no ${name}`);
      return found.id;
    },
    log: () => readFileSync(folder.logs + '/slotkeeper.log', 'utf8'),
    /** The clock shows this much later than the PC's. */
    setOffset: (ms: number) => void (offsetMs = ms),
    close: () => opened.value.close(),
  };
}

export type OpenCore = Awaited<ReturnType<typeof openCore>>;

/** The core on a running door of the sample practice, whichever protocol it speaks. */
export async function openScenarioAt<Door extends AnyDoor>(
  practice: Door,
  settings: ConfigurationWish & CoreWish & { readonly folder?: string } = {},
) {
  await practice.start();
  // Whatever day it is today, bank holidays too, there is something to book tomorrow.
  practice.staff.addSession(extraSession(OPEN_TOMORROW));
  const { folder = newFolder(), isHurried, ...wish } = settings;
  const core = await openCore(folder, configurationOf(practice.ehr, wish), isHurried ? { isHurried } : {});
  return {
    practice,
    ...core,
    async close() {
      await core.close();
      await practice.close();
    },
  };
}

export const openScenario = (
  options: { readonly practice?: EmisPracticeOptions; readonly settings?: ConfigurationWish } = {},
) => openScenarioAt(createEmisPractice({ ...SMALL, ...options.practice }), options.settings);

export type Scenario = Awaited<ReturnType<typeof openScenario>>;

/** What a window knows that opened at `from` and heard every change since; `undefined` when it has missed one. */
export const hear = (from: AppSnapshot, changes: readonly AppChange[]): AppSnapshot | undefined =>
  changes.reduce<AppSnapshot | undefined>((known, change) => known && applyChange(known, change), from);
