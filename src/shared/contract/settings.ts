/**
 * What the settings and the first-run guide exchange with the main process. Credentials only ever travel inwards: the
 * window may put one in or take it away, and hears no more than whether it is kept and by whom.
 */
import type { EhrKind } from '../domain/ehr.ts';

export const CREDENTIAL_NAMES = ['accessToken', 'apiKey', 'deviceId', 'tlsKey'] as const;
export type CredentialName = (typeof CREDENTIAL_NAMES)[number];

/** What each EHR needs kept secret. A SystmOne device id comes from SystmOne itself, once somebody has approved this PC. */
export const CREDENTIALS_OF: Readonly<Record<EhrKind, readonly CredentialName[]>> = {
  'emis-web': ['accessToken'],
  systmone: ['apiKey', 'deviceId'],
  'gp-connect': ['tlsKey'],
};

/** The settings of one EHR without its credentials, as they stand in the form. */
export type EhrForm =
  | {
      readonly kind: 'emis-web';
      readonly baseUrl: string;
      readonly applicationId: string;
      readonly bookedBy: string;
      readonly dateFormat: 'dd/MM/yyyy' | 'iso';
    }
  | { readonly kind: 'systmone'; readonly host: string; readonly port: number }
  | {
      readonly kind: 'gp-connect';
      readonly baseUrl: string;
      /** Empty: straight to the provider. */
      readonly proxyUrl: string;
      readonly fromAsid: string;
      readonly toAsid: string;
      readonly userId: string;
      readonly userFamilyName: string;
      readonly userGivenName: string;
      readonly sdsUserId: string;
      readonly sdsRoleProfileId: string;
      /** PEM; empty: none. Not secret, unlike its key. */
      readonly certificate: string;
      readonly authority: string;
    };

export interface KeptCredential {
  readonly name: CredentialName;
  readonly isKept: boolean;
}

export interface PracticeSettings {
  /** `given-file`: named at the start with --config; it is changed there. `data-folder`: changed here. */
  readonly source: 'sample' | 'data-folder' | 'given-file';
  /** The file's own path, for `given-file` and `data-folder`. */
  readonly file?: string;
  /** On the sample practice: a practice of our own is set up as well and can be opened. */
  readonly hasOwnPractice?: boolean;
  readonly practice: { readonly name: string; readonly odsCode: string; readonly phone: string };
  readonly ehr: EhrForm;
  readonly credentials: readonly KeptCredential[];
  /** Who keeps credentials here. `file`: this PC has no key store; a file that only this user may read. */
  readonly keeper: 'operating-system' | 'file' | 'not-answering';
  readonly reading: { readonly horizonDays: number; readonly nearEverySeconds: number };
  readonly bookingSite: { readonly host: string; readonly port: number };
}

/** What somebody filled in. A credential left out stays as it is kept; an empty one is taken away. */
export interface SettingsDraft {
  readonly practice: { readonly name: string; readonly odsCode: string; readonly phone: string };
  readonly ehr: EhrForm;
  readonly credentials: Readonly<Partial<Record<CredentialName, string>>>;
}
