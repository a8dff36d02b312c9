/** The borders towards whoever writes our files: a person with an editor, a disk that lost its power, another program. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { readLastOpened } from '../../../src/main/core/last-opened.ts';
import { readFaultFile } from '../../../src/main/sample-practice/control/fault-file.ts';
import { readConfiguration } from '../../../src/main/start/configuration.ts';
import { readChoice } from '../../../src/main/start/what-to-open.ts';
import { dataFolderAt } from '../../../src/main/this-pc/data-folder.ts';
import { createKeptCredentials } from '../../../src/main/this-pc/kept-credentials.ts';
import { type Border, type Verdict, verdictOf } from './border.ts';
import { spoilText, spoilValue, textOf } from './spoil.ts';

const CONFIGURATION = {
  practice: { name: 'Sample Surgery', odsCode: 'A12345' },
  ehr: {
    ...{ kind: 'emis-web', baseUrl: 'https://emis.example/partner', applicationId: 'app' },
    ...{ accessToken: 'token', bookedBy: '9', dateFormat: 'dd/MM/yyyy' },
  },
  bookingSite: { host: '127.0.0.1', port: 4780 },
  reading: { horizonDays: 28, nearEverySeconds: 15 },
  booking: { minNoticeMinutes: 30 },
  activeSlotTypes: ['GP telephone'],
};
const FAULTS = {
  faults: [
    { kind: 'slow', ms: 120, on: 'writes', share: 0.6 },
    { kind: 'drop', on: ['reads'], when: 'after-work', times: 2, skip: 1 },
    { kind: 'truncate', atShare: 0.5 },
  ],
};

const KEPT = { kept: { 'emis-web A12345': { accessToken: 'token' }, 'systmone A12345': { apiKey: 'key' } } };
const CHOICE = { open: 'practice', sample: 'systmone' };
const LAST_OPENED = {
  practice: { name: 'Sample Surgery', odsCode: 'A12345', phone: '01632 960 018' },
  ...{
    ehr: 'SystmOne',
    isSample: false,
    database: 'slotkeeper.db',
    bookingSiteUrl: 'http://127.0.0.1:4780/',
  },
  reading: { horizonDays: 28, nearEverySeconds: 15, requestsPerSecond: 8 },
  booking: { minNoticeMinutes: 30, holdMinutes: 10, settleSeconds: 60, requestTimeoutSeconds: 15 },
};

/** In memory where the system has such a folder: it is the reading that is tried, not the disk. */
const SHARED_MEMORY = '/dev/shm';

interface ReadFile {
  readonly name: string;
  /** As it is called in its folder. */
  readonly file: string;
  readonly right: unknown;
  /** Whether it was believed. */
  readonly read: (file: string) => boolean;
}

function openFileBorder({ name, file: called, right, read }: ReadFile): Border {
  const folder = mkdtempSync(
    path.join(existsSync(SHARED_MEMORY) ? SHARED_MEMORY : tmpdir(), 'slotkeeper-fuzz-'),
  );
  const file = path.join(folder, called);
  const whole = JSON.stringify(right, undefined, 2);
  const readNow = (bytes: string | Buffer): Verdict => {
    writeFileSync(file, bytes, { mode: 0o600 });
    return verdictOf(read(file));
  };
  return {
    name,
    spoilt(chance) {
      if (chance.happens(0.5)) return readNow(spoilText(whole, chance));
      return readNow(textOf(spoilValue(right, chance), chance));
    },
    untouched: () => readNow(whole),
    documents: { whole: [Buffer.from(whole)], read: readNow },
    close: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Its mistakes are thrown, in words; any other kind of error is a fault. */
function areFaults(file: string): boolean {
  try {
    readFaultFile(file);
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'Error') return false;
    throw error;
  }
}

const openBorderOf = (file: ReadFile) => async (): Promise<Border> => openFileBorder(file);

export const openConfigurationBorder = openBorderOf({
  ...{ name: 'configuration file', file: 'configuration.json', right: CONFIGURATION },
  read: (file) => readConfiguration(file).ok,
});

export const openFaultFileBorder = openBorderOf({
  ...{ name: 'fault file', file: 'faults.json', right: FAULTS, read: areFaults },
});

/** What stands in it decides to whom we sign in, and as whom. */
export const openCredentialsBorder = openBorderOf({
  ...{ name: 'credentials file', file: 'credentials.json', right: KEPT },
  read(file) {
    const read = createKeptCredentials(file.replace(/\.json$/, ''), undefined).read('systmone A12345');
    if (read.kind === 'kept' && Object.values(read.values).some((value) => typeof value !== 'string')) {
      throw new Error('it gave a credential that is no text');
    }
    return read.kind === 'kept';
  },
});

export const openChoiceBorder = openBorderOf({
  ...{ name: 'note of what to open', file: 'choice.json', right: CHOICE },
  read: (file) => readChoice(dataFolderAt(path.dirname(file))) !== undefined,
});

export const openLastOpenedBorder = openBorderOf({
  ...{ name: 'note of what was open', file: 'last-opened.json', right: LAST_OPENED },
  read: (file) => readLastOpened(path.dirname(file)) !== undefined,
});
