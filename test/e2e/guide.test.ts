// From the sample practice to a practice's own EHR by the guide, in a real window, as a manager would: chosen, filled in,
// tried, saved, opened. Then what each EHR is tried for: SystmOne's approval and log-off, GP Connect's slot that went.
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';

import { type EhrKind, PRODUCT_OF } from '#shared/domain/ehr.ts';
import type { SessionView } from '../../src/main/sample-practice/diary/staff-desk.ts';
import type { EmisSettings } from '../../src/main/sample-practice/emis-practice.ts';
import type { GpConnectSettings } from '../../src/main/sample-practice/gp-connect-practice.ts';
import type { SystmOneSettings } from '../../src/main/sample-practice/systmone-practice.ts';
import { CLIENT_CERTIFICATE, LOCAL_CERTIFICATE } from '../support/ehr-local-certificate.ts';
import { type LaunchedApp, launchElectron } from '../support/launch-electron.ts';
import { endEverything, startDoor } from '../support/scenario-processes.ts';
import { extraSession } from '../support/scenario-practice.ts';
import { openTlsFront } from '../support/tls-front.ts';

let launched: LaunchedApp;
let front: Awaited<ReturnType<typeof openTlsFront>> | undefined;
beforeAll(async () => {
  launched = await launchElectron({ args: ['--sample', 'emis-web'] });
});
afterEach(endEverything);
afterAll(async () => {
  await launched.close();
  front?.close();
});

const inStep = (window: Page) => window.waitForSelector('[data-health="in-step"]', { timeout: 30_000 });
const reads = (window: Page, words: string | RegExp) =>
  window.getByText(words).first().waitFor({ timeout: 30_000 });
const press = (window: Page, name: string | RegExp) =>
  window
    .getByRole('button', typeof name === 'string' ? { name, exact: true } : { name })
    .first()
    .click();

type Details = Readonly<Record<string, string>>;

/** Up to the test of the connection, and through it. `folded`: what is folded away. */
async function fillIn(window: Page, kind: EhrKind, details: Details, folded: Details = {}): Promise<void> {
  await window.evaluate(() => (location.hash = '#/set-up'));
  await window.getByRole('radio', { name: PRODUCT_OF[kind] }).click();
  await press(window, `Continue with ${PRODUCT_OF[kind]}`);
  await press(window, 'Continue');
  const fill = async (all: Details) => {
    for (const [label, text] of Object.entries(all))
      await window.getByLabel(label, { exact: true }).first().fill(text);
  };
  await fill({ Name: 'Sample Surgery', 'ODS code': 'A12345', Phone: '01632 960 018', ...details });
  if (Object.keys(folded).length > 0) await window.locator('summary').first().click();
  await fill(folded);
  await press(window, 'Continue');
  await press(window, 'Test the connection');
}

async function saveAndOpen(window: Page, kind: EhrKind): Promise<void> {
  await press(window, /^Continue/);
  await press(window, /^Save/);
  await launched.said(/^Opened Sample Surgery\./m);
  await window.waitForSelector('[data-screen="live-bookings"][data-ready="true"]', { timeout: 30_000 });
  await reads(window, PRODUCT_OF[kind]);
  expect(await window.getByText('Sample practice:', { exact: false }).count()).toBe(0);
}

const switchOn = async (window: Page, name: string) => {
  await window.evaluate(() => (location.hash = '#/slot-types'));
  await window.getByRole('switch', { name: new RegExp(name) }).press('Space');
  await window.getByRole('dialog').getByRole('button', { name: 'Switch on' }).click();
  await reads(window, `${name} switched on`);
};

test('SystmOne: approved on the way, logged off and on again, and told so in words', async () => {
  const { window } = launched;
  const sample = await startDoor<SystmOneSettings>('systmone');
  const { port, apiKey } = sample.ehr;
  await sample.order('devices', { state: 'ask' });
  await fillIn(window, 'systmone', { 'API key': apiKey }, { Port: String(port) });
  await reads(window, /waits for somebody|asks on this PC/);
  await saveAndOpen(window, 'systmone');
  await reads(window, /waits for somebody to approve this PC/);
  await sample.order('device', { isApproved: true });
  await inStep(window);

  await sample.order('log-off', {});
  await reads(window, /SystmOne is not open on this PC/);
  await sample.order('log-on', {});
  await inStep(window);
  expect(await window.getByText(/Not in step since/).count()).toBe(0);
});

test('EMIS Web: tried and passed, saved, and the token is never shown again', async () => {
  const { window } = launched;
  const { ehr } = await startDoor<EmisSettings>('emis-web');
  await fillIn(window, 'emis-web', {
    'Address of the Partner API': ehr.baseUrl,
    'Application id': ehr.applicationId,
    'Bookings are made by': ehr.bookedBy,
    'Access token': ehr.accessToken,
  });
  await window.getByText('Read today’s diary').waitFor();
  await saveAndOpen(window, 'emis-web');
  await inStep(window);
  await window.evaluate(() => (location.hash = '#/settings'));
  await reads(window, /^Kept/);
  expect(await window.content()).not.toContain(ehr.accessToken);
});

test('GP Connect, by a client certificate: a slot that went meanwhile gives the patient alternatives', async () => {
  const { window } = launched;
  const sample = await startDoor<GpConnectSettings>('gp-connect');
  front = await openTlsFront(sample.ehr.baseUrl);
  const { slots } = await sample.order<SessionView>('staff/add-session', extraSession(4));
  const { fromAsid, toAsid } = sample.ehr;
  await fillIn(
    window,
    'gp-connect',
    {
      'The practice’s endpoint': front.url,
      'Our ASID': fromAsid,
      'The practice’s ASID': toAsid,
      'Client certificate': CLIENT_CERTIFICATE.cert,
      'Private key of the certificate': CLIENT_CERTIFICATE.key,
      'Family name of who works here': 'Sutton',
      'This person’s id': '56',
    },
    { 'Further authority to trust': LOCAL_CERTIFICATE.cert },
  );
  await window.getByText('Read today’s diary').waitFor();
  await saveAndOpen(window, 'gp-connect');
  await inStep(window);
  const [, keyLine = ''] = CLIENT_CERTIFICATE.key.split('\n');
  expect(await window.content()).not.toContain(keyLine);
  await switchOn(window, 'GP telephone');

  const site = launched
    .output()
    .match(/^Patients' page: (\S+)/gm)
    ?.at(-1)
    ?.replace("Patients' page: ", '');
  if (!site) throw new Error('The patients’ page is not open');
  const [wanted] = slots;
  if (!wanted) throw new Error('The extra session has no slots');
  await expect
    .poll(async () => (await (await fetch(`${site}api/slots`)).text()).includes(`"${wanted.slotId}"`), {
      timeout: 30_000,
    })
    .toBe(true);
  const held = await fetch(`${site}api/holds`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ slotId: String(wanted.slotId) }),
  });
  const { id: holdId } = (await held.json()) as { id: string };
  await sample.order('staff/book', { slotId: wanted.slotId });
  const booked = await fetch(`${site}api/bookings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', prefer: 'wait=30', 'idempotency-key': 'taken-meanwhile' },
    body: JSON.stringify({
      holdId,
      patient: { nhsNumber: '999 000 0018', dateOfBirth: '1980-02-29' },
      reason: 'Knee',
    }),
  });
  expect(booked.status).toBe(409);
  const problem = (await booked.json()) as { alternatives: readonly unknown[] };
  expect(problem.alternatives.length).toBeGreaterThan(0);
  expect(await sample.onlineBookings()).toEqual([]);
});
