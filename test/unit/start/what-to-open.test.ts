// Which practice a start opens: what is named, else what was chosen, else what is set up, else the sample.
import { mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, expect, test } from 'vitest';

import { readChoice, rememberChoice, whatToOpen } from '../../../src/main/start/what-to-open.ts';
import { type DataFolder, dataFolderAt } from '../../../src/main/this-pc/data-folder.ts';

let folder: DataFolder;
beforeEach(() => {
  folder = dataFolderAt(mkdtempSync(path.join(os.tmpdir(), 'slotkeeper-')));
});

const configuration = { practice: { name: 'Sample Surgery', odsCode: 'A12345' }, ehr: { kind: 'systmone' } };
const setUp = (file = folder.configuration) => {
  writeFileSync(file, JSON.stringify(configuration));
  return file;
};
const SAMPLE = { ok: true, value: { what: 'sample', ehr: 'emis-web' } };
const OWN = { ok: true, value: { what: 'practice', source: 'data-folder' } };

test('nothing at all: the sample, through EMIS Web', () => {
  expect(whatToOpen({}, folder)).toEqual(SAMPLE);
});

test('a practice that is set up comes first, until somebody chooses the sample, and again after', () => {
  setUp();
  expect(whatToOpen({}, folder)).toMatchObject(OWN);
  rememberChoice(folder, { open: 'sample', sample: 'gp-connect' });
  expect(whatToOpen({}, folder)).toEqual({ ok: true, value: { what: 'sample', ehr: 'gp-connect' } });
  rememberChoice(folder, { open: 'practice', sample: 'gp-connect' });
  expect(whatToOpen({}, folder)).toMatchObject(OWN);
  expect(readChoice(folder)).toEqual({ open: 'practice', sample: 'gp-connect' });
});

test('a choice of a practice that is gone opens the sample that was open last', () => {
  rememberChoice(folder, { open: 'practice', sample: 'systmone' });
  expect(whatToOpen({}, folder)).toEqual({ ok: true, value: { what: 'sample', ehr: 'systmone' } });
});

test('what the start names wins over both', () => {
  setUp();
  rememberChoice(folder, { open: 'practice' });
  expect(whatToOpen({ sample: 'systmone' }, folder)).toMatchObject({
    value: { what: 'sample', ehr: 'systmone' },
  });
  rememberChoice(folder, { open: 'sample' });
  const file = setUp(path.join(folder.root, 'named.json'));
  expect(whatToOpen({ configurationFile: file }, folder)).toMatchObject({
    value: { what: 'practice', source: 'given-file', file },
  });
});

test('a configuration with mistakes is told, not passed over for the sample', () => {
  writeFileSync(folder.configuration, '{}');
  expect(whatToOpen({}, folder)).toMatchObject({ ok: false, failure: { kind: 'invalid-input' } });
});

test('a note that cannot be read is no choice', () => {
  setUp();
  for (const text of ['', '{"open":', '{"open":"cellar"}', '[]']) {
    writeFileSync(folder.choice, text);
    expect(readChoice(folder)).toBeUndefined();
    expect(whatToOpen({}, folder)).toMatchObject(OWN);
  }
});
