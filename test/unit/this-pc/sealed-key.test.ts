// The patients' key under a key store: made once, opened by its owner only, and never replaced because it cannot be had.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

import { asInstant } from '#shared/domain/time.ts';

import { createKeyFile } from '../../../src/main/this-pc/key-file.ts';
import { type KeyStore, createSealedKey } from '../../../src/main/this-pc/sealed-key.ts';
import { systemDice } from '../../../src/main/this-pc/system-dice.ts';
import { keyStoreOf } from '../../support/key-store-of.ts';

const RECEPTION = { user: 'SURGERY\\reception', computer: 'FRONTDESK' };
const LOCUM = { user: 'SURGERY\\locum', computer: 'FRONTDESK' };
const place = () => path.join(mkdtempSync(path.join(os.tmpdir(), 'slotkeeper-')), 'keys', 'patients.key');
const absent = keyStoreOf('reception', () => false);
const secretsAt = (file: string, keyStore: KeyStore = keyStoreOf('reception'), here = RECEPTION) =>
  createSealedKey(file, keyStore, systemDice, here);
const keyOf = (...at: Parameters<typeof secretsAt>) => secretsAt(...at).patientKey();
const begun = async (...at: Parameters<typeof secretsAt>) => {
  const key = await secretsAt(...at).beginKey();
  if (key.kind !== 'key') throw new Error(key.message);
  return key;
};

describe('the sealed key', () => {
  test('is made when it is begun and not before, sealed, private, and comes back the same', async () => {
    const file = place();
    expect(await keyOf(file)).toEqual({ kind: 'none' });
    expect(existsSync(path.dirname(file))).toBe(false);
    const first = await begun(file);
    expect(first.keeper).toBe('operating-system');
    expect(await keyOf(file)).toEqual(first);
    expect(existsSync(file)).toBe(false);
    expect(readFileSync(`${file}.sealed`).includes(Buffer.from(first.key))).toBe(false);
    expect(statSync(`${file}.sealed`).mode & 0o777).toBe(0o600);
  });

  test('of another user is said to be theirs, by name, and stays as it is', async () => {
    const file = place();
    const first = await begun(file);
    const before = readFileSync(`${file}.sealed`);
    expect(await keyOf(file, keyStoreOf('locum'), LOCUM)).toEqual({
      kind: 'not-ours',
      message:
        'The key to patients’ details was sealed by SURGERY\\reception on FRONTDESK; you are signed in as SURGERY\\locum on FRONTDESK.',
    });
    expect(readFileSync(`${file}.sealed`)).toEqual(before);
    expect(await keyOf(file)).toEqual(first);
  });

  test('of another PC is not ours either; a domain’s user whom the key store lets in is', async () => {
    const file = place();
    const first = await begun(file);
    const elsewhere = { ...RECEPTION, computer: 'BACKOFFICE' };
    expect(await keyOf(file, keyStoreOf('reception at the back'), elsewhere)).toMatchObject({
      kind: 'not-ours',
    });
    expect(await keyOf(file, keyStoreOf('reception'), elsewhere)).toEqual(first);
  });

  test('without a note of its owner could be either: lost is said with both, and whoever opens it is noted', async () => {
    const file = place();
    const first = await begun(file);
    rmSync(`${file}.owner`);
    const unknown = await keyOf(file, keyStoreOf('locum'), LOCUM);
    expect(unknown).toMatchObject({
      kind: 'lost',
      message: expect.stringMatching(/damaged, or another user/),
    });
    expect(await keyOf(file)).toEqual(first);
    expect(await keyOf(file, keyStoreOf('locum'), LOCUM)).toMatchObject({ kind: 'not-ours' });
  });

  test('is unavailable, not lost and not replaced, while the key store does not answer', async () => {
    const file = place();
    const first = await begun(file);
    expect(await keyOf(file, absent)).toMatchObject({ kind: 'unavailable' });
    expect(existsSync(file)).toBe(false);
    expect(await keyOf(file)).toEqual(first);
  });

  test('damaged, or closed to its own user since, is lost', async () => {
    const file = place();
    await begun(file);
    expect(await keyOf(file, keyStoreOf('reception after a reset'))).toMatchObject({ kind: 'lost' });
    writeFileSync(`${file}.sealed`, 'reception:00');
    expect(await keyOf(file)).toMatchObject({ kind: 'lost' });
  });

  test('that cannot be read at all is neither missing nor lost', async () => {
    const file = place();
    await begun(file);
    rmSync(`${file}.sealed`);
    mkdirSync(`${file}.sealed`);
    expect(await keyOf(file)).toMatchObject({
      kind: 'unavailable',
      message: expect.stringMatching(/EISDIR/),
    });
  });

  test('is not begun where it cannot be kept', async () => {
    const file = place();
    writeFileSync(path.dirname(file), 'a file where the folder should be');
    expect(await secretsAt(file).beginKey()).toMatchObject({ kind: 'unavailable' });
  });

  test('is a private file where there is no key store, and stays one when there is one later', async () => {
    const file = place();
    const first = await begun(file, absent);
    expect(first.keeper).toBe('file');
    expect(await keyOf(file)).toEqual(first);
    expect(await createKeyFile(file, systemDice).patientKey()).toEqual(first);
  });

  test('is out of reach without a window, and no other is begun beside it', async () => {
    const file = place();
    await begun(file);
    expect(await createKeyFile(file, systemDice).patientKey()).toMatchObject({
      kind: 'unavailable',
      message: expect.stringMatching(/only the Slotkeeper window can open/),
    });
  });

  test('put aside is kept under a name with the time, twice if need be, and another can be begun', async () => {
    const file = place();
    const at = asInstant(Date.parse('2026-11-23T10:42:20.123Z'));
    const first = await begun(file);
    const sealed = readFileSync(`${file}.sealed`);
    const names = secretsAt(file).putAside(at);
    expect(names).toEqual([
      'patients.key.sealed.put-aside-2026-11-23T10-42-20Z',
      'patients.key.owner.put-aside-2026-11-23T10-42-20Z',
    ]);
    expect(await keyOf(file)).toEqual({ kind: 'none' });
    const second = await begun(file);
    expect(second).not.toEqual(first);
    expect(secretsAt(file).putAside(at)[0]).toBe('patients.key.sealed.put-aside-2026-11-23T10-42-20Z-2');
    expect(readdirSync(path.dirname(file))).toHaveLength(4);
    expect(readFileSync(path.join(path.dirname(file), names[0] ?? ''))).toEqual(sealed);
  });
});
