/**
 * The secret in a patient's private link, worked out from the booking's id by the install's link key. It is stored
 * nowhere, and an idempotent repeat can answer with the same link. Whoever has the key has every link: it is kept
 * like the key to the patients' details.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { BookingId } from '#shared/domain/ids.ts';

export interface SecretLink {
  secretOf(id: BookingId): string;
  /** Takes the same time whatever is wrong with the secret. */
  opens(id: BookingId, secret: string): boolean;
}

export function createSecretLink(linkKey: Uint8Array): SecretLink {
  if (linkKey.length < 32) throw new Error('The link key must have at least 32 bytes.');
  const digestOf = (text: string): Buffer => createHmac('sha256', linkKey).update(text).digest();
  const secretOf = (id: BookingId): string => digestOf(`booking link ${id}`).toString('base64url');
  return {
    secretOf,
    // Both sides are hashed again, so that they have one length whatever was sent in.
    opens: (id, secret) => timingSafeEqual(digestOf(secret), digestOf(secretOf(id))),
  };
}
