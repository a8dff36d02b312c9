// Settings and connection tests of the three EHRs, as the main process would give them to the window.
import type { ConnectionStepRow } from '#shared/contract/asked.ts';
import { CREDENTIALS_OF, type EhrForm, type PracticeSettings } from '#shared/contract/settings.ts';
import type { ConnectionStepName } from '#shared/domain/connection-step.ts';
import { type EhrKind, PRODUCT_OF } from '#shared/domain/ehr.ts';

export const CERTIFICATE = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----';
export const PRIVATE_KEY = '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----';

export const FORMS: Readonly<Record<EhrKind, EhrForm>> = {
  'emis-web': {
    kind: 'emis-web',
    baseUrl: 'http://127.0.0.1:4701/partner',
    applicationId: 'SLOTKEEPER-0001',
    bookedBy: '55',
    dateFormat: 'dd/MM/yyyy',
  },
  systmone: { kind: 'systmone', host: '127.0.0.1', port: 40700 },
  'gp-connect': {
    kind: 'gp-connect',
    baseUrl: 'http://127.0.0.1:4703/A12345/STU3/1/gpconnect',
    proxyUrl: '',
    fromAsid: '200000000359',
    toAsid: '918999198993',
    userId: 'reception-1',
    userFamilyName: 'Example',
    userGivenName: 'Ada',
    sdsUserId: '',
    sdsRoleProfileId: '',
    certificate: CERTIFICATE,
    authority: '',
  },
};

export function settingsOf(kind: EhrKind, source: PracticeSettings['source']): PracticeSettings {
  return {
    source,
    ...(source === 'sample'
      ? {}
      : {
          file: `C:\\Users\\reception\\AppData\\Roaming\\Slotkeeper\\${source === 'given-file' ? 'given\\practice' : 'configuration'}.json`,
        }),
    practice: {
      name: source === 'sample' ? 'Sample Surgery' : 'Riverside Medical Practice',
      odsCode: 'A12345',
      phone: '01632 960 018',
    },
    ehr: FORMS[kind],
    credentials: CREDENTIALS_OF[kind].map((name) => ({ name, isKept: name !== 'deviceId' })),
    keeper: source === 'given-file' ? 'file' : 'operating-system',
    reading: { horizonDays: 28, nearEverySeconds: 15 },
    bookingSite: { host: '127.0.0.1', port: 4780 },
  };
}

const STEPS: Readonly<Record<EhrKind, readonly ConnectionStepName[]>> = {
  'emis-web': [
    'find-host',
    'reach-port',
    'secure',
    'sign-in',
    'application',
    'organisation',
    'read-slot-types',
    'read-diary',
    'may-book',
  ],
  systmone: [
    'reach-port',
    'application',
    'device',
    'organisation',
    'read-slot-types',
    'read-diary',
    'may-book',
  ],
  'gp-connect': ['find-host', 'reach-port', 'secure', 'sign-in', 'application', 'read-diary', 'may-book'],
};

/** `failsAt`: that step fails and the rest are not tried. */
export function testOf(kind: EhrKind, failsAt?: ConnectionStepName): readonly ConnectionStepRow[] {
  const steps = STEPS[kind];
  const at = failsAt ? steps.indexOf(failsAt) : steps.length;
  return steps.map((step, index) => {
    if (index > at) return { step, state: 'not-tried' };
    if (index < at) return { step, state: step === 'may-book' ? 'not-known' : 'passed' };
    return {
      step,
      state: 'failed',
      message: `${PRODUCT_OF[kind]} refused it.`,
      remedy: 'Ask for a new credential and put it in under Settings, Connection to the diary.',
    };
  });
}
