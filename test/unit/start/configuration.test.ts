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

const systmOne = { kind: 'systmone', apiKey: 'k' };
const gpConnect = {
  kind: 'gp-connect',
  baseUrl: 'https://gp.example/A12345/STU3/1/gpconnect',
  fromAsid: '200000000001',
  toAsid: '200000000002',
};
const pem = (label: string) => `-----BEGIN ${label}-----\nMIIBszCCARw=\n-----END ${label}-----\n`;
const CERTIFICATE = pem('CERTIFICATE');
const KEY = pem('PRIVATE KEY');
const LOCKED_KEY = pem('ENCRYPTED PRIVATE KEY');
const tlsOf = (tls: object) => ({ practice, ehr: { ...gpConnect, tls } });

/** As product.md prints it, with each of its three blocks. */
const printed = (block: string): unknown =>
  JSON.parse(`{ "practice": { "name": "Sample Surgery", "odsCode": "A12345" },
  "ehr": ${block},
  "bookingSite": { "host": "127.0.0.1", "port": 4780 },
  "reading": { "horizonDays": 28, "nearEverySeconds": 15 },
  "activeSlotTypes": ["GP telephone"] }`);

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
        booking: { cancelCutOffMinutes: 60, undoSeconds: 10 },
        notices: {},
      },
    });
  });

  test('takes an address that notices are posted to, on this PC or over https', () => {
    const posted = (webhookUrl: string) =>
      parseConfiguration({ practice, ehr, notices: { webhookUrl, webhookSecret: 'sixteen letters.' } });
    expect(posted('https://messages.example/notices')).toMatchObject({
      ok: true,
      value: {
        notices: { webhookUrl: 'https://messages.example/notices', webhookSecret: 'sixteen letters.' },
      },
    });
    expect(posted('http://127.0.0.1:4790/notices/?to=sms')).toMatchObject({
      value: { notices: { webhookUrl: 'http://127.0.0.1:4790/notices/?to=sms' } },
    });
  });

  test.each([
    ['practice.odsCode', { practice: { ...practice, odsCode: 'a1' }, ehr }],
    ['ehr.accessToken', { practice, ehr: { ...ehr, accessToken: 5 } }],
    ['ehr.applicationId: must not be empty', { practice, ehr: { ...ehr, applicationId: ' ' } }],
    ['ehr.bookedBy: is missing', { practice, ehr: { ...ehr, bookedBy: undefined } }],
    ['ehr.baseUrl: must be an address', { practice, ehr: { ...ehr, baseUrl: 'not an address' } }],
    ['ehr.baseUrl', { practice, ehr: { ...ehr, baseUrl: 'https://me:secret@emis.example/partner' } }],
    ['ehr.baseUrl', { practice, ehr: { ...ehr, baseUrl: 'https://emis.example/partner?x=1' } }],
    ['ehr.kind: must be one of “emis-web”, “systmone”, “gp-connect”', { practice, ehr: { kind: 'vision' } }],
    ['ehr.host: must be this PC itself', { practice, ehr: { ...systmOne, host: '10.0.0.7' } }],
    ['ehr.port', { practice, ehr: { ...systmOne, port: 0 } }],
    ['apikey', { practice, ehr: { ...systmOne, apikey: 'k' } }],
    ['ehr.fromAsid: is missing', { practice, ehr: { ...gpConnect, fromAsid: undefined } }],
    ['ehr.baseUrl: must be https', { practice, ehr: { ...gpConnect, baseUrl: 'http://gp.example/x' } }],
    ['ehr.proxyUrl: must be https', { practice, ehr: { ...gpConnect, proxyUrl: 'http://proxy.example' } }],
    ['ehr.user.familyName', { practice, ehr: { ...gpConnect, user: { id: '1', familyName: '' } } }],
    ['ehr.tls.certificate: must be a certificate', tlsOf({ certificate: 'MIIB', key: KEY })],
    ['ehr.tls.key: must be a private key', tlsOf({ certificate: CERTIFICATE, key: LOCKED_KEY })],
    ['ehr.tls.certificate: is missing', tlsOf({ key: KEY })],
    ['ehr.tls.authority', tlsOf({ certificate: CERTIFICATE, key: KEY, authority: KEY })],
    ['bookingSite.port', { practice, ehr, bookingSite: { port: 70_000 } }],
    ['reading.nearEverySeconds', { practice, ehr, reading: { nearEverySeconds: 'often' } }],
    ['booking.undoSeconds', { practice, ehr, booking: { undoSeconds: -1 } }],
    ['booking.cancelCutOffMinutes', { practice, ehr, booking: { cancelCutOffMinutes: 'late' } }],
    ['notices.webhookUrl: must be https', { practice, ehr, notices: { webhookUrl: 'http://a.example/n' } }],
    [
      'notices.webhookUrl: must hold no user',
      { practice, ehr, notices: { webhookUrl: 'https://a:b@c.example/' } },
    ],
    ['notices.webhookUrl: must be an address', { practice, ehr, notices: { webhookUrl: 'here' } }],
    ['notices.webhookSecret: must be at least 16', { practice, ehr, notices: { webhookSecret: 'short' } }],
    ['horizon', { practice, ehr, reading: { horizon: 28 } }],
  ])('names %s when it is wrong', (place, value) => {
    expect(mistakeOf(value)).toContain(place);
  });

  test.each([
    [
      `{ "kind": "emis-web", "baseUrl": "http://127.0.0.1:4701/partner", "applicationId": "…", "accessToken": "…", "bookedBy": "55" }`,
      { accessToken: '…', dateFormat: 'dd/MM/yyyy' },
    ],
    [
      `{ "kind": "systmone", "host": "127.0.0.1", "port": 40700, "apiKey": "…", "deviceId": "…" }`,
      { kind: 'systmone', host: '127.0.0.1', port: 40_700, apiKey: '…', deviceId: '…' },
    ],
    [
      `{ "kind": "gp-connect", "baseUrl": "http://127.0.0.1:4703/A12345/STU3/1/gpconnect", "fromAsid": "…", "toAsid": "…" }`,
      { kind: 'gp-connect', user: { id: '1', familyName: 'Reception' } },
    ],
  ])('reads %s as it is printed', (block, settings) => {
    expect(parseConfiguration(printed(block))).toMatchObject({ ok: true, value: { ehr: settings } });
  });

  test('may leave credentials to be kept by the PC, and the rest of SystmOne to its usual place', () => {
    const { accessToken: _token, ...withoutToken } = ehr;
    expect(parseConfiguration({ practice, ehr: withoutToken })).toMatchObject({
      ok: true,
      value: { ehr: { accessToken: '' } },
    });
    expect(parseConfiguration({ practice, ehr: { kind: 'systmone' } })).toMatchObject({
      ok: true,
      value: { ehr: { kind: 'systmone', host: '127.0.0.1', port: 40_700, apiKey: '', deviceId: '' } },
    });
    expect(parseConfiguration(tlsOf({ certificate: CERTIFICATE }))).toMatchObject({
      ok: true,
      value: { ehr: { tls: { certificate: CERTIFICATE.trim(), key: '' } } },
    });
  });

  test('takes the slash from the end of an address, and never names a credential in a mistake', () => {
    expect(
      parseConfiguration({ practice, ehr: { ...gpConnect, baseUrl: `${gpConnect.baseUrl}/` } }),
    ).toMatchObject({
      value: { ehr: { baseUrl: gpConnect.baseUrl } },
    });
    const hush = { ...ehr, accessToken: 'hush-hush'.repeat(1_000), more: 'hush-hush' };
    expect(mistakeOf({ practice, ehr: hush })).toMatch(/ehr\.accessToken/);
    expect(mistakeOf({ practice, ehr: hush })).not.toContain('hush');
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
