// A diary without its credential: whatever is asked, it says so, and nobody is called.
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

import { afterEach, describe, expect, it } from 'vitest';

import { failure } from '#shared/domain/failure.ts';
import type { BookingToSend } from '../../../src/main/ports/ehr-diary.ts';
import type { EhrSettings } from '../../../src/main/ports/settings.ts';
import { diaryNotSetUp } from '../../../src/main/ehr/diary-not-set-up.ts';
import { HASTY, MONDAY } from '../../support/ehr-monday.ts';
import { BOOKING, SESSION, SLOT } from '../../support/ehr-gp-connect-raw.ts';
import { createListeningLog } from '../../support/ehr-listening-log.ts';

const WHY = failure('not-set-up', 'The sign-in of this practice is not kept on this PC.');
const NEAR = { urgency: 'near' } as const;
const WRITE = { urgency: 'write' } as const;
const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

describe('a diary that is not set up', () => {
  it.each(['emis-web', 'systmone', 'gp-connect'] as const)('answers everything by that: %s', async (kind) => {
    let calls = 0;
    const server = createServer((socket) => {
      calls += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const baseUrl = `http://127.0.0.1:${port}`;
    const settings: Record<typeof kind, EhrSettings> = {
      'emis-web': {
        kind: 'emis-web',
        baseUrl,
        applicationId: 'APP',
        accessToken: '',
        bookedBy: '55',
        dateFormat: 'iso',
      },
      systmone: { kind: 'systmone', host: '127.0.0.1', port, apiKey: '', deviceId: '' },
      'gp-connect': {
        kind: 'gp-connect',
        baseUrl,
        fromAsid: '1',
        toAsid: '2',
        user: { id: '56', familyName: 'Sutton' },
      },
    };
    const diary = diaryNotSetUp(WHY)(settings[kind], {
      ...HASTY,
      log: createListeningLog().log,
      practice: { name: 'Bracken Lane Surgery', odsCode: 'A99901' },
    });
    endings.push(
      () => diary.close(),
      () => server.close(),
    );
    const { patientId, token }: BookingToSend = BOOKING;
    const nothingSent = { class: 'not-applied', permanent: false, failure: WHY };
    expect(await diary.sendBooking(BOOKING, WRITE)).toEqual(nothingSent);
    expect(
      await diary.sendCancellation(
        { session: SESSION, slot: SLOT, patientId, token, appointmentId: '9', by: 'patient' },
        WRITE,
      ),
    ).toEqual(nothingSent);
    const failed = { ok: false, failure: WHY };
    expect(await diary.pullSessions({ from: MONDAY, to: MONDAY }, NEAR)).toEqual(failed);
    expect(await diary.pullSlot({ session: SESSION, slotId: SLOT.id }, WRITE)).toEqual(failed);
    expect(calls).toBe(0);
  });
});
