/**
 * What only SystmOne can do to a practice: nobody logged on, a PC that somebody must approve first, a record that is open
 * in its client, and a client that belongs to another practice. The whole core in Node; at SystmOne's own pace where the pace
 * is the point, on a hurried PC everywhere else.
 */
import { afterEach, expect, test } from 'vitest';

import { SECOND } from '#shared/domain/time.ts';

import { createSystmOnePractice } from '../../src/main/sample-practice/systmone-practice.ts';
import { takenOf } from '../support/scenario-api.ts';
import { type OpenCore, SMALL, openCore, openScenarioAt } from '../support/scenario-core.ts';
import { APPROVED_DEVICE, HURRIED } from '../support/scenario-doors.ts';
import { ADA, TELEPHONE, extraSession, patientAt, tomorrow } from '../support/scenario-practice.ts';
import { configurationOf, endEverything, newFolder } from '../support/scenario-processes.ts';
import { offeredTomorrow } from '../support/scenario-waits.ts';
import { waitUntil } from '../support/wait-until.ts';

const PATIENCE_MS = 50_000;
/** Longer than the near days' limit, shorter than what would count as a wrong clock. */
const TOO_OLD_MS = 200 * SECOND;

const opened: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
  await endEverything();
});

/** Counts no seconds: whoever is in a hurry may ask it faster. */
const approved = () => createSystmOnePractice({ ...SMALL, deviceId: APPROVED_DEVICE, throttle: 'off' });
/** One request a second, as SystmOne counts them; whatever is too early gets no answer. */
const IN_TURN_MS = 1_000;
const offered = (core: OpenCore) => offeredTomorrow(core, 8, PATIENCE_MS);
const troubleOf = (core: OpenCore, kind: string) =>
  waitUntil(
    `the light says ${kind}`,
    async () => {
      const read = await core.health('read');
      return read?.failure?.kind === kind && read;
    },
    PATIENCE_MS,
  );

test('the user logs off: the light says that SystmOne is not open, nothing old is offered; logged on again, it mends', async () => {
  const scenario = await openScenarioAt(approved(), HURRIED);
  opened.push(scenario);
  await offered(scenario);
  await scenario.practice.logOff();
  const read = await troubleOf(scenario, 'not-open');
  expect(read.state).toBe('not-in-step');
  expect(read.failure?.message).toMatch(/SystmOne/);
  expect(read.failure?.message).toMatch(/logged on|not open/);
  scenario.setOffset(TOO_OLD_MS);
  expect(await scenario.api.slots()).toEqual([]);
  scenario.setOffset(0);
  await scenario.practice.logOn();
  await waitUntil(
    'it mends by itself',
    async () =>
      (await scenario.health('read'))?.state === 'in-step' &&
      (await scenario.api.slots(TELEPHONE.name)).length >= 8,
    PATIENCE_MS,
  );
});

test('a booking that is asked for while nobody is logged on is made once somebody is, once', async () => {
  const scenario = await openScenarioAt(approved(), HURRIED);
  opened.push(scenario);
  const slot = (await offered(scenario)).at(-1);
  if (!slot) throw new Error('Nothing is offered');
  await scenario.practice.logOff();
  const answer = await scenario.api.book({ slotId: slot.id, patient: ADA });
  expect(answer.status).toBe(202);
  const { booking, secret } = takenOf(answer);
  await troubleOf(scenario, 'not-open');
  expect((await scenario.api.booking(booking.id, secret)).status).toBe('accepted');
  await scenario.practice.logOn();
  await waitUntil(
    'it is confirmed',
    async () => (await scenario.api.booking(booking.id, secret)).status === 'confirmed',
    PATIENCE_MS,
  );
  expect(scenario.practice.requests.of('UpdatePatientRecord')).toBe(1);
});

test('the first connection waits for approval and goes on by itself; the device is kept, and nobody is asked again', async () => {
  const practice = createSystmOnePractice({ ...SMALL, throttle: 'off' });
  await practice.start();
  practice.staff.addSession(extraSession(8));
  opened.push(practice);
  const folder = newFolder();
  const configuration = configurationOf(practice.ehr);
  const first = await openCore(folder, configuration, HURRIED);
  try {
    const waiting = await troubleOf(first, 'device-waiting');
    expect(waiting.failure?.message).toMatch(/SystmOne is asking on this PC/);
    expect(await first.api.slots()).toEqual([]);
    await waitUntil('SystmOne asks its user', () => practice.answerDevice(true));
    await offered(first);
    expect((await first.health('read'))?.state).toBe('in-step');
  } finally {
    await first.close();
  }
  const second = await openCore(folder, configuration, HURRIED);
  opened.unshift(second);
  await offered(second);
  expect(practice.answerDevice(true)).toBe(false);
});

test('a device that somebody has blocked: said as such, nothing read, mended when it is asked again and approved', async () => {
  const practice = createSystmOnePractice({ ...SMALL, throttle: 'off' });
  await practice.start();
  practice.staff.addSession(extraSession(8));
  opened.push(practice);
  const core = await openCore(newFolder(), configurationOf(practice.ehr), HURRIED);
  opened.unshift(core);
  await waitUntil('SystmOne asks its user', () => practice.answerDevice(false), PATIENCE_MS);
  const blocked = await troubleOf(core, 'device-blocked');
  expect(blocked.state).toBe('not-in-step');
  expect(await core.api.slots()).toEqual([]);
  practice.setDevices('ask');
  await waitUntil('SystmOne asks again', () => practice.answerDevice(true), PATIENCE_MS);
  await offered(core);
});

test('the record is open in the client: the booking waits, and is made once when it is closed', async () => {
  const scenario = await openScenarioAt(approved(), HURRIED);
  opened.push(scenario);
  const slot = (await offered(scenario)).at(-1);
  if (!slot) throw new Error('Nothing is offered');
  scenario.practice.setModesFrom({ recordOpen: [ADA.nhsNumber] });
  const { booking, secret } = takenOf(await scenario.api.book({ slotId: slot.id, patient: ADA }));
  const { requests, staff } = scenario.practice;
  await waitUntil('it was tried', () => requests.of('UpdatePatientRecord') > 0, PATIENCE_MS);
  const adas = async () =>
    (await staff.bookings()).filter(({ patientNumber }) => patientNumber === ADA.patientNumber);
  expect(await adas()).toEqual([]);
  expect(['accepted', 'checking']).toContain((await scenario.api.booking(booking.id, secret)).status);
  scenario.practice.setModesFrom({ recordOpen: [] });
  await waitUntil(
    'it is confirmed',
    async () => (await scenario.api.booking(booking.id, secret)).status === 'confirmed',
    PATIENCE_MS,
  );
  expect(await adas()).toHaveLength(1);
});

test('the client belongs to another practice: nothing is read, nothing is written @hazard:H47', async () => {
  const practice = approved();
  await practice.start();
  practice.staff.addSession(extraSession(8));
  opened.push(practice);
  const core = await openCore(newFolder(), configurationOf(practice.ehr, { odsCode: 'B99999' }), HURRIED);
  opened.unshift(core);
  const read = await troubleOf(core, 'wrong-organisation');
  expect(read.state).toBe('not-in-step');
  expect(await core.api.slots()).toEqual([]);
  const shown = await core.handlers.diary.day({ day: tomorrow() });
  expect(shown.ok && shown.value).toMatchObject({ state: 'not-read', sessions: [] });
  const counts = practice.requests.counts();
  expect(counts['GetOrganisationMetaData']).toBeGreaterThan(0);
  for (const name of ['GetAppointmentSlots', 'GetDiary', 'GetPatientRecord', 'UpdatePatientRecord']) {
    expect(counts[name]).toBeUndefined();
  }
});

test('SystmOne answers one request a second: none comes sooner, while it reads and while patients book, and each is booked once in the place that was promised @hazard:H01 @hazard:H02', async () => {
  const practice = createSystmOnePractice({ ...SMALL, deviceId: APPROVED_DEVICE, throttle: 'drop' });
  const scenario = await openScenarioAt(practice, { reading: { requestsPerSecond: 8 } });
  opened.push(scenario);
  const slots = (await offered(scenario)).slice(0, 2);
  const { requests } = practice;
  const from = requests.total();
  const since = performance.now();
  const taken = await Promise.all(
    slots.map(async ({ id }, n) => takenOf(await scenario.api.book({ slotId: id, patient: patientAt(n) }))),
  );
  const statuses = await waitUntil(
    'all are settled',
    async () => {
      const now = await Promise.all(
        taken.map(({ booking, secret }) => scenario.api.booking(booking.id, secret)),
      );
      const words = now.map(({ status }) => status);
      return !words.some((status) => status === 'accepted' || status === 'checking') && words;
    },
    PATIENCE_MS,
    200,
  );
  expect(statuses).toEqual(slots.map(() => 'confirmed'));
  const asked = requests.total() - from;
  expect(asked).toBeGreaterThan(slots.length);
  expect(performance.now() - since).toBeGreaterThan((asked - 1) * IN_TURN_MS);
  expect(practice.throttled()).toBe(0);
  const online = (await practice.staff.bookings()).filter(({ notes }) => notes?.includes('Online'));
  expect(
    online.map(({ patientNumber }) => patientNumber).toSorted((one, other) => (one ?? 0) - (other ?? 0)),
  ).toEqual(slots.map((_, n) => patientAt(n).patientNumber).toSorted((one, other) => one - other));
  expect(requests.of('UpdatePatientRecord')).toBe(slots.length);
});
