/**
 * Which credentials an EHR's settings hold, lack and are given. What stands in a configuration file wins over what this
 * PC keeps: the file was handed over on purpose, and whoever reads it must be able to rely on it.
 */
import { CREDENTIALS_OF, type CredentialName } from '#shared/contract/settings.ts';
import { PRODUCT_OF } from '#shared/domain/ehr.ts';
import { type Failure, failure } from '#shared/domain/failure.ts';

import type { Configuration, EhrSettings } from '../ports/settings.ts';

export type CredentialValues = Readonly<Partial<Record<CredentialName, string>>>;

export const CREDENTIAL_WORDS: Readonly<Record<CredentialName, string>> = {
  accessToken: 'access token',
  apiKey: 'API key',
  deviceId: 'device id',
  tlsKey: 'private key of the certificate',
};

/** Those that have a value. */
export function credentialsIn(ehr: EhrSettings): CredentialValues {
  const all: Record<string, string> =
    ehr.kind === 'emis-web'
      ? { accessToken: ehr.accessToken }
      : ehr.kind === 'systmone'
        ? { apiKey: ehr.apiKey, deviceId: ehr.deviceId }
        : { tlsKey: ehr.tls?.key ?? '' };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
}

/** Each that is given takes the place of what was there; names of another EHR are passed over. */
export function withCredentials(ehr: EhrSettings, given: CredentialValues): EhrSettings {
  switch (ehr.kind) {
    case 'emis-web':
      return { ...ehr, accessToken: given.accessToken ?? ehr.accessToken };
    case 'systmone':
      return { ...ehr, apiKey: given.apiKey ?? ehr.apiKey, deviceId: given.deviceId ?? ehr.deviceId };
    case 'gp-connect':
      // A key without its certificate says nothing to anybody.
      if (!ehr.tls || ehr.tls.certificate === '') return ehr;
      return { ...ehr, tls: { ...ehr.tls, key: given.tlsKey ?? ehr.tls.key } };
  }
}

/** The first that the EHR cannot be asked without. A SystmOne device id is not: SystmOne gives it on being asked. */
export function missingIn(ehr: EhrSettings): CredentialName | undefined {
  const there = credentialsIn(ehr);
  return CREDENTIALS_OF[ehr.kind].find((name) => {
    if (there[name] !== undefined || name === 'deviceId') return false;
    return ehr.kind !== 'gp-connect' || (ehr.tls !== undefined && ehr.tls.certificate !== '');
  });
}

/**
 * Whose credentials they are. An access token is bound to the server that it is for as well: who could only change the
 * address could otherwise have it sent to a server of their own.
 */
export function ownerOf(configuration: Pick<Configuration, 'practice' | 'ehr'>, isSample = false): string {
  const { practice, ehr } = configuration;
  const server = ehr.kind === 'emis-web' ? ` ${new URL(ehr.baseUrl).origin}` : '';
  return `${isSample ? 'sample ' : ''}${practice.odsCode} ${ehr.kind}${server}`;
}

/** `why`: what this PC's keeper said, when it could not be asked. */
export function notSetUp(ehr: EhrSettings, missing: CredentialName, why: string | undefined): Failure {
  const product = PRODUCT_OF[ehr.kind];
  const message = `The ${CREDENTIAL_WORDS[missing]} for ${product} is not on this PC.`;
  return failure('not-set-up', why === undefined ? message : `${message} ${why}`);
}
