// What is hard to provoke in the real app: every screen on a bad day, with 2,000 bookings, by keyboard alone, under a policy
// that refuses inline styles. The same code as in Electron, in Chromium, on an in-memory practice.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { buildHarness, serveHarness } from '../harness/build-harness.ts';
import { launchChromium } from '../support/launch-chromium.ts';
import type { Scene, WindowFixture } from '../support/window-fixture.ts';

const NOW = new Date('2026-11-23T10:42:20Z');
const folder = mkdtempSync(path.join(os.tmpdir(), 'slotkeeper-window-'));
let browser: Browser;
let site: Awaited<ReturnType<typeof serveHarness>>;
let context: BrowserContext | undefined;
const complaints: string[] = [];

beforeAll(async () => {
  await buildHarness(folder);
  site = await serveHarness(folder);
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
  site.close();
  rmSync(folder, { recursive: true });
});
afterEach(async () => {
  await context?.close();
  const heard = complaints.splice(0);
  if (heard.length > 0) throw new Error(`The page complained: ${heard.join('; ')}`);
});

async function open(
  hash: string,
  scene: Scene = 'well',
  colorScheme: 'light' | 'dark' = 'light',
): Promise<Page> {
  context = await browser.newContext({
    viewport: { width: 1_366, height: 768 },
    colorScheme,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.location().url.endsWith('favicon.ico'))
      complaints.push(message.text());
  });
  await page.clock.install({ time: NOW });
  await page.goto(`${site.url}?scene=${scene}#${hash}`);
  await page.locator('[data-ready=true]').waitFor();
  return page;
}

const violations = async (page: Page): Promise<string[]> =>
  (await new AxeBuilder({ page }).analyze()).violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 120)}`),
  );

describe('axe finds nothing', () => {
  test.each([
    ['/live-bookings', 'trouble', 'light'],
    ['/live-bookings?booking=booking-5', 'trouble', 'dark'],
    ['/live-bookings?day=2026-11-29', 'quiet', 'light'],
    ['/slot-types', 'starting', 'dark'],
    ['/slot-types?activate=nurse-asthma-and-copd-review', 'well', 'light'],
    ['/why-missing?type=nurse-asthma-and-copd-review&day=2026-11-25', 'well', 'dark'],
    ['/connection', 'trouble', 'dark'],
    ['/connection', 'starting', 'light'],
    ['/help', 'trouble', 'light'],
    ['/settings', 'well', 'dark'],
  ] as const)('%s on a day of %s, %s', async (hash, scene, scheme) => {
    const page = await open(hash, scene, scheme);
    if (hash.includes('activate')) await page.getByText('Switching on adds 38 appointments').waitFor();
    expect(await violations(page)).toEqual([]);
  });
});

describe('by keyboard', () => {
  test('arrows walk the diary, Enter opens the details beside it, Esc leads back', async () => {
    const page = await open('/live-bookings');
    const slot = (id: string) => page.locator(`[data-slot="2026-11-23 ${id}"]`);
    await slot('Dr A Patel 510').focus();
    for (const key of ['ArrowDown', 'ArrowRight', 'ArrowRight', 'End']) await page.keyboard.press(key);
    await expect
      .poll(() =>
        slot('Dr C Lindqvist-Montgomery 740').evaluate((button) => button === document.activeElement),
      )
      .toBe(true);
    await page.keyboard.press('Enter');
    const details = page.getByRole('complementary', { name: 'Mon 23 Nov 12:20' });
    await details.waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => details.count()).toBe(0);
    expect(
      await slot('Dr C Lindqvist-Montgomery 740').evaluate((button) => button === document.activeElement),
    ).toBe(true);
  });

  test('Ctrl K, a name, Enter: the patient’s booking', async () => {
    const page = await open('/settings');
    await page.keyboard.press('Control+k');
    await page.locator('input[role="combobox"]:focus').waitFor();
    await page.keyboard.type('hopper');
    await page.getByRole('option', { name: /Grace Hopper/ }).waitFor();
    await page.keyboard.press('Enter');
    const details = page.getByRole('complementary', { name: 'Mon 23 Nov 10:00' });
    await expect.poll(() => details.getByText('Grace Hopper').count()).toBe(1);
  });

  test('a day is chosen from the month', async () => {
    const page = await open('/live-bookings');
    await page.getByRole('button', { name: /jump to a day/ }).click();
    await page.getByRole('dialog', { name: 'jump to a day' }).waitFor();
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
    await expect.poll(focused).toBe('Monday 23 November 2026');
    for (const key of ['ArrowDown', 'ArrowRight', 'Enter']) await page.keyboard.press(key);
    await page.getByRole('region', { name: 'Diary of Tue 1 Dec' }).waitFor();
  });
});

describe('while one looks', () => {
  test('2,000 bookings are listed without drawing them all, and a change shows at once', async () => {
    const page = await open('/live-bookings');
    await page.getByText('List', { exact: true }).click();
    await page.evaluate(() => {
      const { fixture } = window as unknown as { fixture: WindowFixture };
      const put = Array.from({ length: 2_000 }, (_, i) => ({
        id: `many-${i}`,
        slotId: `slot-${i}`,
        day: '2026-11-24',
        startsAt: Date.UTC(2026, 10, 24, 9) + i * 1_000,
        durationMin: 10,
        slotTypeName: 'GP telephone',
        sessionName: 'Morning surgery',
        clinicianName: 'Dr A Patel',
        siteName: 'Main Surgery',
        patientName: `Patient ${i}`,
        state: 'confirmed',
        createdAt: Date.now(),
        stateAt: Date.now(),
      }));
      fixture.change({ bookings: { put: put as never, remove: [] } });
    });
    const rows = page.getByRole('row');
    await expect.poll(() => page.getByText(/^Confirmed 20\d\d$/).count()).toBe(1);
    expect(await rows.count()).toBeLessThan(60);
    await page.getByRole('textbox', { name: /Filter by patient/ }).fill('1999');
    await page.getByText('Patient 1999').waitFor();
    expect(await rows.count()).toBe(2);
  });

  test('switching a type on shows what it adds first, and can be undone', async () => {
    const page = await open('/slot-types');
    const asthma = page.getByRole('switch', { name: /asthma/ });
    await asthma.click({ force: true });
    await page.getByText('Switching on adds 38 appointments on 6 days.').waitFor();
    expect(await asthma.isChecked()).toBe(false);
    await page.getByRole('textbox', { name: 'Reason' }).fill('Winter clinics');
    await page.getByRole('button', { name: 'Switch on' }).click();
    await expect.poll(() => asthma.isChecked()).toBe(true);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => asthma.isChecked()).toBe(false);
  });
});
