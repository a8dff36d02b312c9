// The patients' key in a file: made once, private, and refused when others may read it.
import { chmodSync, existsSync, mkdtempSync, statSync, truncateSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

import { createKeyFile } from '../../../src/main/this-pc/key-file.ts';
import { systemDice } from '../../../src/main/this-pc/system-dice.ts';

const place = () => path.join(mkdtempSync(path.join(os.tmpdir(), 'slotkeeper-')), 'keys', 'patients.key');
const keyOf = (file: string) => createKeyFile(file, systemDice).patientKey();
const begin = (file: string) => createKeyFile(file, systemDice).beginKey();

describe('the key file', () => {
  test('is made when it is begun, never by asking, and stays the same', async () => {
    const file = place();
    expect(await keyOf(file)).toEqual({ kind: 'none' });
    expect(existsSync(file)).toBe(false);
    const first = await begin(file);
    expect(first).toMatchObject({ kind: 'key', keeper: 'file' });
    expect(await keyOf(file)).toEqual(first);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('is refused when other users of the PC may read it, and taken once it is private', async () => {
    const file = place();
    const first = await begin(file);
    chmodSync(file, 0o644);
    expect(await keyOf(file)).toMatchObject({ kind: 'unavailable' });
    chmodSync(file, 0o600);
    expect(await keyOf(file)).toEqual(first);
  });

  test('is called lost when it is damaged, and is not replaced', async () => {
    const file = place();
    await begin(file);
    truncateSync(file, 7);
    expect(await keyOf(file)).toMatchObject({ kind: 'lost' });
    expect(statSync(file).size).toBe(7);
  });
});
