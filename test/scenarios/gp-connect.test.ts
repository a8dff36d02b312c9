/** What only GP Connect does: the provider's own 409, a caller that the proxy turns away, and days without booked slots. */
import { afterEach, expect, test } from 'vitest';

import { createGpConnectPractice } from '../../src/main/sample-practice/gp-connect-practice.ts';
import { takenOf } from '../support/scenario-api.ts';
import { SMALL, openCore, openScenarioAt } from '../support/scenario-core.ts';
import { ADA, TELEPHONE, extraSession, patientAt, tomorrow } from '../support/scenario-practice.ts';
import { configurationOf, endEverything, newFolder } from '../support/scenario-processes.ts';
import { offeredTomorrow } from '../support/scenario-waits.ts';
import { waitUntil } from '../support/wait-until.ts';

const PATIENCE_MS = 40_000;

const opened: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
  await endEverything();
});

test('the provider answers 409 because somebody was faster: told no with alternatives, the other keeps the slot @hazard:H02 @hazard:H04', async () => {
  const practice = createGpConnectPractice(SMALL);
  // Alone in its session: once it is taken, GP Connect shows neither of them any more.
  practice.staff.addSession({ day: tomorrow(), startMinute: 19 * 60, slotTypeIds: [TELEPHONE.id] });
  const scenario = await openScenarioAt(practice);
  opened.push(scenario);
  const { api } = scenario;
  const slot = (await offeredTomorrow(scenario)).at(-1);
  if (!slot) throw new Error('Nothing is offered');
  expect(slot.start).toContain('T19:00');
  // Long enough for the desk to be faster, after we have looked and found the slot free.
  practice.setFaults([{ on: 'book-appointment', kind: 'slow', ms: 700, when: 'before-work', times: 1 }]);
  const { booking, secret } = takenOf(await api.book({ slotId: slot.id, patient: ADA }));
  await waitUntil('the request has reached the provider', () => practice.requests.of('book-appointment') > 0);
  practice.staff.book(Number(slot.id), patientAt(3).patientNumber);
  const settled = await waitUntil(
    'it is settled',
    async () => {
      const now = await api.booking(booking.id, secret);
      return !['accepted', 'checking'].includes(now.status) && now;
    },
    PATIENCE_MS,
  );
  expect(settled.status).toBe('rejected');
  expect(settled.alternatives.length).toBeGreaterThan(0);
  expect(settled.alternatives.map(({ id }) => id)).not.toContain(slot.id);
  expect(practice.requests.of('book-appointment')).toBe(1);
  expect(practice.requests.recent().find(({ operation }) => operation === 'book-appointment')?.status).toBe(
    409,
  );
  expect(practice.staff.slot(Number(slot.id))?.patientNumber).toBe(patientAt(3).patientNumber);
});

test('the proxy turns us away: said as such, nothing offered that is old, a booking waits and is then made once', async () => {
  const scenario = await openScenarioAt(createGpConnectPractice(SMALL));
  opened.push(scenario);
  const { practice, api } = scenario;
  const slot = (await offeredTomorrow(scenario)).at(-1);
  if (!slot) throw new Error('Nothing is offered');
  practice.setCallers([]);
  const { booking, secret } = takenOf(await api.book({ slotId: slot.id, patient: ADA }));
  const read = await waitUntil(
    'it is said',
    async () => {
      const health = await scenario.health('read');
      return health?.state === 'not-in-step' && health;
    },
    PATIENCE_MS,
  );
  expect(read.failure?.kind).toBe('not-allowed');
  expect((await api.booking(booking.id, secret)).status).toBe('accepted');
  practice.setCallers([practice.ehr.fromAsid]);
  await waitUntil(
    'it is confirmed',
    async () => (await api.booking(booking.id, secret)).status === 'confirmed',
    PATIENCE_MS,
  );
  const adas = (await practice.staff.bookings()).filter(
    ({ patientNumber }) => patientNumber === ADA.patientNumber,
  );
  expect(adas).toHaveLength(1);
});

test('a doubtful booking that never arrived is sent again, because cancelled ones can be seen here', async () => {
  const scenario = await openScenarioAt(createGpConnectPractice(SMALL));
  opened.push(scenario);
  const { practice, api } = scenario;
  const slot = (await offeredTomorrow(scenario)).at(-1);
  if (!slot) throw new Error('Nothing is offered');
  practice.setFaults([{ on: 'writes', kind: 'drop', when: 'before-work', times: 1 }]);
  const { booking, secret } = takenOf(await api.book({ slotId: slot.id, patient: ADA }));
  await waitUntil(
    'it is confirmed',
    async () => (await api.booking(booking.id, secret)).status === 'confirmed',
    PATIENCE_MS,
  );
  expect(practice.requests.of('book-appointment')).toBe(2);
  expect(practice.staff.slot(Number(slot.id))?.patientNumber).toBe(ADA.patientNumber);
});

test('the day that reception sees has our booking in it, though GP Connect shows no booked slot', async () => {
  const practice = createGpConnectPractice(SMALL);
  await practice.start();
  practice.staff.addSession(extraSession(1));
  opened.push(practice);
  const core = await openCore(newFolder(), configurationOf(practice.ehr));
  opened.unshift(core);
  const slot = await waitUntil('a slot is offered', async () =>
    (await core.api.slots(TELEPHONE.name)).findLast(({ start }) => start.startsWith(tomorrow())),
  );
  const { booking, secret } = takenOf(await core.api.book({ slotId: slot.id, patient: ADA }));
  await waitUntil(
    'it is confirmed',
    async () => (await core.api.booking(booking.id, secret)).status === 'confirmed',
    PATIENCE_MS,
  );
  const place = await waitUntil('reception sees it', async () => {
    const shown = await core.handlers.diary.day({ day: tomorrow() });
    const places = shown.ok ? shown.value.sessions.flatMap(({ slots }) => slots) : [];
    return places.find(({ bookingId }) => bookingId === booking.id);
  });
  expect(place).toMatchObject({ slotTypeName: TELEPHONE.name, status: 'booked' });
  expect(place.offer).not.toBe('offered');
});

test('the provider that answers belongs to another practice: nothing is offered, nothing is written', async () => {
  const practice = createGpConnectPractice(SMALL);
  await practice.start();
  practice.staff.addSession(extraSession(8));
  opened.push(practice);
  const core = await openCore(newFolder(), configurationOf(practice.ehr, { odsCode: 'B99999' }));
  opened.unshift(core);
  const read = await waitUntil('the light says so', async () => {
    const health = await core.health('read');
    return health?.failure?.kind === 'wrong-organisation' && health;
  });
  expect(read.state).toBe('not-in-step');
  expect(await core.api.slots()).toEqual([]);
  const shown = await core.handlers.diary.day({ day: tomorrow() });
  expect(shown.ok && shown.value).toMatchObject({ state: 'not-read', sessions: [] });
  expect(practice.requests.of('book-appointment')).toBe(0);
});
