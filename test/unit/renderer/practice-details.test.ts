// What is said of details as they are filled in, and what is sent of them: the pure half of the guide and of the settings.
import { describe, expect, test } from 'vitest';
import { CREDENTIALS_OF, type CredentialName } from '#shared/contract/settings.ts';
import { EHR_KINDS, type EhrKind } from '#shared/domain/ehr.ts';
import {
  type Credentials,
  findMistakes,
  findSecretMistake,
} from '../../../src/renderer/features/practice-form/find-mistakes.ts';
import {
  type Entries,
  type FieldName,
  draftOf,
  entriesOf,
  isSameEntries,
} from '../../../src/renderer/state/entries.ts';
import { createViewStore, followAddress, leaveUnsaved } from '../../../src/renderer/state/view-store.ts';
import { CERTIFICATE, FORMS, PRIVATE_KEY, settingsOf } from '../../support/window-settings.ts';

const ALL_KEPT: ReadonlySet<CredentialName> = new Set(['accessToken', 'apiKey', 'deviceId', 'tlsKey']);
const filledIn = (kind: EhrKind, texts: Partial<Record<FieldName, string>> = {}): Entries => {
  const entries = entriesOf(settingsOf(kind, 'data-folder'));
  return { ...entries, texts: { ...entries.texts, ...texts } };
};
const mistakesOf = (
  kind: EhrKind,
  texts: Partial<Record<FieldName, string>>,
  credentials: Credentials = {},
  kept = ALL_KEPT,
) => findMistakes(filledIn(kind, texts), credentials, kept);

describe('entries', () => {
  test.each(EHR_KINDS)('%s: what is saved comes back as it was', (kind) => {
    const saved = settingsOf(kind, 'data-folder');
    expect(draftOf(entriesOf(saved), {})).toEqual({
      practice: saved.practice,
      ehr: FORMS[kind],
      credentials: {},
    });
  });
  test('the sample practice lends its kind of EHR and nothing else', () => {
    const { kind, texts } = entriesOf(settingsOf('systmone', 'sample'));
    expect(kind).toBe('systmone');
    expect([texts.name, texts.odsCode, texts.phone, texts['emis.baseUrl']]).toEqual(['', '', '', '']);
    expect([texts['systmone.host'], texts['systmone.port']]).toEqual(['127.0.0.1', '40700']);
  });
  test('spaces around and a slash at the end are left out; an empty credential is not sent, because that would take it away', () => {
    const entries = filledIn('gp-connect', {
      name: ' Riverside ',
      'gp.baseUrl': 'https://provider.example/A12345/STU3/1/gpconnect/ ',
    });
    const draft = draftOf(entries, { tlsKey: ' ', apiKey: ' key ' });
    expect(draft.practice.name).toBe('Riverside');
    expect(draft.ehr).toMatchObject({ baseUrl: 'https://provider.example/A12345/STU3/1/gpconnect' });
    expect(draft.credentials).toEqual({ apiKey: 'key' });
  });
  test('only the fields of the chosen EHR make a difference', () => {
    expect(isSameEntries(filledIn('systmone'), filledIn('systmone', { 'gp.toAsid': 'x' }))).toBe(true);
    expect(isSameEntries(filledIn('systmone'), filledIn('systmone', { 'systmone.port': '1' }))).toBe(false);
    expect(isSameEntries(filledIn('systmone'), filledIn('gp-connect'))).toBe(false);
  });
});

describe('mistakes', () => {
  test.each(EHR_KINDS)(
    '%s: a whole form has none, and a blank one names every field that is needed',
    (kind) => {
      expect(mistakesOf(kind, {})).toEqual({});
      const blank = findMistakes(entriesOf({ ...settingsOf(kind, 'sample') }), {}, new Set());
      const needed = Object.keys(blank);
      expect(needed).toContain('name');
      expect(needed).toContain('odsCode');
      for (const name of CREDENTIALS_OF[kind])
        expect(needed.includes(name)).toBe(name === 'accessToken' || name === 'apiKey');
      for (const words of Object.values(blank)) expect(words).toMatch(/^Put in /);
    },
  );
  test.each([
    ['A1', false],
    ['a12345', false],
    ['A12 45', false],
    ['ABCDEFGHIJK', false],
    ['A12345', true],
    ['Y00', true],
  ])('ODS code %s', (odsCode, isRight) => {
    expect(mistakesOf('emis-web', { odsCode }).odsCode === undefined).toBe(isRight);
  });
  test.each([
    ['http://10.1.2.3/partner', 'must begin with https'],
    ['http://127.0.0.1.example/partner', 'must begin with https'],
    ['http://localhost:4701/partner', undefined],
    ['http://[::1]:4701/partner', undefined],
    ['https://api.example/partner', undefined],
    ['api.example/partner', 'no web address'],
    ['ftp://api.example', 'no web address'],
    ['https://name:secret@api.example', 'name and password'],
    ['https://api.example/partner?key=1', 'from the ?'],
  ])('the address %s', (baseUrl, part) => {
    const mistake = mistakesOf('emis-web', { 'emis.baseUrl': baseUrl })['emis.baseUrl'];
    if (part === undefined) expect(mistake).toBeUndefined();
    else expect(mistake).toContain(part);
  });
  test.each([
    ['localhost', true],
    ['127.0.0.1', true],
    ['127.0.0.1.example', false],
    ['::1', true],
    ['10.0.0.5', false],
    ['', false],
  ])('SystmOne at %s', (host, isRight) => {
    expect(mistakesOf('systmone', { 'systmone.host': host })['systmone.host'] === undefined).toBe(isRight);
  });
  test.each([
    ['40700', true],
    ['0', false],
    ['65536', false],
    ['4.5', false],
    ['-1', false],
  ])('port %s', (port, isRight) => {
    expect(mistakesOf('systmone', { 'systmone.port': port })['systmone.port'] === undefined).toBe(isRight);
  });
  test('a certificate and its key go together, and neither is taken for the other', () => {
    const none: ReadonlySet<CredentialName> = new Set();
    expect(mistakesOf('gp-connect', {}, {}, none)).toEqual({
      tlsKey: 'The certificate needs its private key.',
    });
    expect(mistakesOf('gp-connect', {}, { tlsKey: PRIVATE_KEY }, none)).toEqual({});
    expect(mistakesOf('gp-connect', { 'gp.certificate': '' }, { tlsKey: PRIVATE_KEY }, none)).toEqual({
      'gp.certificate': 'The private key needs its certificate.',
    });
    expect(mistakesOf('gp-connect', { 'gp.certificate': '' }, {}, none)).toEqual({});
    expect(mistakesOf('gp-connect', { 'gp.certificate': PRIVATE_KEY })['gp.certificate']).toContain(
      'private key',
    );
    expect(mistakesOf('gp-connect', { 'gp.authority': 'a file path' })['gp.authority']).toContain('PEM');
    expect(findSecretMistake('tlsKey', CERTIFICATE)).toContain('not a private key');
    const locked = PRIVATE_KEY.replaceAll('PRIVATE', 'ENCRYPTED PRIVATE');
    expect(findSecretMistake('tlsKey', locked)).toContain('has a password');
  });
  test('a token that was copied with a line break in it is told of', () => {
    expect(findSecretMistake('accessToken', 'abc\ndef')).toContain('one piece');
    expect(findSecretMistake('accessToken', 'abc.def')).toBeUndefined();
  });
  test('a mistake never repeats a credential', () => {
    const secret = 'hunter two';
    expect(JSON.stringify(mistakesOf('systmone', {}, { apiKey: secret }))).not.toContain(secret);
  });
});

describe('leaving with something unsaved', () => {
  test('goes nowhere before it is answered, and is asked once about the same entries', () => {
    const view = createViewStore('#/set-up');
    const entries = filledIn('systmone');
    view.setState({ unsaved: 'entries', drafts: { 'set-up': entries } });
    expect(followAddress(view, '#/slot-types?type=a')).toBe('#/set-up');
    expect(view.getState().route.screen).toBe('set-up');
    leaveUnsaved(view);
    expect(view.getState()).toMatchObject({
      route: { screen: 'slot-types', query: { type: 'a' } },
      unsaved: 'nothing',
      leavingFor: undefined,
      leftKnowingly: entries,
      drafts: { 'set-up': entries },
    });
  });
  test('moving within a screen is not leaving it', () => {
    const view = createViewStore('#/settings');
    view.setState({ unsaved: 'credentials' });
    expect(followAddress(view, '#/settings?part=credentials')).toBeUndefined();
    expect(view.getState().route.query).toEqual({ part: 'credentials' });
  });
});
