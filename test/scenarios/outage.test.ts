/** The EMIS server dies and comes back: the light says so in time, nothing old is offered, and it mends itself. */
import { afterEach, expect, test } from 'vitest';

import { MINUTE, SECOND } from '#shared/domain/time.ts';

import { takenOf } from '../support/scenario-api.ts';
import { ALL_SCOPES } from '../../src/main/sample-practice/emis/emis-door.ts';
import { type OpenCore, openCore, openScenario } from '../support/scenario-core.ts';
import {
  cli,
  configurationOf,
  endEverything,
  newFolder,
  startRun,
  startSample,
  writeConfiguration,
} from '../support/scenario-processes.ts';
import { ADA, TELEPHONE, extraSession, tomorrow } from '../support/scenario-practice.ts';
import { waitUntil } from '../support/wait-until.ts';

/** Longer than the near days' limit, shorter than what would count as a wrong clock. */
const TOO_OLD_MS = 200 * SECOND;
const PROMISED_MS = 30 * SECOND;

let core: Pick<OpenCore, 'close'> | undefined;

afterEach(async () => {
  await core?.close();
  core = undefined;
  await endEverything();
});

interface Status {
  readonly state: string;
  readonly words: string;
  readonly offered: number;
  readonly health: { readonly read?: { readonly since: string; readonly failure: string | null } };
}

test('the server is killed: within 30 s it is said since when and why, then nothing is offered, then it mends', async () => {
  const sample = await startSample();
  await sample.order('staff/add-session', extraSession(6));
  const opened = await openCore(newFolder(), configurationOf(sample.ehr, { reading: { horizonDays: 1 } }));
  core = opened;
  const { api, handlers } = opened;
  const offered = await waitUntil('slots are offered', async () => {
    const slots = await api.slots(TELEPHONE.name);
    return slots.length >= 6 && (await opened.health('read'))?.state === 'in-step' && slots;
  });

  const { port } = new URL(sample.ehr.baseUrl);
  const killedAt = Date.now();
  await sample.end('SIGKILL');
  const health = await waitUntil(
    'the light says not in step',
    async () => {
      const read = await opened.health('read');
      return read?.state === 'not-in-step' && read;
    },
    PROMISED_MS,
  );
  expect(health.since).toBeGreaterThanOrEqual(killedAt);
  expect(health.since).toBeLessThanOrEqual(killedAt + PROMISED_MS);
  expect(health.failure).toMatchObject({ kind: 'unreachable', message: expect.stringContaining('EMIS Web') });
  expect(health.nextTryAt).toBeGreaterThan(killedAt);

  opened.setOffset(TOO_OLD_MS);
  expect(await api.slots()).toEqual([]);
  const refused = await api.book({ slotId: offered[0]!.id, patient: ADA, waitSeconds: 5 });
  expect(refused.status).toBe(409);
  const why = await handlers.whyMissing.ask({
    slotTypeId: await opened.slotTypeId(TELEPHONE.name),
    day: tomorrow(),
  });
  expect(why.ok && why.value.offered).toBe(0);
  expect(why.ok && why.value.slots.flatMap(({ hidden }) => hidden.map(({ code }) => code))).toContain(
    'reading-too-old',
  );

  const back = await startSample('--port', port);
  await back.order('staff/add-session', extraSession(6));
  await waitUntil('it mends itself', async () => {
    const read = await opened.health('read');
    return read?.state === 'in-step' && (await api.slots(TELEPHONE.name)).length >= 6;
  });
  const { events } = await opened.snapshot();
  const trouble = Object.values(events).map(({ kind }) => kind);
  expect(trouble).toContain('trouble-opened');
  expect(trouble).toContain('trouble-closed');
});

test('a booking accepted while the server is down is sent once when it is back', async () => {
  const sample = await startSample();
  await sample.order('staff/add-session', extraSession(6));
  const folder = newFolder();
  const file = writeConfiguration(folder, configurationOf(sample.ehr));
  const run = await startRun('--config', file, '--data', folder);
  const slot = await waitUntil('a slot is offered', async () => (await run.api.slots(TELEPHONE.name)).at(-1));
  await sample.order('pause', { ms: 3_000 });
  await waitUntil('it is said by status in another process', async () => {
    const { code, stdout } = await cli('status', '--json', '--data', folder);
    const status = JSON.parse(stdout) as Status;
    return code === 1 && status.state === 'not-in-step' && status.health.read?.failure?.includes('EMIS Web');
  });
  const told = await run.api.book({ slotId: slot.id, patient: ADA });
  expect(told.status).toBe(202);
  const { booking, secret } = takenOf(told);
  await waitUntil(
    'it is confirmed',
    async () => (await run.api.booking(booking.id, secret)).status === 'confirmed',
    30_000,
  );
  const diary = await sample.onlineBookings();
  expect(diary.map(({ slotId, patientNumber }) => [slotId, patientNumber])).toEqual([
    [Number(slot.id), ADA.patientNumber],
  ]);
  const { counts } = await sample.look<{ counts: Record<string, number> }>('requests');
  expect(counts['BookAppointment']).toBe(1);
  expect((await run.end('SIGTERM')).code).toBe(0);
});

test('a refused sign-in: said as such, a booking waits instead of being refused, and is made once it is mended', async () => {
  const scenario = await openScenario({ settings: { reading: { nearEverySeconds: 2 } } });
  core = scenario;
  const { practice, api } = scenario;
  const slot = await waitUntil('a slot is offered', async () => (await api.slots(TELEPHONE.name)).at(-1));
  practice.setTokens({});
  const told = await api.book({ slotId: slot.id, patient: ADA });
  expect(told.status).toBe(202);
  await waitUntil(
    'it is said',
    async () => (await scenario.health('read'))?.state === 'not-in-step',
    PROMISED_MS,
  );
  const { failure } = (await scenario.health('read')) ?? {};
  expect(failure?.kind).toBe('not-signed-in');
  const { booking, secret } = takenOf(told);
  expect((await api.booking(booking.id, secret)).status).toBe('accepted');
  practice.setTokens({ [practice.ehr.accessToken]: ALL_SCOPES });
  await waitUntil(
    'it is confirmed',
    async () => (await api.booking(booking.id, secret)).status === 'confirmed',
    40_000,
    200,
  );
  expect(practice.requests.of('BookAppointment')).toBe(1);
});

test('a PC whose clock is far off offers nothing, says so, and mends when the clock is set', async () => {
  const scenario = await openScenario();
  core = scenario;
  const { api } = scenario;
  await waitUntil('slots are offered', async () => (await api.slots(TELEPHONE.name)).length >= 8);
  scenario.setOffset(-10 * MINUTE);
  await waitUntil('nothing is offered', async () => (await api.slots()).length === 0);
  const read = await waitUntil('it is said', async () => {
    const health = await scenario.health('read');
    return health?.state === 'not-in-step' && health;
  });
  expect(read.failure?.message).toMatch(/clock is 10 minutes behind EMIS Web/);
  scenario.setOffset(0);
  await waitUntil('it mends', async () => {
    const health = await scenario.health('read');
    return health?.state === 'in-step' && (await api.slots(TELEPHONE.name)).length >= 8;
  });
});
