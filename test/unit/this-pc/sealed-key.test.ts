// The patients' key under a key store: made once, opened by its owner only, and never replaced because it cannot be had.
import { existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

import { createKeyFile } from '../../../src/main/this-pc/key-file.ts';
import { type KeyStore, createSealedKey } from '../../../src/main/this-pc/sealed-key.ts';
import { systemDice } from '../../../src/main/this-pc/system-dice.ts';

/** A key store of one user: what it seals carries the user's mark, as DPAPI's does. */
const keyStoreOf = (user: string, isThere = true): KeyStore => ({
  isThere: () => isThere,
  seal: (text) => Buffer.from(`${user}:${Buffer.from(text).toString('hex')}`),
  open(sealed) {
    const [owner, hex = ''] = sealed.toString().split(':');
    if (owner !== user) throw new Error('sealed by another user');
    return Buffer.from(hex, 'hex').toString();
  },
});
const place = () => path.join(mkdtempSync(path.join(os.tmpdir(), 'slotkeeper-')), 'keys', 'patients.key');
const keyOf = (file: string, keyStore: KeyStore) => createSealedKey(file, keyStore, systemDice).patientKey();

describe('the sealed key', () => {
  test('is made once, sealed, private, and comes back the same', async () => {
    const file = place();
    const first = await keyOf(file, keyStoreOf('reception'));
    expect(first).toMatchObject({ kind: 'key', keeper: 'operating-system' });
    expect(await keyOf(file, keyStoreOf('reception'))).toEqual(first);
    expect(existsSync(file)).toBe(false);
    const kept = readFileSync(`${file}.sealed`);
    if (first.kind === 'key') expect(kept.includes(Buffer.from(first.key))).toBe(false);
    expect(statSync(`${file}.sealed`).mode & 0o777).toBe(0o600);
  });

  test('of another user is lost to this one, and stays as it is', async () => {
    const file = place();
    await keyOf(file, keyStoreOf('reception'));
    const before = readFileSync(`${file}.sealed`);
    expect(await keyOf(file, keyStoreOf('locum'))).toMatchObject({ kind: 'lost' });
    expect(readFileSync(`${file}.sealed`)).toEqual(before);
  });

  test('is unavailable, not lost and not replaced, while the key store does not answer', async () => {
    const file = place();
    const first = await keyOf(file, keyStoreOf('reception'));
    expect(await keyOf(file, keyStoreOf('reception', false))).toMatchObject({ kind: 'unavailable' });
    expect(existsSync(file)).toBe(false);
    expect(await keyOf(file, keyStoreOf('reception'))).toEqual(first);
  });

  test('damaged is lost', async () => {
    const file = place();
    await keyOf(file, keyStoreOf('reception'));
    writeFileSync(`${file}.sealed`, 'reception:00');
    expect(await keyOf(file, keyStoreOf('reception'))).toMatchObject({ kind: 'lost' });
  });

  test('is a private file where there is no key store, and stays one when there is one later', async () => {
    const file = place();
    const first = await keyOf(file, keyStoreOf('reception', false));
    expect(first).toMatchObject({ kind: 'key', keeper: 'file' });
    expect(await keyOf(file, keyStoreOf('reception'))).toEqual(first);
    expect(await createKeyFile(file, systemDice).patientKey()).toEqual(first);
  });
});
