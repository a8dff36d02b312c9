/** Stopping in the middle of a booking, as the system asks for it. What no process survives (`kill -9`) is in hundred-patients. */
import { afterEach, expect, test } from 'vitest';

import {
  cli,
  configurationOf,
  endEverything,
  newFolder,
  startRun,
  startSample,
  writeConfiguration,
} from '../support/scenario-processes.ts';
import { TELEPHONE, extraSession, patientAt } from '../support/scenario-practice.ts';
import { waitUntil } from '../support/wait-until.ts';

afterEach(endEverything);

test('asked to stop while it sends, it waits for the answer first', async () => {
  const sample = await startSample();
  await sample.order('staff/add-session', extraSession(4));
  const folder = newFolder();
  const file = writeConfiguration(folder, configurationOf(sample.ehr));
  const run = await startRun('--config', file, '--data', folder);
  const slot = await waitUntil('a slot is offered', async () => (await run.api.slots(TELEPHONE.name)).at(-1));
  await sample.order('faults', { faults: [{ kind: 'slow', ms: 600, on: 'writes', when: 'after-work' }] });
  expect((await run.api.book({ slotId: slot.id, patient: patientAt(0) })).status).toBe(202);
  await waitUntil('it is in the diary', async () => (await sample.onlineBookings()).length === 1);
  expect((await run.end('SIGTERM')).code).toBe(0);
  const { stdout } = await cli('bookings', '--json', '--data', folder);
  expect(JSON.parse(stdout)).toMatchObject([{ state: 'confirmed' }]);
});
