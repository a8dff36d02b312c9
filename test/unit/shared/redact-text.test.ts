// The second fence: what looks like a patient or a secret does not get into text that leaves the app.
import { mkdtempSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

import { redactText } from '#shared/domain/redact-text.ts';
import { writeLog } from '../../../src/main/log/write-log.ts';

describe('redactText', () => {
  test.each([
    ['patient 9990000018 asked', '9990000018'],
    ['patient 999 000 0018 asked', '999 000 0018'],
    ['patient 999-000-0018 asked', '999-000-0018'],
    ['GET http://127.0.0.1:4701/partner/api/v1/BookAppointment?slotId=1&patientNumber=4471', '4471'],
    ['link /bookings/b1?token=s3cr3t-abc', 's3cr3t-abc'],
    ['Authorization: Bearer abc.def.ghi', 'abc.def.ghi'],
    ['{"accessToken":"abc123"}', 'abc123'],
  ])('hides the secret part of %s', (text, secret) => {
    expect(redactText(text)).not.toContain(secret);
  });

  test('leaves ordinary numbers, times and names of slot types alone', () => {
    const text = 'read 3 sessions in 1834567891 ns at 2026-05-12T09:10:00+01:00: GP telephone';
    expect(redactText(text)).toBe(text);
  });
});

describe('the log', () => {
  test('writes one JSON line an event, redacted', () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'slotkeeper-'));
    const log = writeLog(folder);
    log.warn('odd', { text: 'for 999 000 0018', count: 3 });
    log.flush();
    const written = readFileSync(path.join(folder, 'slotkeeper.log'), 'utf8');
    expect(JSON.parse(written)).toMatchObject({ level: 'warn', event: 'odd', count: 3 });
    expect(written).not.toContain('0018');
  });
});
