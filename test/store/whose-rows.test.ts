/** A database is of one practice and one EHR: rows of another are refused, and a sample’s give way to real ones only. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { openStore } from '../../src/main/store/open-store.ts';
import { TEST_NOW, TEST_PATIENT_KEY, silentLog } from '../support/open-test-store.ts';

const real = { practice: 'A12345 emis-web', isSample: false };
const sample = { practice: 'A12345 emis-web', isSample: true };

let folder: string;
let file: string;

/** Opens, leaves a note in the audit trail, closes; answers the news or the failure's kind, and the notes that were there. */
function open(whose?: typeof real, purpose: 'work' | 'look' = 'work') {
  const opened = openStore({
    path: file,
    patientKey: TEST_PATIENT_KEY,
    ...(whose ? { whose } : {}),
    purpose,
    clock: { now: () => TEST_NOW },
    log: silentLog,
  });
  if (!opened.ok) return { failure: opened.failure };
  const { store, news } = opened.value;
  const notes = store.read.audit.recent(10).map(({ kind }) => kind);
  if (purpose === 'work') {
    store.write((tx) => tx.audit.add({ at: TEST_NOW, kind: 'bundle-made', who: 'test', subject: '' }));
  }
  store.close();
  return { news: news.map(({ code }) => code), notes };
}

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'slotkeeper-whose-'));
  file = path.join(folder, 'slotkeeper.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('takes its own practice again and again', () => {
  expect(open(real)).toEqual({ news: [], notes: [] });
  expect(open(real)).toEqual({ news: [], notes: ['bundle-made'] });
});

it('takes rows of nobody yet', () => {
  open();
  expect(open(real)).toEqual({ news: [], notes: ['bundle-made'] });
  expect(open(sample).failure?.kind).toBe('not-allowed');
});

it.each([
  ['another practice', { practice: 'B67890 emis-web', isSample: false }],
  ['another EHR of the same practice', { practice: 'A12345 systmone', isSample: false }],
  ['the sample', sample],
])('refuses %s on real rows, names whose they are, and changes nothing', (_what, whose) => {
  open(real);
  expect(open(whose).failure).toMatchObject({
    kind: 'not-allowed',
    message: expect.stringContaining('(A12345 emis-web)'),
  });
  expect(open(real)).toEqual({ news: [], notes: ['bundle-made'] });
});

it('puts a sample’s rows aside for real ones, whole, and says so', () => {
  open(sample);
  expect(open(sample)).toEqual({ news: [], notes: ['bundle-made'] });
  expect(open(real)).toEqual({ news: ['sample-put-aside'], notes: ['store-put-aside'] });
  expect(existsSync(`${file}.put-aside-2026-11-23T09-00-00Z`)).toBe(true);
  expect(open(real).notes).toEqual(['bundle-made', 'store-put-aside']);
});

it('lets anybody look', () => {
  open(real);
  expect(open(undefined, 'look').notes).toEqual(['bundle-made']);
});
