/**
 * The `ehr` block of a configuration file, one shape for each protocol. A credential may be left out of the file: it is
 * then kept by this PC (this-pc/kept-credentials.ts), and empty here.
 */
import { z } from 'zod';

import type { EhrSettings } from '../ports/settings.ts';

export const text = z.string().trim().min(1, 'must not be empty').max(200);
const secret = z.string().max(8_192).default('');

/** What is no address at all is another mistake, named by another check. */
const partsOf = (url: string): URL | undefined => (URL.canParse(url) ? new URL(url) : undefined);

const isThisPc = (host: string): boolean => /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/.test(host);

/** Plain HTTP would carry patients' numbers in the clear: only to this PC itself. */
const isSafe = (url: string): boolean => {
  const parts = partsOf(url);
  return !parts || parts.protocol === 'https:' || isThisPc(parts.hostname);
};

/** Where notices to patients are posted: as it is written, with whatever the other side wants in it but a sign-in. */
export const noticeAddress = z
  .url({ protocol: /^https?$/, error: 'must be an address that begins with https://' })
  .max(2_000)
  .refine(isSafe, 'must be https (plain http is allowed only to this PC itself)')
  .refine((url) => {
    const parts = partsOf(url);
    return !parts || `${parts.username}${parts.password}` === '';
  }, 'must hold no user name and no password');

const isBare = (url: string): boolean => {
  const parts = partsOf(url);
  return !parts || `${parts.username}${parts.password}${parts.search}${parts.hash}` === '';
};

const address = z
  .url({ protocol: /^https?$/, error: 'must be an address that begins with https://' })
  .max(2_000)
  .refine(isSafe, 'must be https (plain http is allowed only to this PC itself)')
  .refine(isBare, 'must hold no password, no question mark and no #')
  .transform((url) => url.replace(/\/+$/, ''));

const emis = z.strictObject({
  kind: z.literal('emis-web'),
  baseUrl: address,
  applicationId: text,
  accessToken: secret,
  bookedBy: text,
  dateFormat: z.enum(['dd/MM/yyyy', 'iso']).default('dd/MM/yyyy'),
});

const systmOne = z.strictObject({
  kind: z.literal('systmone'),
  host: text
    .refine(isThisPc, 'must be this PC itself, 127.0.0.1: SystmOne answers there and without encryption')
    .default('127.0.0.1'),
  port: z.int().min(1).max(65_535).default(40_700),
  apiKey: secret,
  deviceId: secret,
});

const pemOf = (label: RegExp, what: string) =>
  z
    .string()
    .trim()
    .max(20_000)
    .refine(
      (pem) =>
        new RegExp(`^(?:-----BEGIN (${label.source})-----[\\w\\s+/=]+-----END \\1-----\\s*)+$`).test(pem),
      `must be ${what} as PEM text, from -----BEGIN to the last dash of -----END`,
    );
const certificate = pemOf(/CERTIFICATE/, 'a certificate');
const tlsKey = pemOf(/(?:RSA |EC )?PRIVATE KEY/, 'a private key without a password');

const gpConnect = z.strictObject({
  kind: z.literal('gp-connect'),
  baseUrl: address,
  proxyUrl: address.exactOptional(),
  fromAsid: text,
  toAsid: text,
  user: z
    .strictObject({
      id: text,
      familyName: text,
      givenName: text.exactOptional(),
      sdsUserId: text.exactOptional(),
      sdsRoleProfileId: text.exactOptional(),
    })
    .default({ id: '1', familyName: 'Reception' }),
  tls: z
    .strictObject({
      certificate: z.union([z.literal(''), certificate]).default(''),
      key: z.union([z.literal(''), tlsKey]).default(''),
      authority: certificate.exactOptional(),
    })
    .refine((tls) => tls.certificate !== '' || tls.key === '', {
      path: ['certificate'],
      message: 'is missing beside its key',
    })
    .exactOptional(),
});

export const ehrBlock: z.ZodType<EhrSettings> = z.discriminatedUnion('kind', [emis, systmOne, gpConnect]);
