/** One data folder, two practices: what waits for one EHR is never sent to another, and the sample keeps to itself. */
import { readdirSync } from 'node:fs';

import { afterEach, expect, test } from 'vitest';

import { openCore } from '../support/scenario-core.ts';
import {
  configurationOf,
  endEverything,
  newFolder,
  startProcess,
  startRun,
  startSample,
  cli,
  writeConfiguration,
} from '../support/scenario-processes.ts';
import { ADA, TELEPHONE, extraSession } from '../support/scenario-practice.ts';
import { waitUntil } from '../support/wait-until.ts';

afterEach(endEverything);

test('a booking that waits for one practice’s EHR is not sent to another’s', async () => {
  const here = await startSample();
  await here.order('staff/add-session', extraSession(4));
  const folder = newFolder();
  const file = writeConfiguration(folder, configurationOf(here.ehr));
  const first = await startRun('--config', file, '--data', folder);
  const slot = await waitUntil('a slot is offered', async () =>
    (await first.api.slots(TELEPHONE.name)).at(-1),
  );
  await here.end('SIGKILL');
  expect((await first.api.book({ slotId: slot.id, patient: ADA })).status).toBe(202);
  await first.end('SIGKILL');

  // Made from the same seed: every slot and patient of the one stands in the other, too.
  const there = await startSample();
  await there.order('staff/add-session', extraSession(4));
  const other = { ...configurationOf(there.ehr), practice: { name: 'Other Surgery', odsCode: 'B67890' } };
  writeConfiguration(folder, other);
  const second = await cli('run', '--config', file, '--data', folder);
  expect(second).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/holds the data of another practice or EHR \(A12345 emis-web\).*--data/s),
  });
  // The sample has a database of its own: it neither sends what waits here nor is it in the way.
  const sampled = startProcess('run', '--sample', 'emis-web', '--data', folder);
  await waitUntil('the sample is read', () => sampled.stdout().includes('sync.slot-types'));
  await sampled.end('SIGTERM');
  expect(await there.onlineBookings()).toEqual([]);

  // The same practice with its EHR at another address goes on.
  writeConfiguration(folder, configurationOf(there.ehr));
  const third = await startRun('--config', file, '--data', folder);
  await waitUntil('it is made', async () => (await there.onlineBookings()).length === 1);
  expect((await third.end('SIGTERM')).code).toBe(0);
});

test('what was tried on the sample practice stays there when the real one comes', async () => {
  const folder = newFolder();
  // By its log: the sample's page has a port of its own, which another Slotkeeper on this PC may have.
  const sampled = startProcess('run', '--sample', 'emis-web', '--data', folder);
  await waitUntil('the sample is read', () => sampled.stdout().includes('sync.slot-types'));
  await sampled.end('SIGTERM');

  const real = await startSample();
  const core = await openCore(folder, configurationOf(real.ehr, { active: [] }));
  try {
    expect(core.lines.join('\n')).not.toMatch(/sample|put aside/);
    const types = await waitUntil('the real diary is read', async () => {
      const { slotTypes } = await core.snapshot();
      return Object.keys(slotTypes).length > 0 && Object.values(slotTypes);
    });
    // What was switched on for the sample is not switched on for patients.
    expect(types.filter(({ isActive }) => isActive)).toEqual([]);
    expect(await core.api.slots()).toEqual([]);
  } finally {
    await core.close();
  }
  const databases = readdirSync(folder).filter((name) => name.endsWith('.db'));
  expect(databases.toSorted()).toEqual(['slotkeeper-sample-emis-web.db', 'slotkeeper.db']);
});
