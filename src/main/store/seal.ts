/**
 * Seals patients' details at rest (AES-256-GCM, one random IV a value, the row's id as associated data, so that a value
 * moved to another row no longer opens) and makes the keyed hashes by which an NHS number and a wish are looked up.
 * IVs come from the operating system and never from the Dice port: a repeated IV under one key breaks GCM.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomBytes,
} from 'node:crypto';
import type { NhsNumber } from '#shared/domain/patient.ts';
import { StoreRefusal } from './store-refusal.ts';

const CIPHER = 'aes-256-gcm';
const VERSION = 1;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + IV_BYTES + TAG_BYTES;

export interface Seal {
  /** Names the key without telling it. `undefined` without a key. */
  readonly keyName: string | undefined;
  /** Throws `store-trouble` without a key: details are never kept in the clear. */
  close(place: string, text: string): Buffer;
  /** `undefined` when sealed with another key, for another place, or altered. */
  open(place: string, sealed: Uint8Array): string | undefined;
  hashNhsNumber(nhsNumber: NhsNumber): Buffer;
  /** Of the key that somebody made up for a wish: who knows what stands in it. */
  hashWishKey(key: string): string;
}

/** `patientKey`: 32 bytes, or `undefined` while the key cannot be had. */
export function createSeal(patientKey: Uint8Array | undefined): Seal {
  if (patientKey !== undefined && patientKey.length !== 32) {
    throw new StoreRefusal('store-trouble', 'The key to patients’ details does not have 32 bytes.');
  }
  // Without a key wrong tries still count within this run, under a key that nobody keeps.
  const root = patientKey ?? randomBytes(32);
  const derive = (purpose: string, bytes: number) =>
    Buffer.from(hkdfSync('sha256', root, 'slotkeeper', purpose, bytes));
  // As a key object: from bytes Node prepares it anew for each value, and opening one takes 21 µs instead of 8.
  const sealKey = createSecretKey(derive('seal of patients’ details', 32));
  const lookupKey = derive('look-up by NHS number', 32);
  const wishKey = derive('look-up by the key of a wish', 32);

  function close(place: string, text: string): Buffer {
    if (patientKey === undefined) {
      throw new StoreRefusal('store-trouble', 'The key to patients’ details cannot be had at the moment.');
    }
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, sealKey, iv, { authTagLength: TAG_BYTES });
    cipher.setAAD(Buffer.from(place, 'utf8'));
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([Buffer.of(VERSION), iv, cipher.getAuthTag(), body]);
  }

  function open(place: string, sealed: Uint8Array): string | undefined {
    if (patientKey === undefined || sealed.length < HEAD_BYTES || sealed[0] !== VERSION) return undefined;
    const iv = sealed.subarray(1, 1 + IV_BYTES);
    const decipher = createDecipheriv(CIPHER, sealKey, iv, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(place, 'utf8'));
    decipher.setAuthTag(sealed.subarray(1 + IV_BYTES, HEAD_BYTES));
    try {
      return decipher.update(sealed.subarray(HEAD_BYTES), undefined, 'utf8') + decipher.final('utf8');
    } catch {
      return undefined;
    }
  }

  return {
    keyName: patientKey === undefined ? undefined : derive('name of the key', 8).toString('hex'),
    close,
    open,
    hashNhsNumber: (nhsNumber) => createHmac('sha256', lookupKey).update(nhsNumber).digest(),
    hashWishKey: (key) => `hashed:${createHmac('sha256', wishKey).update(key).digest('hex')}`,
  };
}
