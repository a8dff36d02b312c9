/**
 * The token that each request carries: who asks, for which practice, to do what. It is not signed (the proxy knows us by our
 * certificate), so it ends with a dot; it lives for exactly 300 seconds, and each request gets a new one.
 */
import type { Instant } from '#shared/domain/time.ts';
import { SECOND } from '#shared/domain/time.ts';

import type { Configuration, GpConnectSettings } from '../../../ports/settings.ts';
import { SYSTEM } from './names.ts';

const LIFE_SECONDS = 300;
const UNKNOWN = 'UNK';

export interface TokenSubject {
  /** The provider's service root. */
  readonly audience: string;
  readonly practice: Configuration['practice'];
  readonly user: GpConnectSettings['user'];
}

/**
 * Our own endpoint, which the specification wants named. We have none that anybody could call, so the name says whose app
 * asks and, by its ending, that it leads nowhere (RFC 2606).
 */
const endpointOf = (odsCode: string): string =>
  `https://${odsCode.toLowerCase().replaceAll(/[^a-z0-9-]/g, '')}.slotkeeper.invalid`;

/** `scope`: as the interaction has it. */
export function formatToken({ audience, practice, user }: TokenSubject, scope: string, now: Instant): string {
  const endpoint = endpointOf(practice.odsCode);
  const issuedAt = Math.floor(now / SECOND);
  const claims = {
    iss: endpoint,
    sub: user.id,
    aud: audience,
    iat: issuedAt,
    exp: issuedAt + LIFE_SECONDS,
    reason_for_request: 'directcare',
    requested_scope: scope,
    requesting_device: {
      resourceType: 'Device',
      identifier: [{ system: `${endpoint}/device`, value: 'slotkeeper' }],
      model: 'Slotkeeper',
      version: '1.0',
    },
    requesting_organization: {
      resourceType: 'Organization',
      identifier: [{ system: SYSTEM.odsCode, value: practice.odsCode }],
      name: practice.name,
    },
    requesting_practitioner: {
      resourceType: 'Practitioner',
      id: user.id,
      identifier: [
        { system: SYSTEM.sdsUser, value: user.sdsUserId || UNKNOWN },
        { system: SYSTEM.sdsRoleProfile, value: user.sdsRoleProfileId || UNKNOWN },
        { system: `${endpoint}/user`, value: user.id },
      ],
      name: [{ family: user.familyName, ...(user.givenName ? { given: [user.givenName] } : {}) }],
    },
  };
  return `${encode({ alg: 'none', typ: 'JWT' })}.${encode(claims)}.`;
}

const encode = (part: object): string => Buffer.from(JSON.stringify(part), 'utf8').toString('base64url');
