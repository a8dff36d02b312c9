/**
 * What stands in the fields of the practice's details: plain texts by field, for all three EHRs at once, so that looking at
 * another EHR loses nothing. Never a credential: those stay in their own fields and travel inwards only.
 */
import type { EhrForm, PracticeSettings, SettingsDraft } from '#shared/contract/settings.ts';
import type { EhrKind } from '#shared/domain/ehr.ts';

export const PRACTICE_FIELDS = ['name', 'odsCode', 'phone'] as const;

export const EHR_FIELDS = {
  'emis-web': ['emis.baseUrl', 'emis.applicationId', 'emis.bookedBy', 'emis.dateFormat'],
  systmone: ['systmone.host', 'systmone.port'],
  'gp-connect': [
    'gp.baseUrl',
    'gp.proxyUrl',
    'gp.fromAsid',
    'gp.toAsid',
    'gp.userId',
    'gp.userFamilyName',
    'gp.userGivenName',
    'gp.sdsUserId',
    'gp.sdsRoleProfileId',
    'gp.certificate',
    'gp.authority',
  ],
} as const satisfies Readonly<Record<EhrKind, readonly string[]>>;

export type FieldName = (typeof PRACTICE_FIELDS)[number] | (typeof EHR_FIELDS)[EhrKind][number];

export interface Entries {
  readonly kind: EhrKind;
  readonly texts: Readonly<Record<FieldName, string>>;
}

const BLANK: Entries['texts'] = {
  name: '',
  odsCode: '',
  phone: '',
  'emis.baseUrl': '',
  'emis.applicationId': '',
  'emis.bookedBy': '',
  'emis.dateFormat': 'dd/MM/yyyy',
  'systmone.host': '127.0.0.1',
  'systmone.port': '40700',
  'gp.baseUrl': '',
  'gp.proxyUrl': '',
  'gp.fromAsid': '',
  'gp.toAsid': '',
  'gp.userId': '',
  'gp.userFamilyName': '',
  'gp.userGivenName': '',
  'gp.sdsUserId': '',
  'gp.sdsRoleProfileId': '',
  'gp.certificate': '',
  'gp.authority': '',
};

function textsOf(form: EhrForm): Partial<Record<FieldName, string>> {
  switch (form.kind) {
    case 'emis-web':
      return {
        'emis.baseUrl': form.baseUrl,
        'emis.applicationId': form.applicationId,
        'emis.bookedBy': form.bookedBy,
        'emis.dateFormat': form.dateFormat,
      };
    case 'systmone':
      return { 'systmone.host': form.host, 'systmone.port': String(form.port) };
    case 'gp-connect':
      return {
        'gp.baseUrl': form.baseUrl,
        'gp.proxyUrl': form.proxyUrl,
        'gp.fromAsid': form.fromAsid,
        'gp.toAsid': form.toAsid,
        'gp.userId': form.userId,
        'gp.userFamilyName': form.userFamilyName,
        'gp.userGivenName': form.userGivenName,
        'gp.sdsUserId': form.sdsUserId,
        'gp.sdsRoleProfileId': form.sdsRoleProfileId,
        'gp.certificate': form.certificate,
        'gp.authority': form.authority,
      };
  }
}

/** What the form starts with. The sample's own details are nobody's: only its kind of EHR is taken over. */
export function entriesOf({ source, practice, ehr }: PracticeSettings): Entries {
  if (source === 'sample') return { kind: ehr.kind, texts: BLANK };
  return { kind: ehr.kind, texts: { ...BLANK, ...practice, ...textsOf(ehr) } };
}

function formOf({ kind, texts }: Entries): EhrForm {
  const text = (field: FieldName) => texts[field].trim();
  switch (kind) {
    case 'emis-web':
      return {
        kind,
        baseUrl: withoutEndSlash(text('emis.baseUrl')),
        applicationId: text('emis.applicationId'),
        bookedBy: text('emis.bookedBy'),
        dateFormat: text('emis.dateFormat') === 'iso' ? 'iso' : 'dd/MM/yyyy',
      };
    case 'systmone':
      return { kind, host: text('systmone.host'), port: Number(text('systmone.port')) };
    case 'gp-connect':
      return {
        kind,
        baseUrl: withoutEndSlash(text('gp.baseUrl')),
        proxyUrl: withoutEndSlash(text('gp.proxyUrl')),
        fromAsid: text('gp.fromAsid'),
        toAsid: text('gp.toAsid'),
        userId: text('gp.userId'),
        userFamilyName: text('gp.userFamilyName'),
        userGivenName: text('gp.userGivenName'),
        sdsUserId: text('gp.sdsUserId'),
        sdsRoleProfileId: text('gp.sdsRoleProfileId'),
        certificate: text('gp.certificate'),
        authority: text('gp.authority'),
      };
  }
}

const withoutEndSlash = (address: string): string => address.replace(/\/+$/, '');

/** Trimmed, and with the credentials that were put in; a field left empty leaves the kept one as it is. */
export function draftOf(entries: Entries, credentials: SettingsDraft['credentials']): SettingsDraft {
  const { name, odsCode, phone } = entries.texts;
  const given = Object.entries(credentials).flatMap(([key, value]) => {
    const text = value.trim();
    return text === '' ? [] : [[key, text] as const];
  });
  return {
    practice: { name: name.trim(), odsCode: odsCode.trim(), phone: phone.trim() },
    ehr: formOf(entries),
    credentials: Object.fromEntries(given),
  };
}

/** The same entries for the chosen EHR; what was tried for another one does not count. */
export function isSameEntries(a: Entries, b: Entries): boolean {
  const fields: readonly FieldName[] = [...PRACTICE_FIELDS, ...EHR_FIELDS[a.kind]];
  return a.kind === b.kind && fields.every((field) => a.texts[field].trim() === b.texts[field].trim());
}
