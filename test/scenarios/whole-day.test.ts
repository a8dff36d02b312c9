/** A day at the practice with the whole core: a type is switched, patients book, staff are quicker, two want the same. */
import { afterEach, describe, expect, test } from 'vitest';

import { takenOf } from '../support/scenario-api.ts';
import { type Scenario, hear, openScenario } from '../support/scenario-core.ts';
import { endEverything } from '../support/scenario-processes.ts';
import { ADA, SMEAR, TELEPHONE, extraSession, patientAt } from '../support/scenario-practice.ts';
import { waitUntil } from '../support/wait-until.ts';

const open: Scenario[] = [];

async function openDay(...options: Parameters<typeof openScenario>): Promise<Scenario> {
  const scenario = await openScenario(...options);
  open.push(scenario);
  return scenario;
}

const slotsOf = (scenario: Scenario, type: string, least = 1) =>
  waitUntil(`${least} slots of ${type}`, async () => {
    const slots = await scenario.api.slots(type);
    return slots.length >= least && slots;
  });

/** The diary's slots of the extra session, tomorrow. */
const addSession = (scenario: Scenario, count: number, typeId?: string) =>
  scenario.practice.staff.addSession(extraSession(count, typeId)).slots.map(({ slotId }) => slotId);

afterEach(async () => {
  for (const scenario of open.splice(0)) await scenario.close();
  await endEverything();
});

describe('a manager switches a slot type', () => {
  test('on: within one reading its slots can be booked; off: at once none can', async () => {
    const scenario = await openDay();
    await slotsOf(scenario, TELEPHONE.name);
    const { handlers, api } = scenario;
    const slotTypeId = await scenario.slotTypeId(SMEAR.name);
    expect(await api.slots(SMEAR.name)).toEqual([]);
    addSession(scenario, 4, SMEAR.id);
    await waitUntil('the counts show the new session', async () => {
      const row = (await scenario.snapshot()).slotTypes[slotTypeId];
      return row !== undefined && row.open >= 4 && row.offered === 0 && !row.isActive;
    });

    const preview = await handlers.slotTypes.previewSwitch({ slotTypeId, isActive: true });
    const on = { slotTypeIds: [slotTypeId], isActive: true, reason: 'Smear campaign' };
    expect(await handlers.slotTypes.setActive(on)).toEqual({ ok: true, value: undefined });
    const slots = await slotsOf(scenario, SMEAR.name, 4);
    const { readings, slotTypes } = await scenario.snapshot();
    const since = slotTypes[slotTypeId]?.switchedAt ?? Infinity;
    const complete = Object.values(readings).filter(
      ({ band, startedAt }) => band === 'near' && startedAt >= since,
    );
    // The first brought them; on a busy PC another may have ended before this test looked.
    expect(complete.length).toBeLessThanOrEqual(2);
    expect(slots.every(({ slotType }) => slotType === SMEAR.name)).toBe(true);
    expect(preview).toMatchObject({ ok: true });

    const off = handlers.slotTypes.setActive({ ...on, isActive: false, reason: 'Campaign over' });
    const row = (await scenario.snapshot()).slotTypes[slotTypeId];
    expect([row?.isActive, row?.offered]).toEqual([false, 0]);
    expect(await off).toMatchObject({ ok: true });
    expect(await api.slots(SMEAR.name)).toEqual([]);
    expect((await api.slotTypes()).map(({ name }) => name)).toEqual([TELEPHONE.name]);
    const refused = await api.book({ slotId: slots[0]!.id, patient: ADA });
    expect(refused.status).toBe(409);
    const events = Object.values((await scenario.snapshot()).events);
    expect(
      events
        .filter(({ kind, subject }) => kind === 'slot-type-switched' && subject === SMEAR.name)
        .map(({ who, from, to, why }) => [who, from, to, why]),
    ).toEqual([
      ['manager', 'off', 'on', 'Smear campaign'],
      ['manager', 'on', 'off', 'Campaign over'],
    ]);
  });
});

describe('a patient books', () => {
  test('the diary has it once with our mark, the private link tells it, the window hears of it', async () => {
    const scenario = await openDay();
    const { api, practice } = scenario;
    const [extra] = addSession(scenario, 2);
    const slot = await waitUntil('the new session is offered', async () =>
      (await api.slots(TELEPHONE.name)).find(({ id }) => id === String(extra)),
    );
    const before = await scenario.snapshot();
    const told = await api.book({ slotId: slot.id, patient: ADA, reason: 'Sore knee', waitSeconds: 10 });
    expect(told.status).toBe(201);
    const { booking, secret } = takenOf(told);
    expect(booking).toMatchObject({ status: 'confirmed', slot: { id: slot.id, start: slot.start } });

    const bookings = (await practice.staff.bookings()).filter(
      ({ bookedBy }) => bookedBy === practice.ehr.bookedBy,
    );
    expect(bookings).toMatchObject([{ slotId: extra, patientNumber: ADA.patientNumber, status: 'booked' }]);
    expect(bookings[0]?.notes).toMatch(/\S{8,}/);
    expect(practice.requests.of('BookAppointment')).toBe(1);

    expect(await api.booking(booking.id, secret)).toMatchObject({ status: 'confirmed' });
    const wrong = {
      authorization: `Bearer ${secret.replace(/.$/, (end) => (end === 'A' ? 'B' : 'A'))}`,
    };
    const path = `/api/bookings/${booking.id}`;
    expect(await api.statusWith(path, wrong)).toBe(404);
    expect(await api.statusWith(path)).toBe(404);
    expect(await api.statusWith(`${path}?token=${secret}`)).toBe(404);

    const heard = await waitUntil('the window hears of it by the feed', () => {
      const known = hear(before, scenario.changes);
      return known?.bookings[booking.id]?.state === 'confirmed' && known;
    });
    expect(heard.bookings[booking.id]).toMatchObject({
      patientName: expect.stringContaining('Example'),
      nhsNumber: ADA.nhsNumber,
      reason: 'Sore knee',
      state: 'confirmed',
    });
    expect((await api.slots(TELEPHONE.name)).map(({ id }) => id)).not.toContain(slot.id);
  });

  test('twice with one idempotency key is one booking; the key for something else is refused', async () => {
    const scenario = await openDay();
    const { api, practice } = scenario;
    const [one, other] = addSession(scenario, 2).map(String) as [string, string];
    await waitUntil('both are offered', async () => {
      const ids = (await api.slots(TELEPHONE.name)).map(({ id }) => id);
      return ids.includes(one) && ids.includes(other);
    });
    const wish = { slotId: one, patient: ADA, key: 'wish-1', waitSeconds: 10 };
    const [first, second] = await Promise.all([api.book(wish), api.book(wish)]);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(takenOf(second)).toEqual(takenOf(first));
    expect(practice.requests.of('BookAppointment')).toBe(1);
    expect(await api.book({ ...wish, slotId: other })).toMatchObject({ status: 422 });
  });

  test('whom the EHR does not know by both number and date of birth is not booked', async () => {
    const scenario = await openDay();
    const { api, practice } = scenario;
    const [slot] = await slotsOf(scenario, TELEPHONE.name);
    const patient = { ...ADA, bornOn: '1980-02-28' };
    const told = await api.book({ slotId: slot!.id, patient, waitSeconds: 10 });
    expect(told).toMatchObject({
      status: 422,
      problem: { type: expect.stringMatching(/patient-not-matched$/) },
    });
    expect(practice.requests.of('BookAppointment')).toBe(0);
    expect((await slotsOf(scenario, TELEPHONE.name)).map(({ id }) => id)).toContain(slot!.id);
  });
});

describe('somebody else was quicker', () => {
  test('staff booked the slot after it was offered: 409 with alternatives, and nothing is booked', async () => {
    // Read so seldom that the offer is surely older than what staff do.
    const scenario = await openDay({ settings: { reading: { nearEverySeconds: 300 } } });
    const { api, practice } = scenario;
    const [slot] = await slotsOf(scenario, TELEPHONE.name, 2);
    const desk = practice.staff.book(Number(slot!.id), patientAt(0).patientNumber);
    const told = await api.book({ slotId: slot!.id, patient: ADA, waitSeconds: 10 });
    expect(told.status).toBe(409);
    const alternatives = told.problem?.alternatives ?? [];
    expect(alternatives.length).toBeGreaterThan(0);
    expect(alternatives.map(({ id }) => id)).not.toContain(slot!.id);
    expect(practice.requests.of('BookAppointment')).toBe(0);
    expect(practice.staff.slot(Number(slot!.id))).toEqual(desk);
    expect((await api.slots(TELEPHONE.name)).map(({ id }) => id)).not.toContain(slot!.id);
  });

  test('two patients at the same moment: one 201, the other 409, one booking in the diary', async () => {
    const scenario = await openDay();
    const { api, practice } = scenario;
    const slots = await slotsOf(scenario, TELEPHONE.name, 5);
    for (const [round, { id: slotId }] of slots.slice(0, 5).entries()) {
      const wishes = [0, 1].map((who) => ({ slotId, patient: patientAt(round * 2 + who), waitSeconds: 10 }));
      const told = await Promise.all(wishes.map((wish) => api.book(wish)));
      expect(told.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409]);
      const winner = wishes[told.findIndex(({ status }) => status === 201)]!.patient;
      expect(practice.staff.slot(Number(slotId))?.patientNumber).toBe(winner.patientNumber);
    }
    expect(practice.requests.of('BookAppointment')).toBe(5);
  });
});
