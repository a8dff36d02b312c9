/** The log file: JSON lines, redacted, never growing without end, and never a reason for the app to stop. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { logFilesIn, writeLog } from '../../../src/main/log/write-log.ts';

const MEGABYTE = 1_048_576;
let folder: string;
let older: string;
let newest: string;

const linesOf = (file: string) =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

beforeEach(() => {
  folder = path.join(mkdtempSync(path.join(tmpdir(), 'slotkeeper-log-')), 'logs');
  [older = '', newest = ''] = logFilesIn(folder);
});
afterEach(() => rmSync(path.dirname(folder), { recursive: true, force: true }));

test('each line has its level, time, event and fields, in the file and in the second stream', () => {
  const also = new PassThrough();
  const log = writeLog(folder, also);
  log.info('reading', { band: 'near', slots: 4, whole: true });
  log.warn('slow');
  log.error('broke', { kind: 'store-trouble' });
  log.flush();
  expect(linesOf(newest)).toEqual([
    {
      level: 'info',
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      event: 'reading',
      band: 'near',
      slots: 4,
      whole: true,
    },
    { level: 'warn', time: expect.any(String), event: 'slow' },
    { level: 'error', time: expect.any(String), event: 'broke', kind: 'store-trouble' },
  ]);
  expect(String(also.read())).toBe(readFileSync(newest, 'utf8'));
  expect(log.files).toEqual([older, newest]);
});

test('what should never have come so far is taken out of text fields', () => {
  const log = writeLog(folder);
  log.info('oops', {
    who: '999 000 0018',
    how: 'Bearer abc.def',
    at: 'https://emis.example/x?nhs=9990000018',
  });
  log.flush();
  const text = readFileSync(newest, 'utf8');
  expect(text).toContain('[number removed]');
  expect(text).not.toMatch(/999 ?000|abc\.def|nhs=/);
});

test('a file that has grown large is put behind a new one at the start', () => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(newest, 'x'.repeat(5 * MEGABYTE));
  writeFileSync(older, 'the one before');
  const log = writeLog(folder);
  log.info('fresh');
  log.flush();
  expect(statSync(older).size).toBe(5 * MEGABYTE);
  expect(linesOf(newest)).toMatchObject([{ event: 'fresh' }]);
});

test('and while it runs: two files of a few megabytes are all there ever is', () => {
  const log = writeLog(folder);
  const words = 'slot '.repeat(600);
  for (let line = 0; line < 8_500; line += 1) log.info('long', { words, line });
  log.flush();
  expect(existsSync(older)).toBe(true);
  expect(statSync(older).size + statSync(newest).size).toBeLessThan(20 * MEGABYTE);
  // Nothing of the end is lost by putting files aside.
  expect(linesOf(newest).at(-1)).toMatchObject({ line: 8_499 });
});

test('a file that cannot be opened: the second stream goes on and says so', () => {
  mkdirSync(newest, { recursive: true });
  const also = new PassThrough();
  const log = writeLog(folder, also);
  log.info('still here');
  log.flush();
  const events = String(also.read())
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { event: string }).event);
  expect(events).toEqual(['log.not-kept', 'still here']);
});
