// The key to patients' details in a real window: away, it says so and reads on; there again, it goes on; lost, a person's
// tick and button begin anew, and the old files are kept. (Another user's key takes another user; see the scenarios.)
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  truncateSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright';
import { expect, test } from 'vitest';

import { launchElectron } from '../support/launch-electron.ts';
import { ADA } from '../support/scenario-practice.ts';
import { createApi, takenOf } from '../support/scenario-api.ts';

const SAMPLE = ['--sample', 'emis-web'] as const;
const dataDir = mkdtempSync(path.join(os.tmpdir(), 'slotkeeper-e2e-'));
const key = path.join(dataDir, 'keys', 'patients.key');

const story = (window: Page) => window.getByRole('region', { name: 'The key to patients’ details' });
const isRead = (window: Page) =>
  expect
    .poll(() => window.locator('[data-health]').first().getAttribute('data-health'), { timeout: 30_000 })
    .not.toBe('checking');
const listed = async (window: Page) => {
  await window.getByText('List', { exact: true }).click();
  return window.getByRole('table');
};

test('away, there again, and lost', async () => {
  const first = await launchElectron({ args: SAMPLE, dataDir });
  const api = createApi(await first.patientsPage());
  let slots = await api.slots('GP telephone');
  await expect
    .poll(async () => (slots = await api.slots('GP telephone')).length, { timeout: 30_000 })
    .toBeGreaterThan(0);
  const slotId = slots.at(-1)?.id ?? '';
  takenOf(await api.book({ slotId, patient: ADA, reason: 'A cough', waitSeconds: 20 }));
  await first.close();

  // As a key store leaves it that has gone away.
  renameSync(key, `${key}.sealed`);
  const second = await launchElectron({ args: SAMPLE, dataDir });
  const { window } = second;
  const away = story(window);
  await away.getByText('Patients’ details are locked for the moment').waitFor();
  expect(await away.getByRole('button', { name: 'Begin anew…' }).count()).toBe(0);
  await isRead(window);
  const rows = await listed(window);
  await rows.getByText('Details not shown').waitFor();
  expect(await window.getByText(/Ada Example/i).count()).toBe(0);
  expect((await fetch(await second.patientsPage())).status).toBe(503);
  expect(existsSync(key)).toBe(false);

  renameSync(`${key}.sealed`, key);
  await away.getByRole('button', { name: 'Try again' }).click();
  await away.waitFor({ state: 'detached' });
  await (await listed(window)).getByText(/Ada/i).first().waitFor();
  await second.close();

  truncateSync(key, 7);
  const third = await launchElectron({ args: SAMPLE, dataDir });
  const lost = story(third.window);
  await lost.getByText('The key to patients’ details is lost').waitFor();
  await lost.getByRole('button', { name: 'Begin anew…' }).click();
  const question = third.window.getByRole('dialog', { name: 'Begin anew without the key?' });
  const begin = question.getByRole('button', { name: 'Begin anew', exact: true });
  expect(await begin.isDisabled()).toBe(true);
  await question.getByLabel('The key cannot be brought back').check();
  await begin.click();
  await lost.waitFor({ state: 'detached' });
  await third.window.getByText('Slotkeeper has begun anew on this PC').waitFor();
  await third.window.waitForSelector('[data-health="in-step"]', { timeout: 30_000 });
  expect(readFileSync(key)).toHaveLength(32);
  const kept = [...readdirSync(dataDir), ...readdirSync(path.dirname(key))].filter((name) =>
    name.includes('.put-aside-'),
  );
  // A database may have its log beside it.
  const names = new Set(kept.map((name) => name.replace(/\.put-aside-.*/, '')));
  expect([...names].toSorted()).toEqual(['patients.key', 'slotkeeper-sample-emis-web.db']);
  await third.close();
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
});
