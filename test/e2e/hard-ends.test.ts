// The app ends as no app should: killed while a booking is under way, or started on a damaged database.
import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

import { launchElectron } from '../support/launch-electron.ts';

const folder = () => mkdtempSync(path.join(os.tmpdir(), 'slotkeeper-e2e-'));
const start = (dataDir: string) => launchElectron({ args: ['--sample', 'emis-web'], dataDir });

interface Told {
  readonly id: string;
  readonly status: string;
  readonly link: string;
}

async function book(site: string): Promise<Told> {
  const { slots } = (await (await fetch(`${site}api/slots`)).json()) as { slots: { id: string }[] };
  const answer = await fetch(`${site}api/bookings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': 'e2e-1' },
    body: JSON.stringify({
      slotId: slots.at(-1)?.id,
      patient: { nhsNumber: '9990000018', dateOfBirth: '1980-02-29' },
      reason: 'Sore throat',
    }),
  });
  expect(answer.status).toBe(202);
  return (await answer.json()) as Told;
}

const statusOf = async (site: string, { id, link }: Told): Promise<string> => {
  const secret = new URL(link, site).searchParams.get('token') ?? '';
  const answer = await fetch(`${site}api/bookings/${id}`, { headers: { authorization: `Bearer ${secret}` } });
  return ((await answer.json()) as Told).status;
};

describe('killed while a booking is being sent', () => {
  test('after the restart it is confirmed, once', async () => {
    const dataDir = folder();
    const first = await start(dataDir);
    const site = await first.patientsPage();
    await first.window.waitForSelector('[data-health="in-step"]');
    await first.window.evaluate(() =>
      (
        globalThis as unknown as { bridge: { sample: { setFault(input: object): Promise<unknown> } } }
      ).bridge.sample.setFault({ fault: 'lose-answers' }),
    );
    const told = await book(site);
    // The sample has done the work and dropped its answer: now the app cannot know.
    await expect.poll(() => statusOf(site, told)).not.toBe('accepted');
    await first.kill();

    const second = await start(dataDir);
    const again = await second.patientsPage();
    await expect.poll(() => statusOf(again, told), { timeout: 20_000 }).toBe('confirmed');
    await second.window.getByText('List', { exact: true }).click();
    await second.window.getByText('Ada Example').first().waitFor();
    expect(await second.window.getByText('Ada Example').count()).toBe(1);
    await second.close();
  });
});

describe('a database of rubbish', () => {
  test('is put aside and said aloud, and the diary is read anew', async () => {
    const dataDir = folder();
    const first = await start(dataDir);
    await first.window.waitForSelector('[data-health="in-step"]');
    await first.close();
    const database = 'slotkeeper-sample-emis-web.db';
    writeFileSync(path.join(dataDir, database), 'rubbish '.repeat(5_000));

    const second = await start(dataDir);
    await second.window.getByText('The database on this PC was damaged', { exact: false }).first().waitFor();
    await second.window.waitForSelector('[data-health="in-step"]');
    const aside = readdirSync(dataDir).filter((file) => /^slotkeeper.*\.db/.test(file) && file !== database);
    const kept = aside.filter((file) => readFileSync(path.join(dataDir, file), 'utf8').startsWith('rubbish'));
    expect(kept).toHaveLength(1);
    await second.close();
  });
});
