// The main job in a real window: the diary is read, a slot type goes online, a patient books, reception sees it happen.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { launchChromium } from '../support/launch-chromium.ts';
import { type LaunchedApp, launchElectron } from '../support/launch-electron.ts';

let launched: LaunchedApp;
let window: Page;
let site: string;
let browser: Browser;

const open = async (screen: string) => {
  await window.evaluate((hash) => (location.hash = hash), `#/${screen}`);
  await window.waitForSelector(`[data-screen="${screen}"][data-ready="true"]`);
};

interface OfferedSlot {
  readonly id: string;
  readonly start: string;
  readonly slotType: string;
}
const offered = async (slotType: string): Promise<readonly OfferedSlot[]> => {
  const answer = await fetch(`${site}api/slots?slotType=${encodeURIComponent(slotType)}`);
  return answer.ok ? ((await answer.json()) as { slots: readonly OfferedSlot[] }).slots : [];
};

beforeAll(async () => {
  launched = await launchElectron({ args: ['--sample', 'emis-web'] });
  window = launched.window;
  site = await launched.patientsPage();
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await launched?.close();
});

describe('a receptionist', () => {
  test('sees within ten seconds of starting that all is right', async () => {
    await window.waitForSelector('[data-health="in-step"]', { timeout: 10_000 });
    expect(await window.locator('[data-screen="live-bookings"]').count()).toBe(1);
    await window.getByText('Sample practice:', { exact: false }).waitFor();
  });
});

describe('a manager', () => {
  test('finds Nurse - smear, sees what switching it on adds, and does it', async () => {
    expect(await offered('Nurse - smear')).toEqual([]);
    await open('slot-types');
    await window.getByPlaceholder('Find a slot type').fill('smear');
    await window.getByRole('switch', { name: /Nurse - smear/ }).press('Space');
    const drawer = window.getByRole('dialog', { name: /Switch on: Nurse - smear/ });
    await drawer.getByText(/\d+ appointments? on \d+ days?/).waitFor();
    await drawer.getByLabel('Reason').fill('Smears go online');
    await drawer.getByRole('button', { name: 'Switch on' }).click();
    await expect
      .poll(() => offered('Nurse - smear').then((slots) => slots.length), { timeout: 15_000 })
      .toBeGreaterThan(0);
  });

  test('switches it off, and at once it is gone; undo brings it back', async () => {
    await window.getByRole('switch', { name: /Nurse - smear/ }).press('Space');
    const drawer = window.getByRole('dialog', { name: /Switch off: Nurse - smear/ });
    await drawer.getByRole('button', { name: 'Switch off' }).click();
    await window.getByText('Nurse - smear switched off').waitFor();
    expect(await offered('Nurse - smear')).toEqual([]);
    await window.getByRole('button', { name: 'Undo' }).last().click();
    await expect
      .poll(() => offered('Nurse - smear').then((slots) => slots.length), { timeout: 15_000 })
      .toBeGreaterThan(0);
    await window.getByPlaceholder('Find a slot type').fill('');
  });
});

describe('a patient', () => {
  test('books on a phone, and reception sees it while looking', async () => {
    await open('live-bookings');
    await window.getByText('List', { exact: true }).click();
    const phone = await browser.newPage({ viewport: { width: 390, height: 844 }, locale: 'en-GB' });
    const go = () => phone.getByRole('button', { name: 'Continue' }).click();
    await phone.goto(site);
    await phone.getByRole('button', { name: 'Start now' }).click();
    await phone.getByRole('radio', { name: /GP telephone/ }).check();
    await go();
    await phone.locator('main a[href*="day="]').first().click();
    await phone.locator('main form button').first().click();
    await phone.getByLabel('NHS number').fill('999 000 0018');
    await phone.getByLabel('Day', { exact: true }).fill('29');
    await phone.getByLabel('Month', { exact: true }).fill('2');
    await phone.getByLabel('Year', { exact: true }).fill('1980');
    await go();
    await go();
    await phone.getByRole('button', { name: 'Book this appointment' }).click();
    await phone.getByRole('heading', { name: 'Your appointment is booked' }).waitFor({ timeout: 15_000 });
    await window.getByText('Ada Example').first().waitFor({ timeout: 5_000 });
    expect(await window.getByText('Confirmed').count()).toBeGreaterThan(0);
    await phone.close();
  });
});

describe('trouble', () => {
  test('the EMIS server stops: the light says since when and why; it comes back by itself', async () => {
    await window.getByRole('button', { name: /^Sample EMIS Web/ }).click();
    await window.getByText('EMIS Web is stopped', { exact: true }).click();
    await window
      .getByText(/Not in step since \d\d:\d\d/)
      .first()
      .waitFor({ timeout: 30_000 });
    await window
      .getByText(/EMIS Web cannot be reached/)
      .first()
      .waitFor();
    await window.getByRole('button', { name: /^Sample EMIS Web/ }).click();
    await window.getByText('EMIS Web behaves', { exact: true }).click();
    await window.waitForSelector('[data-health="in-step"]', { timeout: 30_000 });
    expect(await window.getByText(/Not in step since/).count()).toBe(0);
  });

  test('why is my slot missing: the four questions, answered in order', async () => {
    await open('why-missing');
    await window
      .getByRole('combobox', { name: 'Slot type' })
      .or(window.getByLabel('Slot type').first())
      .click();
    await window.getByRole('option', { name: 'Staff meeting' }).click();
    await window.getByText('Staff meeting is not switched on', { exact: false }).first().waitFor();
    const questions = ['Is the session built', 'switched on', 'been read', 'connection healthy'];
    for (const question of questions)
      expect(await window.getByText(question, { exact: false }).count()).toBeGreaterThan(0);
  });

  test('help exports a bundle, and says where it lies', async () => {
    await open('help');
    await window.getByRole('button', { name: 'Export the bundle' }).click();
    await window
      .getByText(/slotkeeper-A12345-.*\.zip/)
      .first()
      .waitFor();
    const bundles = readdirSync(path.join(launched.dataDir, 'bundles'));
    expect(bundles).toEqual([expect.stringMatching(/^slotkeeper-A12345-.*\.zip$/)]);
  });
});
