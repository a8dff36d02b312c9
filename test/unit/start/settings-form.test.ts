// The form and the configuration file: there and back without a loss, no credential in either, and what the form does not
// know stays as it was.
import { describe, expect, test } from 'vitest';

import type { EhrForm } from '#shared/contract/settings.ts';

import { parseConfiguration } from '../../../src/main/start/configuration.ts';
import { formOf, isAsOpened, jsonOf } from '../../../src/main/start/settings-form.ts';

const CERTIFICATE = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';
const practice = { name: 'Sample Surgery', odsCode: 'A12345', phone: '' };
const forms: readonly EhrForm[] = [
  {
    kind: 'emis-web',
    baseUrl: 'https://emis.example/partner',
    applicationId: 'APP',
    bookedBy: '55',
    dateFormat: 'iso',
  },
  { kind: 'systmone', host: '127.0.0.1', port: 40_701 },
  {
    kind: 'gp-connect',
    baseUrl: 'https://gp.example/A12345/STU3/1/gpconnect',
    proxyUrl: 'https://proxy.example',
    fromAsid: '1',
    toAsid: '2',
    userId: '7',
    userFamilyName: 'Example',
    userGivenName: 'Rosa',
    sdsUserId: '',
    sdsRoleProfileId: '',
    certificate: CERTIFICATE,
    authority: '',
  },
];
const written = (ehr: EhrForm, before: object = {}) =>
  parseConfiguration(JSON.parse(JSON.stringify(jsonOf({ practice, ehr }, { ...before }))));

describe('a form', () => {
  test.each(forms)('of $kind comes back as it was written', (form) => {
    const configuration = written(form);
    if (!configuration.ok) throw new Error(configuration.failure.message);
    expect(formOf(configuration.value.ehr)).toEqual(form);
    expect(isAsOpened(configuration.value, configuration.value)).toBe(true);
  });

  test('leaves alone what it does not know, and takes the old EHR’s block away whole', () => {
    const before = {
      practice: { name: 'Old', odsCode: 'B67890', phone: '01632 960 018' },
      ehr: {
        kind: 'emis-web',
        baseUrl: 'https://emis.example',
        applicationId: 'A',
        accessToken: 'hush',
        bookedBy: '1',
      },
      reading: { horizonDays: 14 },
      activeSlotTypes: ['GP telephone'],
    };
    const [, systmOne] = forms;
    if (!systmOne) throw new Error('no form');
    expect(jsonOf({ practice, ehr: systmOne }, before)).toEqual({
      practice: { name: 'Sample Surgery', odsCode: 'A12345' },
      ehr: systmOne,
      reading: { horizonDays: 14 },
      activeSlotTypes: ['GP telephone'],
    });
    expect(written(systmOne, before)).toMatchObject({ ok: true, value: { reading: { horizonDays: 14 } } });
  });

  test('asks for who works here: an empty name is a mistake, not the default of a file', () => {
    const form = forms.find(({ kind }) => kind === 'gp-connect');
    if (form?.kind !== 'gp-connect') throw new Error('no form');
    expect(written({ ...form, userFamilyName: ' ' })).toMatchObject({
      failure: { message: expect.stringContaining('ehr.user.familyName') },
    });
    const straight = written({ ...form, proxyUrl: '', certificate: '' });
    expect(straight.ok && straight.value.ehr).not.toHaveProperty('proxyUrl');
    expect(straight.ok && straight.value.ehr).not.toHaveProperty('tls');
  });

  test('a change of the practice or of the connection is seen', () => {
    const [emis] = forms;
    const one = emis && written(emis);
    const other = emis && written({ ...emis, baseUrl: 'https://emis.example/other' } as EhrForm);
    if (!one?.ok || !other?.ok) throw new Error('not written');
    expect(isAsOpened(other.value, one.value)).toBe(false);
    const renamed = { ...one.value, practice: { ...one.value.practice, phone: '01632 960 018' } };
    expect(isAsOpened(renamed, one.value)).toBe(false);
  });
});
