// The patients' key in a file: made once, private, and refused when others may read it.
import { chmodSync, mkdtempSync, statSync, truncateSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

import { createKeyFile } from '../../../src/main/this-pc/key-file.ts';
import { systemDice } from '../../../src/main/this-pc/system-dice.ts';

const place = () => path.join(mkdtempSync(path.join(os.tmpdir(), 'slotkeeper-')), 'keys', 'patients.key');

describe('the key file', () => {
  test('is made at first use and stays the same', async () => {
    const file = place();
    const first = await createKeyFile(file, systemDice).patientKey();
    const second = await createKeyFile(file, systemDice).patientKey();
    expect(first).toMatchObject({ kind: 'key', keeper: 'file' });
    expect(second).toEqual(first);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('is refused when other users of the PC may read it', async () => {
    const file = place();
    await createKeyFile(file, systemDice).patientKey();
    chmodSync(file, 0o644);
    expect(await createKeyFile(file, systemDice).patientKey()).toMatchObject({ kind: 'unavailable' });
  });

  test('is called lost when it is damaged, and is not replaced', async () => {
    const file = place();
    await createKeyFile(file, systemDice).patientKey();
    truncateSync(file, 7);
    expect(await createKeyFile(file, systemDice).patientKey()).toMatchObject({ kind: 'lost' });
    expect(statSync(file).size).toBe(7);
  });
});
