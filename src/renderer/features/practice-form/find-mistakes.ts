/**
 * What is wrong with the practice's details as filled in, field by field, in words for whoever fills them in. Pure. The main
 * process checks everything again; this only says it earlier and where it belongs.
 */
import { CREDENTIALS_OF, type CredentialName } from '#shared/contract/settings.ts';
import { EHR_FIELDS, type Entries, type FieldName, PRACTICE_FIELDS } from '../../state/entries.ts';

export type Credentials = Readonly<Partial<Record<CredentialName, string>>>;
export type Mistakes = Readonly<Partial<Record<FieldName | CredentialName, string>>>;

type Check = (text: string) => string | undefined;

const LONGEST = 200;

const needed =
  (what: string): Check =>
  (text) =>
    text === ''
      ? `Put in ${what}.`
      : text.length > LONGEST
        ? `Too long: at most ${LONGEST} characters.`
        : undefined;
const optional: Check = (text) =>
  text.length > LONGEST ? `Too long: at most ${LONGEST} characters.` : undefined;

/** Names of this PC itself. Nothing sent to them leaves it. */
const THIS_PC = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i;

const address = (text: string): string | undefined => {
  if (!URL.canParse(text) || !/^https?:\/\//i.test(text))
    return 'This is no web address. It begins with https://';
  const { protocol, hostname, username, search, hash } = new URL(text);
  if (username !== '') return 'Leave the name and password out of the address.';
  if (search !== '' || hash !== '') return 'Leave out everything from the ? or # on.';
  if (protocol === 'http:' && !THIS_PC.test(hostname))
    return 'It must begin with https://, because patients’ details travel over it. Plain http is only for this PC itself.';
  return undefined;
};

const pem =
  (what: string): Check =>
  (text) => {
    if (text === '') return undefined;
    if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text))
      return 'This holds a private key. It belongs in its own field.';
    return /-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----/.test(text)
      ? undefined
      : `This is not ${what} in PEM form. It begins with -----BEGIN CERTIFICATE-----`;
  };

const CHECKS: Readonly<Record<FieldName, Check>> = {
  name: needed('the practice’s name'),
  odsCode: (text) =>
    text === ''
      ? 'Put in the practice’s ODS code.'
      : /^[A-Z0-9]{3,10}$/.test(text)
        ? undefined
        : 'An ODS code is 3 to 10 capital letters and digits, like A12345.',
  phone: (text) =>
    text === '' || (text.length <= 30 && /\d/.test(text))
      ? undefined
      : 'Put in a phone number of at most 30 characters, or leave it empty.',
  'emis.baseUrl': (text) => (text === '' ? 'Put in the address that EMIS gave you.' : address(text)),
  'emis.applicationId': needed('the application id that EMIS gave you'),
  'emis.bookedBy': needed('the id of the EMIS user that bookings are made by'),
  'emis.dateFormat': optional,
  'systmone.host': (text) =>
    THIS_PC.test(text)
      ? undefined
      : 'SystmOne is reached on this PC only, because nothing between the two is encrypted: 127.0.0.1 or localhost.',
  'systmone.port': (text) =>
    /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535
      ? undefined
      : 'A port is a number from 1 to 65535. SystmOne usually has 40700.',
  'gp.baseUrl': (text) =>
    text === '' ? 'Put in the practice’s endpoint from the Spine Directory.' : address(text),
  'gp.proxyUrl': (text) => (text === '' ? undefined : address(text)),
  'gp.fromAsid': needed('the ASID that NHS England gave Slotkeeper for you'),
  'gp.toAsid': needed('the practice’s own ASID'),
  'gp.userId': needed('an id for the person who works here'),
  'gp.userFamilyName': needed('this person’s family name'),
  'gp.userGivenName': optional,
  'gp.sdsUserId': optional,
  'gp.sdsRoleProfileId': optional,
  'gp.certificate': pem('a certificate'),
  'gp.authority': pem('a certificate'),
};

const secret =
  (what: string): Check =>
  (text) =>
    text === ''
      ? `Put in ${what}.`
      : /\s/.test(text)
        ? 'There is a space or a line break inside. Copy it again, in one piece.'
        : text.length > 8_192
          ? 'This is too long. Copy it again.'
          : undefined;

const privateKey: Check = (text) =>
  /-----BEGIN (ENCRYPTED )PRIVATE KEY-----/.test(text) || /Proc-Type: 4,ENCRYPTED/.test(text)
    ? 'This key has a password. Ask for it without one; Slotkeeper keeps it safe by itself.'
    : /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]+-----END [A-Z ]*PRIVATE KEY-----/.test(text)
      ? undefined
      : 'This is not a private key in PEM form. It begins with -----BEGIN PRIVATE KEY-----';

const SECRETS: Readonly<Record<CredentialName, Check>> = {
  accessToken: secret('the access token'),
  apiKey: secret('the API key'),
  deviceId: () => undefined, // given by SystmOne itself
  tlsKey: privateKey,
};

/** What is wrong with one credential as typed, trimmed. */
export const findSecretMistake = (name: CredentialName, text: string): string | undefined =>
  SECRETS[name](text);

/** The first mistake of each field of the chosen EHR. `kept`: credentials that need not be put in again. */
export function findMistakes(
  entries: Entries,
  credentials: Credentials,
  kept: ReadonlySet<CredentialName>,
): Mistakes {
  const mistakes: Partial<Record<FieldName | CredentialName, string>> = {};
  const fields: readonly FieldName[] = [...PRACTICE_FIELDS, ...EHR_FIELDS[entries.kind]];
  for (const field of fields) {
    const mistake = CHECKS[field](entries.texts[field].trim());
    if (mistake !== undefined) mistakes[field] = mistake;
  }
  for (const name of CREDENTIALS_OF[entries.kind]) {
    const text = (credentials[name] ?? '').trim();
    const mayBeLeft = kept.has(name) || name === 'tlsKey';
    const mistake = text === '' && mayBeLeft ? undefined : SECRETS[name](text);
    if (mistake !== undefined) mistakes[name] = mistake;
  }
  if (entries.kind === 'gp-connect')
    Object.assign(mistakes, mismatchOf(entries, credentials, kept, mistakes));
  return mistakes;
}

/** A certificate and its key only make sense together. */
function mismatchOf(
  entries: Entries,
  credentials: Credentials,
  kept: ReadonlySet<CredentialName>,
  found: Mistakes,
): Mistakes {
  const hasCertificate = entries.texts['gp.certificate'].trim() !== '';
  const isKeyGiven = (credentials.tlsKey ?? '').trim() !== '';
  if (hasCertificate && !isKeyGiven && !kept.has('tlsKey') && found.tlsKey === undefined)
    return { tlsKey: 'The certificate needs its private key.' };
  if (!hasCertificate && isKeyGiven) return { 'gp.certificate': 'The private key needs its certificate.' };
  return {};
}
