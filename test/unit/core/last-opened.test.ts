/** The note of what was last opened: enough for the command line, no secret, and nothing rather than something broken. */
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import {
  type LastOpened,
  keepLastOpened,
  readLastOpened,
  sightOf,
} from '../../../src/main/core/last-opened.ts';

let folder: string;
const note: LastOpened = {
  practice: { name: 'Sample Surgery', odsCode: 'A12345', phone: '01632 960018' },
  ehr: 'EMIS Web',
  isSample: false,
  bookingSiteUrl: 'http://127.0.0.1:4780/',
  reading: { horizonDays: 28, nearEverySeconds: 15, requestsPerSecond: 8 },
  booking: {
    minNoticeMinutes: 30,
    holdMinutes: 10,
    settleSeconds: 60,
    requestTimeoutSeconds: 15,
    cancelCutOffMinutes: 60,
    undoSeconds: 10,
  },
};

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'slotkeeper-note-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('it is read as it was kept, and the next one takes its place', () => {
  keepLastOpened(path.join(folder, 'new'), note);
  expect(readLastOpened(path.join(folder, 'new'))).toEqual(note);
  const { bookingSiteUrl: _url, ...without } = note;
  keepLastOpened(path.join(folder, 'new'), { ...without, isSample: true });
  expect(readLastOpened(path.join(folder, 'new'))).toEqual({ ...without, isSample: true });
  expect(readdirSync(path.join(folder, 'new'))).toEqual(['last-opened.json']);
});

test('it says what the protocol tells; one that was written before there were three protocols is of EMIS', () => {
  const sees = { ...sightOf(note), blockedSlots: false, maxWindowDays: 14 };
  keepLastOpened(folder, { ...note, ehr: 'SystmOne', sees });
  const kept = readLastOpened(folder);
  expect(kept && sightOf(kept)).toEqual(sees);
  expect(sightOf(note)).toMatchObject({ blockedSlots: true, bookedSlots: true, emptySessions: true });
});

test('the database that it names lies in its own folder', () => {
  keepLastOpened(folder, { ...note, database: 'slotkeeper-sample-systmone.db' });
  expect(readLastOpened(folder)?.database).toBe('slotkeeper-sample-systmone.db');
  for (const database of ['../slotkeeper.db', 'slotkeeper/../x.db', 'other.db', '/slotkeeper.db']) {
    writeFileSync(path.join(folder, 'last-opened.json'), JSON.stringify({ ...note, database }));
    expect([database, readLastOpened(folder)]).toEqual([database, undefined]);
  }
});

test('only what it names is kept, however much it is given', () => {
  const withSecrets = {
    ...note,
    ehrSettings: { accessToken: 'hush' },
    practice: { ...note.practice, pin: '7319' },
  };
  keepLastOpened(folder, withSecrets);
  const kept = readFileSync(path.join(folder, 'last-opened.json'), 'utf8');
  expect(kept).not.toMatch(/hush|7319/);
  expect(readLastOpened(folder)).toEqual(note);
});

test('nothing, half a note and another’s file are no note', () => {
  expect(readLastOpened(folder)).toBeUndefined();
  const whole = JSON.stringify(note);
  for (const text of ['', whole.slice(0, 80), '[]', whole.replace('EMIS Web', 'Vision'), '{"practice":{}}']) {
    writeFileSync(path.join(folder, 'last-opened.json'), text);
    expect([text, readLastOpened(folder)]).toEqual([text, undefined]);
  }
});
