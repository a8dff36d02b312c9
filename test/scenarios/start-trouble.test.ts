/** Starting when something is wrong: a damaged database, a second Slotkeeper, a wrong configuration. */
import { appendFileSync, readFileSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import Database from 'better-sqlite3';
import { afterEach, expect, test } from 'vitest';

import { openCore } from '../support/scenario-core.ts';
import {
  cli,
  configurationOf,
  endEverything,
  newFolder,
  startProcess,
  startRun,
  startSample,
  writeConfiguration,
} from '../support/scenario-processes.ts';
import { ADA, TELEPHONE, extraSession } from '../support/scenario-practice.ts';
import { waitUntil } from '../support/wait-until.ts';

afterEach(endEverything);

test('a database of rubbish is kept aside, said aloud, and the diary read anew', async () => {
  const sample = await startSample();
  await sample.order('staff/add-session', extraSession(4));
  const folder = newFolder();
  const configuration = configurationOf(sample.ehr);
  const file = writeConfiguration(folder, configuration);
  const database = path.join(folder, 'slotkeeper.db');
  const first = await startRun('--config', file, '--data', folder);
  const slot = await waitUntil('a slot is offered', async () =>
    (await first.api.slots(TELEPHONE.name)).at(-1),
  );
  expect((await first.api.book({ slotId: slot.id, patient: ADA, waitSeconds: 10 })).status).toBe(201);
  expect((await first.end('SIGTERM')).code).toBe(0);

  const rubbish = Buffer.from('This was a database once. '.repeat(4_000));
  writeFileSync(database, rubbish);
  const status = await cli('status', '--data', folder);
  expect(status.code).toBe(1);
  expect(status.stderr).not.toBe('');
  expect(readFileSync(database).equals(rubbish)).toBe(true);

  const second = await startRun('--config', file, '--data', folder);
  expect(second.stderr()).toMatch(
    /database on this PC was damaged.*put aside as slotkeeper\.db\.put-aside-/s,
  );
  await waitUntil('the diary is read anew', async () => (await second.api.slots(TELEPHONE.name)).length > 0);
  expect((await second.api.slots()).map(({ id }) => id)).not.toContain(slot.id);
  const [aside] = readdirSync(folder).filter((name) => name.startsWith('slotkeeper.db.put-aside-'));
  expect(readFileSync(path.join(folder, aside ?? '')).equals(rubbish)).toBe(true);
  expect(second.stdout()).toContain('store-put-aside');
  expect((await second.end('SIGTERM')).code).toBe(0);

  writeFileSync(database, rubbish);
  const core = await openCore(folder, configuration);
  try {
    const { practice, events } = await core.snapshot();
    const notices = practice['practice']?.notices ?? [];
    expect(notices.map(({ code }) => code)).toContain('put-aside');
    expect(notices.find(({ code }) => code === 'put-aside')?.text).toMatch(/put aside as/);
    expect(Object.values(events).map(({ kind }) => kind)).toContain('store-put-aside');
  } finally {
    await core.close();
  }
  expect(readdirSync(folder).filter((name) => /put-aside-[^.]+$/.test(name)).length).toBeGreaterThanOrEqual(
    2,
  );
});

test('a database cut in half is not mistaken for a whole one', async () => {
  const sample = await startSample();
  const folder = newFolder();
  const file = writeConfiguration(folder, configurationOf(sample.ehr));
  const first = await startRun('--config', file, '--data', folder);
  await waitUntil('slots are offered', async () => (await first.api.slots()).length > 0);
  await first.end('SIGTERM');
  const database = path.join(folder, 'slotkeeper.db');
  const whole = readFileSync(database);
  writeFileSync(database, whole.subarray(0, Math.floor(whole.length / 2)));
  appendFileSync(database, Buffer.alloc(whole.length - Math.floor(whole.length / 2), 0x55));
  const second = await startRun('--config', file, '--data', folder);
  expect(second.stderr()).toMatch(/damaged/);
  await waitUntil('the diary is read anew', async () => (await second.api.slots()).length > 0);
  await second.end('SIGTERM');
});

test('a second Slotkeeper on the same data folder refuses, and the first goes on', async () => {
  const sample = await startSample();
  const folder = newFolder();
  const file = writeConfiguration(folder, configurationOf(sample.ehr));
  const first = await startRun('--config', file, '--data', folder);
  const second = await cli('run', '--config', file, '--data', folder);
  expect(second.code).toBe(1);
  expect(second.stderr).toMatch(/already running on this data folder/);
  expect(second.stdout).toBe('');
  await waitUntil('the first goes on', async () => (await first.api.slots()).length > 0);
  await first.end('SIGKILL');
  // The claim ends with the process, however it ended.
  const third = await startRun('--config', file, '--data', folder);
  expect((await third.end('SIGTERM')).code).toBe(0);
});

test('looks at the same time take neither each other for a running Slotkeeper nor its place', async () => {
  const sample = await startSample();
  const folder = newFolder();
  const file = writeConfiguration(folder, configurationOf(sample.ehr));
  const first = await startRun('--config', file, '--data', folder);
  await first.end('SIGTERM');
  const look = () => cli('status', '--json', '--data', folder);
  const told = (await Promise.all([look(), look(), look()])).map(
    ({ stdout }) => (JSON.parse(stdout) as { state: string }).state,
  );
  expect(told).toEqual(['not-running', 'not-running', 'not-running']);
  const [second] = await Promise.all([startRun('--config', file, '--data', folder), look(), look()]);
  expect((await second.end('SIGTERM')).code).toBe(0);
});

test('whoever reads the log goes away: it runs on', async () => {
  const sample = await startSample();
  await sample.order('staff/add-session', extraSession(2));
  const folder = newFolder();
  const run = await startRun(
    '--config',
    writeConfiguration(folder, configurationOf(sample.ehr)),
    '--data',
    folder,
  );
  run.closeStdout();
  const slot = await waitUntil('slots are offered', async () => (await run.api.slots(TELEPHONE.name)).at(-1));
  expect((await run.api.book({ slotId: slot.id, patient: ADA, waitSeconds: 10 })).status).toBe(201);
  expect(run.exitCode()).toBeUndefined();
  expect((await run.end('SIGTERM')).code).toBe(0);
  expect(readFileSync(path.join(folder, 'logs', 'slotkeeper.log'), 'utf8')).toContain(
    '"event":"outbox.sent"',
  );
});

test('a wrong configuration ends with 1 and names each mistake by its path', async () => {
  const folder = newFolder();
  const ehr = {
    kind: 'emis-web',
    baseUrl: 'http://10.0.0.1/partner',
    applicationId: '',
    accessToken: 7,
    bookedBy: '55',
  };
  const file = writeConfiguration(folder, {
    practice: { name: 'Sample Surgery', odsCode: 'a12' },
    ehr,
    bookingSite: { port: 70_000 },
    reading: { horizonDays: 0, nearEverySecnds: 5 },
    activeSlotTypes: 'GP telephone',
  });
  const told = await cli('run', '--config', file, '--data', folder);
  expect(told.code).toBe(1);
  expect(told.stdout).toBe('');
  for (const place of [
    'practice.odsCode',
    'ehr.applicationId',
    'ehr.accessToken',
    'bookingSite.port',
    'reading.horizonDays',
    'nearEverySecnds',
    'activeSlotTypes',
  ])
    expect(told.stderr).toContain(place);
  expect(told.stderr).not.toMatch(/\n {4}at /);

  const missing = await cli('run', '--config', path.join(folder, 'none.json'), '--data', folder);
  expect([missing.code, missing.stderr]).toEqual([1, expect.stringContaining('none.json')]);
  writeFileSync(file, '{ "practice": ');
  const broken = await cli('run', '--config', file, '--data', folder);
  expect([broken.code, broken.stderr]).toEqual([1, expect.stringContaining('is not JSON')]);
});

test('what cannot be used is said in one sentence, and nothing is done', async () => {
  const sample = await startSample();
  const folder = newFolder();
  const file = writeConfiguration(folder, configurationOf(sample.ehr));
  const first = await startRun('--config', file, '--data', folder);
  await first.end('SIGTERM');

  const noFolder = path.join(folder, 'practice.json');
  const database = path.join(folder, 'slotkeeper.db');
  const db = new Database(database);
  db.pragma('user_version = 9999');
  db.close();
  const before = readFileSync(database);
  const future = await cli('run', '--config', file, '--data', folder);
  expect(future).toMatchObject({ code: 1, stderr: expect.stringMatching(/newer/i) });
  expect(readFileSync(database).equals(before)).toBe(true);

  const onFile = await cli('run', '--config', file, '--data', noFolder);
  expect(onFile).toMatchObject({ code: 1, stderr: expect.stringMatching(/data folder .* cannot be used/) });
  for (const { stderr } of [future, onFile]) expect(stderr).not.toMatch(/\n {4}at /);
});

test('a port that is taken costs the patients’ page only, and is said', async () => {
  const sample = await startSample();
  const folder = newFolder();
  const configuration = configurationOf(sample.ehr);
  const first = await startRun('--config', writeConfiguration(folder, configuration), '--data', folder);
  const port = Number(new URL(first.api.url).port);
  const other = newFolder();
  const file = writeConfiguration(other, { ...configuration, bookingSite: { port } });
  const second = startProcess('run', '--config', file, '--data', other);
  await waitUntil('it says so', () =>
    second.stderr().includes(`Port ${port} on this PC is used by another program.`),
  );
  await waitUntil('it reads the diary', () => second.stdout().includes('sync.slot-types'));
  expect((await second.end('SIGTERM')).code).toBe(0);
  expect((await first.end('SIGTERM')).code).toBe(0);
});

test('a key that may not be used costs patients’ details only: it is said, and the diary is read', async () => {
  const sample = await startSample();
  const folder = newFolder();
  const file = writeConfiguration(folder, configurationOf(sample.ehr));
  const first = await startRun('--config', file, '--data', folder);
  await first.end('SIGTERM');
  truncateSync(path.join(folder, 'keys', 'patients.key'), 7);
  const second = await startRun('--config', file, '--data', folder);
  expect(second.stderr()).toMatch(/key to patients’ details is lost\. The key file .* is damaged/);
  const reading = async () => {
    const { stdout } = await cli('status', '--json', '--data', folder);
    return (JSON.parse(stdout) as { health: { read?: { state: string } } }).health.read?.state;
  };
  // Unknown at each start, whatever the last run knew.
  await waitUntil('it reads the diary', async () => (await reading()) === 'in-step');
  expect(await second.api.statusWith('/api/slots')).toBe(503);
  expect((await second.end('SIGTERM')).code).toBe(0);
});
