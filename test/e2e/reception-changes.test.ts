// What reception does with a booking in a real window, against a sample EMIS server of its own whose diary is looked into
// after each step: cancel and take it back, move, cancel, and settle what no machine could prove.
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { SessionView } from '../../src/main/sample-practice/diary/staff-desk.ts';
import type { EmisSettings } from '../../src/main/sample-practice/emis-practice.ts';
import { type LaunchedApp, launchElectron } from '../support/launch-electron.ts';
import {
  type SampleServer,
  configurationOf,
  endEverything,
  newFolder,
  startDoor,
  writeConfiguration,
} from '../support/scenario-processes.ts';
import { extraSession } from '../support/scenario-practice.ts';
import { waitUntil } from '../support/wait-until.ts';

let sample: SampleServer<EmisSettings>;
let launched: LaunchedApp;
let window: Page;
let site: string;

interface Booked {
  readonly id: string;
  readonly status: string;
  readonly link: string;
}

const ADA = { nhsNumber: '999 000 0018', dateOfBirth: '1980-02-29' };

const offeredIds = async (): Promise<readonly string[]> => {
  const answer = await fetch(`${site}api/slots`);
  return ((await answer.json()) as { slots: readonly { id: string }[] }).slots.map(({ id }) => id);
};
async function book(slotId: string, wait: number): Promise<Booked> {
  const answer = await fetch(`${site}api/bookings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', prefer: `wait=${wait}` },
    body: JSON.stringify({ slotId, patient: ADA, reason: 'Knee' }),
  });
  return (await answer.json()) as Booked;
}
async function statusOf({ id, link }: Booked): Promise<string> {
  const token = new URL(link, site).searchParams.get('token') ?? '';
  const answer = await fetch(`${site}api/bookings/${id}`, { headers: { authorization: `Bearer ${token}` } });
  return ((await answer.json()) as Booked).status;
}
const inDiary = async () => (await sample.onlineBookings()).map(({ slotId }) => String(slotId));
const press = (name: string | RegExp) => window.getByRole('button', { name }).last().click();
/** In the list, by its patient: the newest first booking that shows the state. */
async function openBooking(state: RegExp): Promise<void> {
  await window.evaluate(() => (location.hash = '#/live-bookings'));
  await window.getByText('List', { exact: true }).click();
  await window.getByRole('row').filter({ hasText: 'Ada Example' }).filter({ hasText: state }).first().click();
}

beforeAll(async () => {
  sample = await startDoor<EmisSettings>('emis-web');
  const session = await sample.order<SessionView>('staff/add-session', extraSession(8));
  const file = writeConfiguration(
    newFolder(),
    configurationOf(sample.ehr, { booking: { undoSeconds: 4, settleSeconds: 1, requestTimeoutSeconds: 1 } }),
  );
  launched = await launchElectron({ args: ['--config', file] });
  window = launched.window;
  site = await launched.patientsPage();
  await window.waitForSelector('[data-health="in-step"]', { timeout: 30_000 });
  const first = String(session.slots[0]?.slotId);
  await waitUntil('the extra session is offered', async () => (await offeredIds()).includes(first), 30_000);
});
afterAll(async () => {
  await launched.close();
  await endEverything();
});

describe('reception', () => {
  let booking: Booked;
  let slotId: string;

  test('cancels an appointment, and takes it back before anything is sent', async () => {
    slotId = (await offeredIds())[0] ?? '';
    booking = await book(slotId, 15);
    expect(booking.status).toBe('confirmed');
    await openBooking(/Confirmed/);
    await press('Cancel appointment…');
    await window.getByLabel('Reason').fill('Patient rang to cancel');
    await press('Cancel appointment');
    await press(/^Undo/);
    await window
      .getByRole('row')
      .filter({ hasText: /Confirmed/ })
      .first()
      .waitFor();
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    expect([await statusOf(booking), await inDiary()]).toEqual(['confirmed', [slotId]]);
  });

  test('moves it: the diary has the new one, and the old one no more', async () => {
    await openBooking(/Confirmed/);
    await press('Move…');
    await window
      .getByRole('radio', { name: /GP telephone/ })
      .first()
      .click();
    await press(/^Move to/);
    await expect
      .poll(inDiary, { timeout: 30_000 })
      .toEqual([expect.not.stringMatching(new RegExp(`^${slotId}$`))]);
    await expect.poll(() => statusOf(booking), { timeout: 20_000 }).toBe('cancelled');
  });

  test('cancels for good: it is out of the diary, and the patient is told', async () => {
    await openBooking(/Confirmed/);
    await press('Cancel appointment…');
    await press('Cancel appointment');
    await expect.poll(inDiary, { timeout: 30_000 }).toEqual([]);
    await openBooking(/Cancelled/);
    await window
      .getByText(/Patient was told/)
      .first()
      .waitFor();
  });

  test('settles what could not be proven, with the facts of both sides', async () => {
    await sample.order('faults', { faults: [{ on: 'writes', kind: 'drop', when: 'before-work', times: 1 }] });
    const other = (await offeredIds()).at(-1) ?? '';
    const doubtful = await book(other, 1);
    await expect.poll(() => statusOf(doubtful), { timeout: 60_000 }).toBe('needs-review');
    await openBooking(/Needs you/);
    await window.getByText('What Slotkeeper knows').waitFor();
    await window.getByText(/What EMIS Web shows/).waitFor();
    await window.getByRole('radio', { name: 'Try once more to book it' }).click();
    await press('Settle it');
    await expect.poll(() => statusOf(doubtful), { timeout: 30_000 }).toBe('confirmed');
    expect(await inDiary()).toEqual([other]);
  });
});
