// Which credentials an EHR lacks and is given, and whose they are: one practice's never reach another, nor another server.
import { describe, expect, test } from 'vitest';

import type { Configuration } from '../../../src/main/ports/settings.ts';
import { parseConfiguration } from '../../../src/main/start/configuration.ts';
import {
  credentialsIn,
  missingIn,
  notSetUp,
  ownerOf,
  withCredentials,
} from '../../../src/main/start/ehr-credentials.ts';
import { whyNotSetUp, withAllCredentials } from '../../../src/main/start/open-one.ts';

const CERTIFICATE = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';

function configurationOf(ehr: object, odsCode = 'A12345'): Configuration {
  const parsed = parseConfiguration({ practice: { name: 'Sample Surgery', odsCode }, ehr });
  if (!parsed.ok) throw new Error(parsed.failure.message);
  return parsed.value;
}
const emis = (server = 'https://emis.example', more: object = {}) =>
  configurationOf({
    kind: 'emis-web',
    baseUrl: `${server}/partner`,
    applicationId: 'APP',
    bookedBy: '55',
    ...more,
  });
const systmOne = (more: object = {}) => configurationOf({ kind: 'systmone', ...more });
const gpConnect = (tls?: object) =>
  configurationOf({
    kind: 'gp-connect',
    baseUrl: 'https://gp.example/A12345/STU3/1/gpconnect',
    fromAsid: '1',
    toAsid: '2',
    ...(tls ? { tls } : {}),
  });

describe('what is missing', () => {
  test('is what the EHR cannot be asked without', () => {
    expect(missingIn(emis().ehr)).toBe('accessToken');
    expect(missingIn(withCredentials(emis().ehr, { accessToken: 't' }))).toBeUndefined();
    expect(missingIn(systmOne().ehr)).toBe('apiKey');
    // SystmOne gives the device id itself, on being asked without one.
    expect(missingIn(systmOne({ apiKey: 'k' }).ehr)).toBeUndefined();
    expect(missingIn(gpConnect().ehr)).toBeUndefined();
    expect(missingIn(gpConnect({ certificate: CERTIFICATE }).ehr)).toBe('tlsKey');
    expect(missingIn(gpConnect({ authority: CERTIFICATE }).ehr)).toBeUndefined();
  });

  test('is said with the reason that the keeper gave, and as one kind of failure', () => {
    const away = { kind: 'unavailable', message: 'The key store does not answer.' } as const;
    expect(whyNotSetUp(systmOne(), away)).toMatchObject({
      kind: 'not-set-up',
      message: 'The API key for SystmOne is not on this PC. The key store does not answer.',
    });
    expect(whyNotSetUp(systmOne({ apiKey: 'k' }), away)).toBeUndefined();
    expect(notSetUp(emis().ehr, 'accessToken', undefined).message).toContain('EMIS Web');
  });
});

test('the file wins over what the PC keeps, and what is given now over both; empty takes away', () => {
  const kept = { kind: 'kept', values: { apiKey: 'kept', deviceId: 'kept' } } as const;
  const inFile = systmOne({ apiKey: 'in the file' });
  expect(credentialsIn(withAllCredentials(inFile, kept).ehr)).toEqual({
    apiKey: 'in the file',
    deviceId: 'kept',
  });
  expect(credentialsIn(withAllCredentials(inFile, kept, { apiKey: 'now', deviceId: '' }).ehr)).toEqual({
    apiKey: 'now',
  });
});

test('names of another EHR are passed over, and a key without its certificate too', () => {
  const all = { accessToken: 'a', apiKey: 'b', deviceId: 'c', tlsKey: 'd' };
  expect(credentialsIn(withCredentials(emis().ehr, all))).toEqual({ accessToken: 'a' });
  expect(credentialsIn(withCredentials(systmOne().ehr, all))).toEqual({ apiKey: 'b', deviceId: 'c' });
  expect(credentialsIn(withCredentials(gpConnect({ certificate: CERTIFICATE }).ehr, all))).toEqual({
    tlsKey: 'd',
  });
  expect(credentialsIn(withCredentials(gpConnect().ehr, all))).toEqual({});
});

test('each practice and EHR has its own, and a token belongs to its server', () => {
  const owners = [
    ownerOf(emis()),
    ownerOf(emis('https://elsewhere.example')),
    ownerOf(emis('https://emis.example:8443')),
    ownerOf(systmOne()),
    ownerOf(gpConnect()),
    ownerOf(configurationOf({ kind: 'systmone' }, 'B67890')),
    'sample systmone',
  ];
  expect(new Set(owners).size).toBe(owners.length);
  expect(ownerOf(emis('https://emis.example', { applicationId: 'OTHER' }))).toBe(ownerOf(emis()));
});
