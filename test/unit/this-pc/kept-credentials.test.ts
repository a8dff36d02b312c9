// Credentials kept on this PC: sealed where there is a key store, private where there is none, bound to whose they are, and
// three stories told apart: none kept, the key store not answering, damaged.
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

import { createKeptCredentials } from '../../../src/main/this-pc/kept-credentials.ts';
import type { KeyStore } from '../../../src/main/this-pc/sealed-key.ts';

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
const RECEPTION = keyStoreOf('reception');
const LOCKED = keyStoreOf('reception', false);
const place = () => path.join(mkdtempSync(path.join(os.tmpdir(), 'slotkeeper-')), 'keys', 'credentials');
const folderOf = (file: string) => readdirSync(path.dirname(file)).toSorted();
const OURS = 'A12345 systmone';

describe('credentials under a key store', () => {
  test('come back to their practice and EHR only, and lie sealed and private on disk', () => {
    const file = place();
    const kept = createKeptCredentials(file, RECEPTION);
    expect(kept.read(OURS)).toEqual({ kind: 'kept', values: {} });
    expect(kept.keep(OURS, { apiKey: 'hush-hush', deviceId: 'device-7' })).toMatchObject({ ok: true });
    expect(createKeptCredentials(file, RECEPTION).read(OURS)).toEqual({
      kind: 'kept',
      values: { apiKey: 'hush-hush', deviceId: 'device-7' },
    });
    for (const other of ['B67890 systmone', 'A12345 emis-web', 'sample systmone', '__proto__', 'toString'])
      expect(kept.read(other)).toEqual({ kind: 'kept', values: {} });
    expect(kept.keeper()).toBe('operating-system');
    expect(folderOf(file)).toEqual(['credentials.sealed']);
    expect(readFileSync(`${file}.sealed`, 'utf8')).not.toContain('hush');
    expect(statSync(`${file}.sealed`).mode & 0o777).toBe(0o600);
  });

  test('are changed one by one: what is not named stays, what is empty goes', () => {
    const kept = createKeptCredentials(place(), RECEPTION);
    kept.keep(OURS, { apiKey: 'one', deviceId: 'device-7' });
    kept.keep('B67890 emis-web', { accessToken: 'theirs' });
    kept.keep(OURS, { apiKey: 'two' });
    expect(kept.read(OURS)).toEqual({ kind: 'kept', values: { apiKey: 'two', deviceId: 'device-7' } });
    kept.keep(OURS, { apiKey: '', deviceId: '' });
    expect(kept.read(OURS)).toEqual({ kind: 'kept', values: {} });
    expect(kept.read('B67890 emis-web')).toMatchObject({ values: { accessToken: 'theirs' } });
  });

  test('are waited for while it does not answer, and never written beside in the clear', () => {
    const file = place();
    createKeptCredentials(file, RECEPTION).keep(OURS, { apiKey: 'hush-hush' });
    for (const away of [LOCKED, undefined]) {
      const kept = createKeptCredentials(file, away);
      expect(kept.keeper()).toBe('not-answering');
      expect(kept.read(OURS)).toMatchObject({
        kind: 'unavailable',
        message: expect.stringMatching(/key store/),
      });
      expect(kept.keep(OURS, { apiKey: 'other' })).toMatchObject({ failure: { kind: 'store-trouble' } });
      expect(folderOf(file)).toEqual(['credentials.sealed']);
    }
    expect(createKeptCredentials(file, RECEPTION).read(OURS)).toMatchObject({
      values: { apiKey: 'hush-hush' },
    });
  });

  test.each([
    ['of another user', keyStoreOf('locum').seal('{"kept":{}}')],
    ['cut short', RECEPTION.seal('{"kept":{"A12345 sys')],
    ['of another shape', RECEPTION.seal('{"kept":{"A12345 systmone":{"apiKey":7}}}')],
    ['empty', ''],
  ])('%s are called damaged, and are moved aside when new ones are put in', (_story, content) => {
    const file = place();
    const kept = createKeptCredentials(file, RECEPTION);
    kept.keep('B67890 emis-web', { accessToken: 'old' });
    writeFileSync(`${file}.sealed`, content);
    const before = readFileSync(`${file}.sealed`);
    expect(kept.read(OURS)).toMatchObject({ kind: 'damaged' });
    expect(readFileSync(`${file}.sealed`)).toEqual(before);
    expect(kept.keep(OURS, { apiKey: 'new' })).toMatchObject({ ok: true });
    expect(kept.read(OURS)).toEqual({ kind: 'kept', values: { apiKey: 'new' } });
    expect(readFileSync(`${file}.sealed.damaged`)).toEqual(before);
  });
});

describe('credentials without a key store', () => {
  test('lie in a file that only this user may read, until there is one', () => {
    const file = place();
    const kept = createKeptCredentials(file, undefined);
    expect(kept.keeper()).toBe('file');
    kept.keep(OURS, { apiKey: 'hush-hush' });
    expect(statSync(`${file}.json`).mode & 0o777).toBe(0o600);
    expect(createKeptCredentials(file, LOCKED).read(OURS)).toMatchObject({ values: { apiKey: 'hush-hush' } });

    const later = createKeptCredentials(file, RECEPTION);
    expect(later.read(OURS)).toMatchObject({ values: { apiKey: 'hush-hush' } });
    later.keep(OURS, { deviceId: 'device-7' });
    expect(folderOf(file)).toEqual(['credentials.sealed']);
    expect(later.read(OURS)).toEqual({ kind: 'kept', values: { apiKey: 'hush-hush', deviceId: 'device-7' } });
  });

  test('are refused when others may read the file, and the file stays as it is', () => {
    const file = place();
    const kept = createKeptCredentials(file, undefined);
    kept.keep(OURS, { apiKey: 'hush-hush' });
    chmodSync(`${file}.json`, 0o640);
    const told = kept.read(OURS);
    expect(told).toMatchObject({ kind: 'unavailable', message: expect.stringMatching(/other users/) });
    expect(JSON.stringify(told)).not.toContain('hush');
    expect(kept.keep(OURS, { apiKey: 'new' })).toMatchObject({ failure: { kind: 'store-trouble' } });
    expect(readFileSync(`${file}.json`, 'utf8')).toContain('hush-hush');
  });

  test('a folder that cannot be written is a failure in words', () => {
    const file = place();
    writeFileSync(path.dirname(file), 'in the way');
    const done = createKeptCredentials(file, undefined).keep(OURS, { apiKey: 'hush-hush' });
    expect(done).toMatchObject({
      failure: { kind: 'store-trouble', message: expect.stringMatching(/data folder/) },
    });
    expect(JSON.stringify(done)).not.toContain('hush');
    expect(existsSync(`${file}.json`)).toBe(false);
  });
});
