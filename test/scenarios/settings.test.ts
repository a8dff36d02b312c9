/**
 * The settings as the window asks for them, with a real core behind: tried, saved, opened anew in the same process, and
 * back. What was put in as a credential is looked for in every answer, file and log line.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { SettingsDraft } from '#shared/contract/settings.ts';

import { type EmisPractice, createEmisPractice } from '../../src/main/sample-practice/emis-practice.ts';
import { createSystmOnePractice } from '../../src/main/sample-practice/systmone-practice.ts';
import { readConfiguration } from '../../src/main/start/configuration.ts';
import type { StartOptions } from '../../src/main/start/start-options.ts';
import { type DataFolder, dataFolderAt } from '../../src/main/this-pc/data-folder.ts';
import { createApi } from '../support/scenario-api.ts';
import { ADA, TELEPHONE, extraSession } from '../support/scenario-practice.ts';
import { endEverything, newFolder } from '../support/scenario-processes.ts';
import { type OpenWindow, openWindow, valueOf } from '../support/scenario-window.ts';
import { waitUntil } from '../support/wait-until.ts';

const TOKEN = 'hush-hush-token';
let folder: DataFolder;
let ehr: EmisPractice;
let app: OpenWindow;

beforeEach(async () => {
  folder = dataFolderAt(newFolder());
  ehr = createEmisPractice({ port: 0, weeks: 2, clinicians: 2, lively: 0, accessToken: TOKEN });
  await ehr.start();
});
afterEach(async () => {
  await app.close();
  await ehr.close();
  await endEverything();
});

const open = async (options: StartOptions = {}) => (app = await openWindow(folder, options));
async function openAgain(options: StartOptions = {}) {
  await app.close();
  return open(options);
}
const hasSlotTypes = async () => Object.keys((await app.snapshot()).slotTypes).length > 0;
const isInStep = async () => (await app.reading())?.state === 'in-step';

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
    await app.settings(),
    await app.snapshot(),
    (await app.handlers()).help.previewBundle(),
  ]);
  return [
    ...files.filter((file) => readFileSync(file).includes(TOKEN)).map((file) => path.basename(file)),
    ...(answers.includes(TOKEN) ? ['an answer'] : []),
  ];
}

test('from the sample to a practice of one’s own, in the same process, and the next start opens it', async () => {
  await open();
  expect(await app.settings()).toMatchObject({
    source: 'sample',
    hasOwnPractice: false,
    keeper: 'operating-system',
    credentials: [{ name: 'accessToken', isKept: true }],
  });
  expect(await app.open({ what: 'practice' })).toMatchObject({ failure: { kind: 'not-found' } });

  expect(await app.save(draftOf({ accessToken: TOKEN }, { odsCode: 'a1' }))).toMatchObject({
    failure: { kind: 'invalid-input', message: expect.stringContaining('practice.odsCode') },
  });
  expect((await app.practice()).isSample).toBe(true);

  valueOf(await app.save(draftOf({ accessToken: TOKEN })));
  expect(await app.practice()).toMatchObject({ name: 'Example Surgery', isSample: false });
  await waitUntil('the window is told', () => app.replaced.length === 1);
  expect(app.replaced[0]).toContain('Opened Example Surgery.');
  await waitUntil('it is read', hasSlotTypes);
  expect(await app.settings()).toMatchObject({
    source: 'data-folder',
    file: folder.configuration,
    practice: { name: 'Example Surgery' },
    credentials: [{ name: 'accessToken', isKept: true }],
  });
  expect(await findsTokenIn()).toEqual([]);

  await openAgain();
  await waitUntil('it is read again', isInStep);
  expect(await app.practice()).toMatchObject({ name: 'Example Surgery', isSample: false });
});

test('to the sample and back: each finds what it had, and the last choice is remembered', async () => {
  await open();
  valueOf(await app.save(draftOf({ accessToken: TOKEN })));
  await waitUntil('it is read', hasSlotTypes);
  const [first] = Object.values((await app.snapshot()).slotTypes);
  if (!first) throw new Error('no slot type');
  const mine = { slotTypeIds: [first.id], isActive: true, reason: 'Goes online' };
  valueOf(await (await app.handlers()).slotTypes.setActive(mine));

  valueOf(await app.open({ what: 'sample' }));
  expect(await app.practice()).toMatchObject({ isSample: true, notices: [] });
  expect(await app.settings()).toMatchObject({ source: 'sample', hasOwnPractice: true });
  await openAgain();
  expect((await app.practice()).isSample).toBe(true);

  valueOf(await app.open({ what: 'practice' }));
  const { slotTypes, practice } = await app.snapshot();
  expect(practice['practice']?.isSample).toBe(false);
  expect(practice['practice']?.notices.map(({ code }) => code)).not.toContain('sample-put-aside');
  expect(slotTypes[first.id]?.isActive).toBe(true);
});

describe('a test of the connection', () => {
  test('names the step that failed, and keeps nothing of the draft', async () => {
    await open();
    const states = async (draft: SettingsDraft) =>
      (await app.test(draft)).map(({ step, state }) => [step, state] as const);
    const wrong = await states(draftOf({ accessToken: 'another-token' }));
    expect(wrong).toContainEqual(['sign-in', 'failed']);
    const none = await app.test(draftOf({}));
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
    valueOf(await app.save(draftOf({ accessToken: TOKEN })));
    const failedAt = async (draft: SettingsDraft) =>
      (await app.test(draft)).find(({ state }) => state === 'failed')?.step;
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
  await waitUntil('it says why', async () => (await app.reading())?.failure?.kind === 'not-set-up');
  expect(ehr.requests.total()).toBe(0);
  expect((await app.settings()).credentials).toEqual([{ name: 'accessToken', isKept: false }]);
  valueOf(await app.save(draftOf({ accessToken: TOKEN })));
  await waitUntil('it is read', isInStep);
  valueOf(await app.save(draftOf({ accessToken: '' })));
  expect((await app.settings()).credentials).toEqual([{ name: 'accessToken', isKept: false }]);
});

test('a credential that was handed over in the file moves to the key store with the first save', async () => {
  const more = { reading: { horizonDays: 3 }, activeSlotTypes: [TELEPHONE.name] };
  writeFileSync(folder.configuration, JSON.stringify({ ...configurationFile(), ...more }));
  await open();
  expect((await app.settings()).credentials).toEqual([{ name: 'accessToken', isKept: true }]);
  expect(await findsTokenIn()).toEqual(['configuration.json']);
  valueOf(await app.save(draftOf({}, { phone: '01632 960 018' })));
  expect(await findsTokenIn()).toEqual([]);
  expect(readConfiguration(folder.configuration)).toMatchObject({
    ok: true,
    value: {
      practice: { phone: '01632 960 018' },
      reading: { horizonDays: 3 },
      activeSlotTypes: [TELEPHONE.name],
    },
  });
  await waitUntil('it is read', isInStep);
});

test('another practice in the same folder has a database of its own, and the first finds its own again', async () => {
  await open();
  valueOf(await app.save(draftOf({ accessToken: TOKEN })));
  await waitUntil('it is read', hasSlotTypes);
  valueOf(await app.save(draftOf({ accessToken: TOKEN }, { odsCode: 'B67890' })));
  expect((await app.practice()).notices.map(({ code }) => code)).toContain('kept-apart');
  expect(readdirSync(folder.root)).toContain('slotkeeper-B67890-emis-web.db');
  valueOf(await app.save(draftOf({}, { odsCode: 'A12345' })));
  expect(Object.keys((await app.snapshot()).slotTypes).length).toBeGreaterThan(0);
  expect((await app.practice()).notices.map(({ code }) => code)).not.toContain('kept-apart');
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
  const url = await waitUntil('the page is open', async () => (await app.practice()).bookingSiteUrl);
  const api = createApi(url);
  const slot = await waitUntil('a slot is offered', async () => (await api.slots(TELEPHONE.name)).at(-1));
  await ehr.stop();
  expect((await api.book({ slotId: slot.id, patient: ADA })).status).toBe(202);
  const leaving = {
    failure: { kind: 'not-allowed', message: expect.stringMatching(/One booking .* EMIS Web/) },
  };
  expect(await app.open({ what: 'sample' })).toMatchObject(leaving);
  expect(await app.save(draftOf({}, { odsCode: 'B67890' }))).toMatchObject(leaving);
  // The same practice stays itself, and so does what waits in it.
  valueOf(await app.save(draftOf({}, { phone: '01632 960 018' })));
  await ehr.start();
  await waitUntil('it is made', () => ehr.staff.slot(Number(slot.id))?.bookedBy === ehr.ehr.bookedBy);
});

test('a configuration named at the start is changed there; only what it leaves out is kept here', async () => {
  const file = path.join(folder.root, 'practice.json');
  writeFileSync(file, JSON.stringify({ ...configurationFile(), ehr: withoutToken() }));
  await open({ configurationFile: file });
  const before = readFileSync(file, 'utf8');
  expect(await app.settings()).toMatchObject({ source: 'given-file', file });
  expect(await app.save(draftOf({}, { phone: '01632 960 018' }))).toMatchObject({
    failure: { kind: 'not-allowed' },
  });
  expect(await app.open({ what: 'sample' })).toMatchObject({ failure: { kind: 'not-allowed' } });
  valueOf(await app.save(draftOf({ accessToken: TOKEN })));
  await waitUntil('it is read', isInStep);
  expect(readFileSync(file, 'utf8')).toBe(before);
  expect(readdirSync(folder.root)).not.toContain('configuration.json');
  await app.close();

  writeFileSync(file, JSON.stringify(configurationFile()));
  await open({ configurationFile: file });
  expect(await app.save(draftOf({ accessToken: 'other' }))).toMatchObject({
    failure: { kind: 'not-allowed', message: expect.stringContaining('access token stands in') },
  });
});

describe('SystmOne', () => {
  test('approved while the connection is tried, is not asked again when it is saved, nor at the next start', async () => {
    const systmOne = createSystmOnePractice({
      port: 0,
      weeks: 2,
      clinicians: 2,
      lively: 0,
      throttle: 'off',
    });
    await systmOne.start();
    try {
      await open();
      const { host, port, apiKey } = systmOne.ehr;
      const draft: SettingsDraft = {
        practice: { name: 'Example Surgery', odsCode: systmOne.practice.odsCode, phone: '' },
        ehr: { kind: 'systmone', host, port },
        credentials: { apiKey },
      };
      const testing = app.test(draft);
      await waitUntil('SystmOne asks', () => systmOne.isAskingForDevice());
      systmOne.answerDevice(true);
      expect((await testing).map(({ state }) => state)).not.toContain('failed');
      expect(readdirSync(folder.root)).not.toContain('configuration.json');

      valueOf(await app.save(draft));
      await waitUntil('it is in step', isInStep);
      expect(await app.settings()).toMatchObject({
        ehr: { kind: 'systmone', host, port },
        credentials: [
          { name: 'apiKey', isKept: true },
          { name: 'deviceId', isKept: true },
        ],
      });
      await openAgain();
      await waitUntil('it is in step again', isInStep);
      expect(systmOne.isAskingForDevice()).toBe(false);
      const written = readFileSync(folder.configuration, 'utf8');
      expect(written).not.toMatch(/apiKey|deviceId/);
    } finally {
      await systmOne.close();
    }
  });

  test('of the sample waits for its user, goes on by itself, and mends itself after a log-off', async () => {
    await open({ sample: 'systmone' });
    const whyOut = async () => (await app.reading())?.failure?.kind;
    const { sample } = await app.handlers();
    await waitUntil('it waits', async () => (await whyOut()) === 'device-waiting');
    valueOf(await sample.answerDevice({ isApproved: true }));
    await waitUntil('it is in step', isInStep);
    expect(await sample.answerDevice({ isApproved: true })).toMatchObject({ failure: { kind: 'not-found' } });

    valueOf(await sample.setFault({ fault: 'stopped' }));
    await waitUntil('it says that SystmOne is not open', async () => (await whyOut()) === 'not-open');
    valueOf(await sample.setFault({ fault: 'none' }));
    await waitUntil('it is in step again', isInStep);

    await openAgain({ sample: 'systmone' });
    await waitUntil('it is in step at once', isInStep);
  });
});

test('one sample practice through three doors, each with what was tried on it', async () => {
  await open({ sample: 'gp-connect' });
  await waitUntil('GP Connect is in step', isInStep);
  const kinds: string[] = [];
  for (const next of ['emis-web', 'gp-connect'] as const) {
    valueOf(await app.open({ what: 'sample', ehr: next }));
    const { ehrKind, isSample, notices } = await app.practice();
    kinds.push(ehrKind);
    expect([isSample, notices]).toEqual([true, []]);
    await waitUntil(`${next} is in step`, isInStep);
  }
  expect(kinds).toEqual(['emis-web', 'gp-connect']);
  await openAgain();
  expect((await app.practice()).ehrKind).toBe('gp-connect');
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
