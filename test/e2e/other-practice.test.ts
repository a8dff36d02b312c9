// One practice takes another's seat while the window is open: the sample SystmOne is approved in the banner, another sample
// is opened, and the window is loaded afresh on it; the next start opens the same.
import { mkdtempSync, readdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright';
import { expect, test } from 'vitest';

import type { Bridge } from '#shared/contract/contract.ts';
import type { EhrKind } from '#shared/domain/ehr.ts';
import { launchElectron } from '../support/launch-electron.ts';

const openSample = (window: Page, ehr: EhrKind) =>
  window.evaluate(
    (kind) =>
      (globalThis as unknown as { bridge: Bridge }).bridge.settings.open({ what: 'sample', ehr: kind }),
    ehr,
  );
const inStep = (window: Page) => window.waitForSelector('[data-health="in-step"]', { timeout: 30_000 });

test('from SystmOne, approved by its user, to GP Connect, without a new start', async () => {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'slotkeeper-e2e-'));
  const first = await launchElectron({ args: ['--sample', 'systmone'], dataDir });
  await first.said(/its SystmOne server runs inside the app/);
  await first.window.getByRole('button', { name: 'Approve' }).click();
  await inStep(first.window);

  expect(await openSample(first.window, 'gp-connect')).toEqual({ ok: true });
  await first.said(/its GP Connect server runs inside the app/);
  await first.window.getByText('GP Connect', { exact: false }).first().waitFor();
  await inStep(first.window);
  expect(await first.window.getByRole('button', { name: 'Approve' }).count()).toBe(0);
  await first.close();

  const second = await launchElectron({ dataDir });
  await second.said(/its GP Connect server runs inside the app/);
  expect(await openSample(second.window, 'systmone')).toEqual({ ok: true });
  await second.said(/its SystmOne server runs inside the app/);
  // Approved before: nobody is asked again.
  await inStep(second.window);
  expect(
    readdirSync(dataDir)
      .filter((name) => name.endsWith('.db'))
      .toSorted(),
  ).toEqual(['slotkeeper-sample-gp-connect.db', 'slotkeeper-sample-systmone.db']);
  await second.close();
});
