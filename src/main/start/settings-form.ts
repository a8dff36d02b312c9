/**
 * A configuration as the window's form shows it, and the form as a configuration file is written: without credentials
 * either way. What the form does not know (reading pace, booking rules, …) stays in the file as it was.
 */
import type { EhrForm, SettingsDraft } from '#shared/contract/settings.ts';

import type { Configuration, EhrSettings } from '../ports/settings.ts';

export type Json = Readonly<Record<string, unknown>>;

export function formOf(ehr: EhrSettings): EhrForm {
  switch (ehr.kind) {
    case 'emis-web': {
      const { accessToken: _secret, ...form } = ehr;
      return form;
    }
    case 'systmone':
      return { kind: ehr.kind, host: ehr.host, port: ehr.port };
    case 'gp-connect': {
      const { kind, baseUrl, fromAsid, toAsid, user, tls } = ehr;
      return {
        kind,
        baseUrl,
        proxyUrl: ehr.proxyUrl ?? '',
        fromAsid,
        toAsid,
        userId: user.id,
        userFamilyName: user.familyName,
        userGivenName: user.givenName ?? '',
        sdsUserId: user.sdsUserId ?? '',
        sdsRoleProfileId: user.sdsRoleProfileId ?? '',
        certificate: tls?.certificate ?? '',
        authority: tls?.authority ?? '',
      };
    }
  }
}

/** Only what is filled in. */
const given = (values: Readonly<Record<string, string>>): Json =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim() !== ''));

function blockOf(form: EhrForm): Json {
  if (form.kind !== 'gp-connect') return form;
  const { kind, baseUrl, fromAsid, toAsid, proxyUrl, userId, userFamilyName, userGivenName } = form;
  const { sdsUserId, sdsRoleProfileId, certificate, authority } = form;
  const tls = given({ certificate, authority });
  return {
    kind,
    baseUrl,
    ...given({ proxyUrl }),
    fromAsid,
    toAsid,
    // Both are asked for, so that an empty field is a mistake and not the default of a file.
    user: {
      id: userId,
      familyName: userFamilyName,
      ...given({ givenName: userGivenName, sdsUserId, sdsRoleProfileId }),
    },
    ...(Object.keys(tls).length > 0 ? { tls } : {}),
  };
}

export function jsonOf({ practice, ehr }: Pick<SettingsDraft, 'practice' | 'ehr'>, before: Json): Json {
  const { name, odsCode, phone } = practice;
  return {
    ...before,
    practice: { name: name.trim(), odsCode: odsCode.trim(), ...given({ phone: phone.trim() }) },
    ehr: blockOf(ehr),
  };
}

/** Would the draft be written as what is open now? Then only credentials are left to tell them apart. */
export const isAsOpened = (drafted: Configuration, opened: Configuration): boolean =>
  JSON.stringify([drafted.practice, formOf(drafted.ehr)]) ===
  JSON.stringify([opened.practice, formOf(opened.ehr)]);
