/**
 * The key to patients' details is out of reach, another user's, or lost: three stories with a window open on each. The diary
 * is read on, nothing of a patient is taken, sent, shown or told, and only a person's word begins anew.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';

import type { KeyStory } from '#shared/domain/key-trouble.ts';
import { SECOND } from '#shared/domain/time.ts';

import type { Clock } from '../../src/main/ports/clock.ts';
import { type EmisPractice, createEmisPractice } from '../../src/main/sample-practice/emis-practice.ts';
import { type DataFolder, dataFolderAt } from '../../src/main/this-pc/data-folder.ts';
import { createSealedKey } from '../../src/main/this-pc/sealed-key.ts';
import { systemClock } from '../../src/main/this-pc/system-clock.ts';
import { systemDice } from '../../src/main/this-pc/system-dice.ts';
import { keyStoreOf } from '../support/key-store-of.ts';
import { type ApiAnswer, createApi, takenOf } from '../support/scenario-api.ts';
import { SMALL } from '../support/scenario-core.ts';
import { ADA, TELEPHONE, extraSession, patientAt } from '../support/scenario-practice.ts';
import {
  configurationOf,
  endEverything,
  newFolder,
  writeConfiguration,
} from '../support/scenario-processes.ts';
import { offeredTomorrow, settledBooking } from '../support/scenario-waits.ts';
import { type OpenWindow, openWindow, valueOf } from '../support/scenario-window.ts';
import { waitUntil } from '../support/wait-until.ts';

const RECEPTION = { user: 'reception', computer: 'FRONTDESK' };
const LOCUM = { user: 'locum', computer: 'FRONTDESK' };
const UNDO_SECONDS = 5;

/** As the PC's, but the key is asked for again every tenth of a second. */
const askingOften: Clock = {
  ...systemClock,
  sleep: (ms, signal) => systemClock.sleep(ms === 15 * SECOND ? 100 : ms, signal),
};

let ehr: EmisPractice;
let folder: DataFolder;
let configurationFile: string;
let isThere = true;
let bookedByStaff = 0;
const windows: OpenWindow[] = [];

beforeEach(async () => {
  isThere = true;
  ehr = createEmisPractice(SMALL);
  await ehr.start();
  ehr.staff.addSession(extraSession(12));
  bookedByStaff = (await ehr.staff.bookings()).length;
  folder = dataFolderAt(newFolder());
  configurationFile = writeConfiguration(
    folder.root,
    configurationOf(ehr.ehr, { booking: { undoSeconds: UNDO_SECONDS } }),
  );
});
afterEach(async () => {
  for (const window of windows.splice(0)) await window.close();
  await ehr.close();
  await endEverything();
});

async function openAs(here: typeof RECEPTION, clock: Clock = systemClock): Promise<OpenWindow> {
  const keyStore = keyStoreOf(here.user, () => isThere);
  const secrets = createSealedKey(folder.patientKey, keyStore, systemDice, here);
  const window = await openWindow(folder, { configurationFile }, { secrets, clock });
  windows.push(window);
  return window;
}
async function shut(window: OpenWindow): Promise<void> {
  windows.splice(windows.indexOf(window), 1);
  await window.close();
}
const siteOf = (lines: readonly string[]) => {
  const url = lines.map((line) => /Patients' page: (\S+)/.exec(line)?.[1]).find((found) => found);
  if (!url) throw new Error('The booking site did not open');
  return { url, api: createApi(url) };
};
const storyOf = async (window: OpenWindow): Promise<KeyStory | undefined> =>
  (await window.practice()).keyTrouble?.story;
const bookingsOf = async (window: OpenWindow) => Object.values((await window.snapshot()).bookings);
/** What came in by us: nobody else works in this diary. */
const inDiary = async (): Promise<number> => (await ehr.staff.bookings()).length - bookedByStaff;
const digestOf = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

/** One booking confirmed, one asked for and not yet sent, and Slotkeeper closed. */
async function bookTwo() {
  const window = await openAs(RECEPTION);
  const { api } = siteOf(window.lines);
  const [one, two] = await offeredTomorrow({ api }, 2);
  if (!one || !two) throw new Error('Nothing is offered');
  const book = async (slotId: string, patient: typeof ADA): Promise<NonNullable<ApiAnswer['taken']>> =>
    takenOf(await api.book({ slotId, patient, reason: 'A cough' }));
  const kept = await book(one.id, ADA);
  await settledBooking({ api }, kept);
  const waiting = await book(two.id, patientAt(3));
  await shut(window);
  return { kept, waiting };
}

/** What every story has in common, for a window that is open on it; `url`: of its patients' page. */
async function expectOnlyReading(
  window: OpenWindow,
  taken: Awaited<ReturnType<typeof bookTwo>>,
): Promise<void> {
  const { url, api } = siteOf(window.lines);
  const written = await inDiary();
  // The diary is read on, and the light does not say that all is well.
  const since = (await window.reading())?.lastSuccessAt ?? 0;
  await waitUntil('it is read anew', async () => ((await window.reading())?.lastSuccessAt ?? 0) > since);
  expect((await window.snapshot()).health['write']).toMatchObject({
    state: 'not-in-step',
    failure: { kind: 'key-unavailable' },
  });

  // Patients: nothing is offered, taken, looked up or changed, and they hear neither yes nor no.
  const { booking, secret } = taken.waiting;
  const bearer = { authorization: `Bearer ${secret}` };
  expect(await api.statusWith('/api/slots')).toBe(503);
  expect(await api.statusWith(`/api/bookings/${booking.id}`, bearer)).toBe(503);
  expect(await api.book({ slotId: 'any', patient: ADA })).toMatchObject({
    status: 503,
    problem: { type: 'urn:slotkeeper:problem:key-unavailable' },
  });
  expect((await api.cancel(taken.kept.booking.id, taken.kept.secret)).status).toBe(503);
  const page = await fetch(new URL(`/bookings/${booking.id}?token=${secret}`, url));
  expect([page.status, page.headers.get('retry-after')]).toEqual([503, '60']);
  expect(await page.text()).toMatch(/Online booking is closed for the moment/);

  // Reception: the bookings without their patients, no act on them, and why nothing is offered.
  const handlers = await window.handlers();
  const rows = await bookingsOf(window);
  expect(rows).toHaveLength(2);
  for (const row of rows) {
    expect(row).toMatchObject({ isSealed: true });
    expect(row).not.toHaveProperty('nhsNumber');
    expect(row).not.toHaveProperty('patientName');
    for (const act of ['cancel', 'undo'] as const)
      expect(await handlers.bookings[act]({ bookingId: row.id, reason: '' })).toMatchObject({
        ok: false,
        failure: { kind: 'key-unavailable' },
      });
  }
  const types = Object.values((await window.snapshot()).slotTypes);
  const type = types.find(({ name }) => name === TELEPHONE.name);
  if (!type) throw new Error('The slot type is not read');
  expect([type.isActive, type.offered, type.open > 0]).toEqual([true, 0, true]);
  const [day] = Object.keys((await window.snapshot()).days)
    .toSorted()
    .slice(-1);
  const why = valueOf(
    await handlers.whyMissing.ask({ slotTypeId: type.id, day: day as (typeof rows)[0]['day'] }),
  );
  const step = why.steps.find(({ code }) => code === 'connection-healthy');
  expect(step).toMatchObject({
    answer: 'no',
    evidence: [expect.stringMatching(/key to patients’ details/), expect.anything()],
  });

  // Past the time at which it would have been sent: what was under way is as it was.
  const waiting = rows.find(({ id }) => id === booking.id);
  const due = (waiting?.pending?.nextTryAt ?? 0) + 2 * SECOND;
  await waitUntil('its turn would have come', () => Date.now() > due);
  const still = (await bookingsOf(window)).find(({ id }) => id === booking.id);
  expect(still).toEqual(waiting);
  expect(still).toMatchObject({ state: 'accepted', pending: { kind: 'book', attempts: 0 } });
  expect(await inDiary()).toBe(written);
}

test('out of reach for a while: it reads on, holds still, and goes on by itself when the key is there @hazard:H24', async () => {
  const taken = await bookTwo();
  isThere = false;
  const window = await openAs(RECEPTION, askingOften);
  expect(await storyOf(window)).toBe('unavailable');
  expect(window.lines.join(' ')).toMatch(/locked for the moment.*does not answer/);
  const handlers = await window.handlers();
  expect(await handlers.patientKey.tryAgain()).toMatchObject({
    ok: false,
    failure: { kind: 'key-unavailable', message: expect.stringMatching(/does not answer/) as unknown },
  });
  expect(await handlers.patientKey.beginAnew()).toMatchObject({
    ok: false,
    failure: { kind: 'not-allowed' },
  });
  await expectOnlyReading(window, taken);
  expect(existsSync(folder.patientKey)).toBe(false);
  expect(window.replaced).toEqual([]);

  isThere = true;
  const [lines] = await waitUntil(
    'it is opened with the key',
    () => window.replaced.length > 0 && window.replaced,
  );
  expect(await storyOf(window)).toBeUndefined();
  const { api } = siteOf(lines ?? []);
  expect((await settledBooking({ api }, taken.waiting)).status).toBe('confirmed');
  expect(await inDiary()).toBe(2);
  const rows = await bookingsOf(window);
  expect(rows.map(({ state, nhsNumber }) => [state, nhsNumber])).toEqual([
    ['confirmed', ADA.nhsNumber],
    ['confirmed', patientAt(3).nhsNumber],
  ]);
  expect((await window.snapshot()).health['write']?.failure).toBeUndefined();
});

test('another user’s: told as theirs, left as it is, and theirs again when they sign in @hazard:H24', async () => {
  const taken = await bookTwo();
  const before = digestOf(`${folder.patientKey}.sealed`);
  const window = await openAs(LOCUM, askingOften);
  const { keyTrouble } = await window.practice();
  expect(keyTrouble).toEqual({
    story: 'not-ours',
    message:
      'The key to patients’ details was sealed by reception on FRONTDESK; you are signed in as locum on FRONTDESK.',
  });
  await expectOnlyReading(window, taken);
  await shut(window);
  expect(digestOf(`${folder.patientKey}.sealed`)).toBe(before);

  const own = await openAs(RECEPTION);
  expect(await storyOf(own)).toBeUndefined();
  const { api } = siteOf(own.lines);
  expect((await settledBooking({ api }, taken.waiting)).status).toBe('confirmed');
  expect(await inDiary()).toBe(2);
});

test('gone: no new key is made unasked; begun anew, everything old is kept aside and nothing is doubled @hazard:H23 @hazard:H24', async () => {
  const taken = await bookTwo();
  rmSync(`${folder.patientKey}.sealed`);
  const lost = await openAs(RECEPTION, askingOften);
  expect(await storyOf(lost)).toBe('lost');
  await expectOnlyReading(lost, taken);
  expect(existsSync(`${folder.patientKey}.sealed`)).toBe(false);

  valueOf(await (await lost.handlers()).patientKey.beginAnew());
  const [lines] = await waitUntil('it is opened anew', () => lost.replaced.length > 0 && lost.replaced);
  const practice = await lost.practice();
  expect(practice.keyTrouble).toBeUndefined();
  const notice = practice.notices.find(({ code }) => code === 'begun-anew')?.text ?? '';
  expect(notice).toMatch(/nothing was deleted.*One booking or cancellation was still on the way/);
  expect((lines ?? []).join(' ')).toContain(notice);

  // The old database lies there whole, its patient still sealed.
  const aside =
    readdirSync(folder.root).find((name) => /^slotkeeper\.db\.put-aside-[^.]+Z$/.test(name)) ?? '';
  expect(notice).toContain(aside);
  const old = new Database(path.join(folder.root, aside), { readonly: true });
  expect(old.prepare('SELECT count(*) FROM bookings WHERE patient IS NOT NULL').pluck().get()).toBe(2);
  old.close();

  // What the diary had it has, what it had not was never sent, and the next patient is taken as usual.
  const { api } = siteOf(lines ?? []);
  expect(await bookingsOf(lost)).toEqual([]);
  const [slot] = await offeredTomorrow({ api }, 1);
  expect(await inDiary()).toBe(1);
  expect(
    await api.statusWith(`/api/bookings/${taken.kept.booking.id}`, {
      authorization: `Bearer ${taken.kept.secret}`,
    }),
  ).toBe(404);
  const next = takenOf(await api.book({ slotId: slot?.id ?? '', patient: patientAt(5), reason: 'A rash' }));
  expect((await settledBooking({ api }, next)).status).toBe('confirmed');
  expect(await inDiary()).toBe(2);
  await shut(lost);

  const again = await openAs(RECEPTION);
  expect(await storyOf(again)).toBeUndefined();
  expect((await again.practice()).notices.map(({ code }) => code)).not.toContain('begun-anew');
  expect(await bookingsOf(again)).toMatchObject([{ state: 'confirmed', nhsNumber: patientAt(5).nhsNumber }]);
});

test('another user’s, and begun anew: their key is kept, and both have their own from then on @hazard:H24', async () => {
  await bookTwo();
  const theirs = digestOf(`${folder.patientKey}.sealed`);
  const window = await openAs(LOCUM);
  valueOf(await (await window.handlers()).patientKey.beginAnew());
  await waitUntil('it is opened anew', () => window.replaced.length > 0);
  expect(await storyOf(window)).toBeUndefined();
  const keys = path.dirname(folder.patientKey);
  const aside = readdirSync(keys).find((name) => name.startsWith('patients.key.sealed.put-aside-')) ?? '';
  expect(digestOf(path.join(keys, aside))).toBe(theirs);
  await shut(window);
  expect(await storyOf(await openAs(LOCUM))).toBeUndefined();
});

test('a key that is there again is not put aside, even by who asked to begin anew @hazard:H24', async () => {
  await bookTwo();
  const sealed = readFileSync(`${folder.patientKey}.sealed`);
  rmSync(`${folder.patientKey}.sealed`);
  const window = await openAs(RECEPTION);
  expect(await storyOf(window)).toBe('lost');
  writeFileSync(`${folder.patientKey}.sealed`, sealed, { mode: 0o600 });
  valueOf(await (await window.handlers()).patientKey.beginAnew());
  await waitUntil('it is opened with the key', () => window.replaced.length > 0);
  expect(await storyOf(window)).toBeUndefined();
  expect((await bookingsOf(window)).map(({ nhsNumber }) => nhsNumber)).toEqual([
    ADA.nhsNumber,
    patientAt(3).nhsNumber,
  ]);
  expect(readdirSync(folder.root).some((name) => name.includes('put-aside'))).toBe(false);
});
