/**
 * The settings as the window asks for them, with a real core behind: tried, saved, opened anew in the same process, and
 * back. What was put in as a credential is looked for in every answer, file and log line.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { defaultPreferences } from '#shared/contract/asked.ts';
import type { Handlers } from '#shared/contract/contract.ts';
import type { PracticeSettings, SettingsDraft } from '#shared/contract/settings.ts';
import type { Outcome } from '#shared/domain/outcome.ts';

import { writeLog } from '../../src/main/log/write-log.ts';
import { type EmisPractice, createEmisPractice } from '../../src/main/sample-practice/emis-practice.ts';
import { type OpenedPractice, openPractice } from '../../src/main/start/open-practice.ts';
import { readConfiguration } from '../../src/main/start/configuration.ts';
import type { StartOptions } from '../../src/main/start/start-options.ts';
import { type DataFolder, dataFolderAt } from '../../src/main/this-pc/data-folder.ts';
import { createKeyFile } from '../../src/main/this-pc/key-file.ts';
import type { KeyStore } from '../../src/main/this-pc/sealed-key.ts';
import { systemClock } from '../../src/main/this-pc/system-clock.ts';
import { systemDice } from '../../src/main/this-pc/system-dice.ts';
import { createApi } from '../support/scenario-api.ts';
import { ADA, TELEPHONE, extraSession } from '../support/scenario-practice.ts';
import { endEverything, newFolder } from '../support/scenario-processes.ts';
import { waitUntil } from '../support/wait-until.ts';

const TOKEN = 'hush-hush-token';
const keyStore: KeyStore = {
  isThere: () => true,
  seal: (text) => Buffer.from(Buffer.from(text).toString('base64')),
  open: (sealed) => Buffer.from(sealed.toString(), 'base64').toString(),
};

let folder: DataFolder;
let ehr: EmisPractice;
let opened: OpenedPractice | undefined;
let replaced: (readonly string[])[];

beforeEach(async () => {
  folder = dataFolderAt(newFolder());
  replaced = [];
  ehr = createEmisPractice({ port: 0, weeks: 2, clinicians: 2, lively: 0, accessToken: TOKEN });
  await ehr.start();
});
afterEach(async () => {
  await opened?.close();
  opened = undefined;
  await ehr.close();
  await endEverything();
});

async function open(options: StartOptions = {}): Promise<OpenedPractice> {
  const done = await openPractice({
    folder,
    options,
    keyStore,
    clock: systemClock,
    dice: systemDice,
    log: writeLog(folder.logs),
    secrets: createKeyFile(folder.patientKey, systemDice),
    appPath: path.join(import.meta.dirname, '../..'),
    version: '0.0.0-test',
    runtime: {},
    preferences: { read: () => defaultPreferences, write: () => undefined },
    shell: { showFile: () => undefined, openBookingSite: async () => undefined },
    publish: () => undefined,
    replaced: (lines) => void replaced.push(lines),
  });
  opened = valueOf(done);
  return opened;
}

function valueOf<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.failure.message);
  return outcome.value;
}

async function handlers(): Promise<Handlers> {
  const found = await opened?.handlers();
  if (!found) throw new Error('Nothing is open');
  return found;
}
const settings = async (): Promise<PracticeSettings> => valueOf(await (await handlers()).settings.read());
const save = async (draft: SettingsDraft) => (await handlers()).settings.save(draft);
const tryOut = async (draft: SettingsDraft) => valueOf(await (await handlers()).settings.test(draft));
const openOther = async (what: 'sample' | 'practice') => (await handlers()).settings.open({ what });
const snapshot = async () => valueOf(await (await handlers()).app.snapshot());
const practiceRow = async () => (await snapshot()).practice['practice'];
const readState = async () => (await snapshot()).health['read'];

function draftOf(credentials: SettingsDraft['credentials'], more: Partial<SettingsDraft['practice']> = {}) {
  const { baseUrl, applicationId, bookedBy } = ehr.ehr;
  return {
    practice: { name: 'Example Surgery', odsCode: 'A12345', phone: '', ...more },
    ehr: { kind: 'emis-web', baseUrl, applicationId, bookedBy, dateFormat: 'dd/MM/yyyy' },
    credentials,
  } satisfies SettingsDraft;
}

/** Everything on disk and everything answered. */
async function findsTokenIn(): Promise<readonly string[]> {
  const files = readdirSync(folder.root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  const answers = JSON.stringify([
    await settings(),
    await snapshot(),
    (await handlers()).help.previewBundle(),
  ]);
  return [
    ...files.filter((file) => readFileSync(file).includes(TOKEN)).map((file) => path.basename(file)),
    ...(answers.includes(TOKEN) ? ['an answer'] : []),
  ];
}

test('from the sample to a practice of one’s own, in the same process, and the next start opens it', async () => {
  await open();
  expect(await settings()).toMatchObject({
    source: 'sample',
    hasOwnPractice: false,
    keeper: 'operating-system',
    credentials: [{ name: 'accessToken', isKept: true }],
  });
  expect(await openOther('practice')).toMatchObject({ failure: { kind: 'not-found' } });

  expect(await save(draftOf({ accessToken: TOKEN }, { odsCode: 'a1' }))).toMatchObject({
    failure: { kind: 'invalid-input', message: expect.stringContaining('practice.odsCode') },
  });
  expect((await practiceRow())?.isSample).toBe(true);

  valueOf(await save(draftOf({ accessToken: TOKEN })));
  expect(await practiceRow()).toMatchObject({ name: 'Example Surgery', isSample: false });
  await waitUntil('the window is told', () => replaced.length === 1);
  expect(replaced[0]).toContain('Opened Example Surgery.');
  await waitUntil('it is read', async () => Object.keys((await snapshot()).slotTypes).length > 0);
  expect(await settings()).toMatchObject({
    source: 'data-folder',
    file: folder.configuration,
    practice: { name: 'Example Surgery' },
    credentials: [{ name: 'accessToken', isKept: true }],
  });
  expect(await findsTokenIn()).toEqual([]);

  await opened?.close();
  await open();
  await waitUntil('it is read again', async () => (await readState())?.state === 'in-step');
  expect(await practiceRow()).toMatchObject({ name: 'Example Surgery', isSample: false });
});

test('to the sample and back: each finds what it had, and the last choice is remembered', async () => {
  await open();
  valueOf(await save(draftOf({ accessToken: TOKEN })));
  await waitUntil('it is read', async () => Object.keys((await snapshot()).slotTypes).length > 0);
  const [first] = Object.values((await snapshot()).slotTypes);
  if (!first) throw new Error('no slot type');
  const mine = { slotTypeIds: [first.id], isActive: true, reason: 'Goes online' };
  valueOf(await (await handlers()).slotTypes.setActive(mine));

  valueOf(await openOther('sample'));
  expect(await practiceRow()).toMatchObject({ isSample: true, notices: [] });
  expect(await settings()).toMatchObject({ source: 'sample', hasOwnPractice: true });
  await opened?.close();
  await open();
  expect((await practiceRow())?.isSample).toBe(true);

  valueOf(await openOther('practice'));
  const { slotTypes, practice } = await snapshot();
  expect(practice['practice']?.isSample).toBe(false);
  expect(practice['practice']?.notices.map(({ code }) => code)).not.toContain('sample-put-aside');
  expect(slotTypes[first.id]?.isActive).toBe(true);
});

describe('a test of the connection', () => {
  test('names the step that failed, and keeps nothing of the draft', async () => {
    await open();
    const states = async (draft: SettingsDraft) =>
      (await tryOut(draft)).map(({ step, state }) => [step, state] as const);
    const wrong = await states(draftOf({ accessToken: 'another-token' }));
    expect(wrong).toContainEqual(['sign-in', 'failed']);
    const none = await tryOut(draftOf({}));
    expect(none).toMatchObject([
      { step: 'sign-in', state: 'failed', message: expect.stringMatching(/credential/) },
    ]);
    const right = await states(draftOf({ accessToken: TOKEN }));
    expect(right.map(([, state]) => state)).not.toContain('failed');
    expect(right).toContainEqual(['read-diary', 'passed']);
    expect(readdirSync(folder.root)).not.toContain('configuration.json');
    expect(await findsTokenIn()).toEqual([]);
  });

  test('uses what is kept for this practice and server, and for no other', async () => {
    await open();
    valueOf(await save(draftOf({ accessToken: TOKEN })));
    const failedAt = async (draft: SettingsDraft) =>
      (await tryOut(draft)).find(({ state }) => state === 'failed')?.step;
    expect(await failedAt(draftOf({}))).toBeUndefined();
    expect(await failedAt(draftOf({}, { odsCode: 'B67890' }))).toBe('sign-in');
    const elsewhere = createEmisPractice({ port: 0, weeks: 2, clinicians: 2, lively: 0, accessToken: TOKEN });
    await elsewhere.start();
    try {
      const { ehr: form, ...rest } = draftOf({});
      expect(await failedAt({ ...rest, ehr: { ...form, baseUrl: elsewhere.ehr.baseUrl } })).toBe('sign-in');
      expect(elsewhere.requests.total()).toBe(0);
    } finally {
      await elsewhere.close();
    }
  });
});

test('without its credential a practice opens, asks nobody, and goes on once it is put in', async () => {
  writeFileSync(folder.configuration, JSON.stringify({ ...configurationFile(), ehr: withoutToken() }));
  const { lines } = await open();
  expect(lines).toContain('The access token for EMIS Web is not on this PC.');
  await waitUntil('it says why', async () => (await readState())?.failure?.kind === 'not-set-up');
  expect(ehr.requests.total()).toBe(0);
  expect((await settings()).credentials).toEqual([{ name: 'accessToken', isKept: false }]);
  valueOf(await save(draftOf({ accessToken: TOKEN })));
  await waitUntil('it is read', async () => (await readState())?.state === 'in-step');
  valueOf(await save(draftOf({ accessToken: '' })));
  expect((await settings()).credentials).toEqual([{ name: 'accessToken', isKept: false }]);
});

test('a credential that was handed over in the file moves to the key store with the first save', async () => {
  const more = { reading: { horizonDays: 3 }, activeSlotTypes: [TELEPHONE.name] };
  writeFileSync(folder.configuration, JSON.stringify({ ...configurationFile(), ...more }));
  await open();
  expect((await settings()).credentials).toEqual([{ name: 'accessToken', isKept: true }]);
  expect(await findsTokenIn()).toEqual(['configuration.json']);
  valueOf(await save(draftOf({}, { phone: '01632 960 018' })));
  expect(await findsTokenIn()).toEqual([]);
  expect(readConfiguration(folder.configuration)).toMatchObject({
    ok: true,
    value: {
      practice: { phone: '01632 960 018' },
      reading: { horizonDays: 3 },
      activeSlotTypes: [TELEPHONE.name],
    },
  });
  await waitUntil('it is read', async () => (await readState())?.state === 'in-step');
});

test('another practice in the same folder has a database of its own, and the first finds its own again', async () => {
  await open();
  valueOf(await save(draftOf({ accessToken: TOKEN })));
  await waitUntil('it is read', async () => Object.keys((await snapshot()).slotTypes).length > 0);
  valueOf(await save(draftOf({ accessToken: TOKEN }, { odsCode: 'B67890' })));
  expect((await practiceRow())?.notices.map(({ code }) => code)).toContain('kept-apart');
  expect(readdirSync(folder.root)).toContain('slotkeeper-B67890-emis-web.db');
  valueOf(await save(draftOf({}, { odsCode: 'A12345' })));
  expect(Object.keys((await snapshot()).slotTypes).length).toBeGreaterThan(0);
  expect((await practiceRow())?.notices.map(({ code }) => code)).not.toContain('kept-apart');
});

test('nobody leaves a practice while a patient’s booking is on its way', async () => {
  ehr.staff.addSession(extraSession(4));
  const rules = {
    booking: { minNoticeMinutes: 0 },
    bookingSite: { port: 0 },
    activeSlotTypes: [TELEPHONE.name],
  };
  writeFileSync(folder.configuration, JSON.stringify({ ...configurationFile(), ...rules }));
  await open();
  const url = await waitUntil('the page is open', async () => (await practiceRow())?.bookingSiteUrl);
  const api = createApi(url);
  const slot = await waitUntil('a slot is offered', async () => (await api.slots(TELEPHONE.name)).at(-1));
  await ehr.stop();
  expect((await api.book({ slotId: slot.id, patient: ADA })).status).toBe(202);
  const leaving = {
    failure: { kind: 'not-allowed', message: expect.stringMatching(/One booking .* EMIS Web/) },
  };
  expect(await openOther('sample')).toMatchObject(leaving);
  expect(await save(draftOf({}, { odsCode: 'B67890' }))).toMatchObject(leaving);
  // The same practice stays itself, and so does what waits in it.
  valueOf(await save(draftOf({}, { phone: '01632 960 018' })));
  await ehr.start();
  await waitUntil('it is made', () => ehr.staff.slot(Number(slot.id))?.bookedBy === ehr.ehr.bookedBy);
});

test('a configuration named at the start is changed there; only what it leaves out is kept here', async () => {
  const file = path.join(folder.root, 'practice.json');
  writeFileSync(file, JSON.stringify({ ...configurationFile(), ehr: withoutToken() }));
  await open({ configurationFile: file });
  const before = readFileSync(file, 'utf8');
  expect(await settings()).toMatchObject({ source: 'given-file', file });
  expect(await save(draftOf({}, { phone: '01632 960 018' }))).toMatchObject({
    failure: { kind: 'not-allowed' },
  });
  expect(await openOther('sample')).toMatchObject({ failure: { kind: 'not-allowed' } });
  valueOf(await save(draftOf({ accessToken: TOKEN })));
  await waitUntil('it is read', async () => (await readState())?.state === 'in-step');
  expect(readFileSync(file, 'utf8')).toBe(before);
  expect(readdirSync(folder.root)).not.toContain('configuration.json');
  await opened?.close();

  writeFileSync(file, JSON.stringify(configurationFile()));
  await open({ configurationFile: file });
  expect(await save(draftOf({ accessToken: 'other' }))).toMatchObject({
    failure: { kind: 'not-allowed', message: expect.stringContaining('access token stands in') },
  });
});

const configurationFile = () => ({
  practice: { name: 'Example Surgery', odsCode: 'A12345' },
  ehr: ehr.ehr,
  reading: { horizonDays: 2, nearEverySeconds: 1 },
});
function withoutToken() {
  const { accessToken: _token, ...rest } = ehr.ehr;
  return rest;
}
