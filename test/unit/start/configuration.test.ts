// The configuration file: what product.md shows is accepted, defaults are filled in, every mistake is named with its path.
import { mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

import { parseConfiguration, readConfiguration } from '../../../src/main/start/configuration.ts';

const ehr = {
  kind: 'emis-web',
  baseUrl: 'http://127.0.0.1:4701/partner',
  applicationId: 'APP',
  accessToken: 'token',
  bookedBy: '55',
};
const practice = { name: 'Sample Surgery', odsCode: 'A12345' };

const mistakeOf = (value: unknown): string => {
  const parsed = parseConfiguration(value);
  return parsed.ok ? 'accepted' : parsed.failure.message;
};

describe('the configuration', () => {
  test('needs no more than a practice and its EHR', () => {
    const parsed = parseConfiguration({ practice, ehr });
    expect(parsed).toMatchObject({
      ok: true,
      value: {
        bookingSite: { host: '127.0.0.1', port: 4780 },
        reading: { horizonDays: 28, nearEverySeconds: 15 },
        activeSlotTypes: [],
      },
    });
  });

  test.each([
    ['practice.odsCode', { practice: { ...practice, odsCode: 'a1' }, ehr }],
    ['ehr.accessToken', { practice, ehr: { ...ehr, accessToken: undefined } }],
    ['ehr.baseUrl', { practice, ehr: { ...ehr, baseUrl: 'not an address' } }],
    ['bookingSite.port', { practice, ehr, bookingSite: { port: 70_000 } }],
    ['reading.nearEverySeconds', { practice, ehr, reading: { nearEverySeconds: 'often' } }],
    ['horizon', { practice, ehr, reading: { horizon: 28 } }],
  ])('names %s when it is wrong', (place, value) => {
    expect(mistakeOf(value)).toContain(place);
  });

  test('refuses patients’ numbers in the clear to another machine', () => {
    expect(mistakeOf({ practice, ehr: { ...ehr, baseUrl: 'http://emis.example/partner' } })).toContain(
      'https',
    );
    expect(mistakeOf({ practice, ehr: { ...ehr, baseUrl: 'https://emis.example/partner' } })).toBe(
      'accepted',
    );
  });

  test('says which file is not JSON, and reads one that Notepad saved', () => {
    const file = path.join(mkdtempSync(path.join(os.tmpdir(), 'slotkeeper-')), 'configuration.json');
    writeFileSync(file, '{ "practice": ');
    expect(readConfiguration(file)).toMatchObject({
      ok: false,
      failure: { message: expect.stringContaining(file) },
    });
    writeFileSync(file, `\uFEFF${JSON.stringify({ practice, ehr })}`);
    expect(readConfiguration(file).ok).toBe(true);
    expect(readConfiguration(`${file}.missing`).ok).toBe(false);
  });
});
