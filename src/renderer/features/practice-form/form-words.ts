/** How credentials are called and who keeps them, and how the EHRs differ in what they let Slotkeeper see. Words only. */
import type { CredentialName, PracticeSettings } from '#shared/contract/settings.ts';
import type { EhrKind } from '#shared/domain/ehr.ts';

export const CREDENTIAL_WORDS: Readonly<Record<CredentialName, string>> = {
  accessToken: 'Access token',
  apiKey: 'API key',
  deviceId: 'SystmOne’s approval of this PC',
  tlsKey: 'Private key of the certificate',
};

export const KEEPER_WORDS: Readonly<Record<PracticeSettings['keeper'], string>> = {
  'operating-system': 'Credentials are kept by this PC’s key store',
  file: 'Credentials are kept in a file that only this user can read, because this PC has no key store',
  'not-answering': 'This PC’s key store does not answer just now, so nothing can be kept in it',
};

export const KIND_WORDS: Readonly<
  Record<EhrKind, { readonly for: string; readonly sees: string; readonly not: string }>
> = {
  'emis-web': {
    for: 'For practices on EMIS Web, through EMIS’s own partner interface.',
    sees: 'Sees every slot type, session and slot: free, booked, blocked and embargoed.',
    not: 'Does not see what became of a booking whose answer was lost: a person settles it.',
  },
  systmone: {
    for: 'For practices on TPP SystmOne, through the SystmOne that is open on this PC.',
    sees: 'Sees every slot type by name, free slots, and every patient’s appointment.',
    not: 'Does not see blocked or embargoed slots, nor anything while nobody is logged on.',
  },
  'gp-connect': {
    for: 'The national interface that both provide, when neither of the others is open to you.',
    sees: 'Sees the free slots that the practice has made bookable through GP Connect.',
    not: 'Does not see appointments booked by staff, blocked slots, or sessions without a free slot.',
  },
};
