/** The main job on each of the three EHRs: the same promises, whatever the protocol. The truth is the sample's own diary. */
import { afterEach, describe, expect, test } from 'vitest';

import { takenOf } from '../support/scenario-api.ts';
import { type OpenCore, openScenarioAt } from '../support/scenario-core.ts';
import { SCENARIO_DOORS } from '../support/scenario-doors.ts';
import { ADA, TELEPHONE, patientAt, tomorrow } from '../support/scenario-practice.ts';
import { endEverything } from '../support/scenario-processes.ts';
import { offeredTomorrow, settledBooking } from '../support/scenario-waits.ts';
import { waitUntil } from '../support/wait-until.ts';

const PATIENCE_MS = 45_000;

let core: Pick<OpenCore, 'close'> | undefined;

afterEach(async () => {
  await core?.close();
  core = undefined;
  await endEverything();
});

describe.each(SCENARIO_DOORS)('on $product', ({ create, wish, booking: bookingRequest }) => {
  async function open(settings: Parameters<typeof openScenarioAt>[1] = {}) {
    const scenario = await openScenarioAt(create(), { ...wish, ...settings });
    core = scenario;
    return scenario;
  }
  type Scenario = Awaited<ReturnType<typeof open>>;
  const offeredOf = (scenario: Scenario, atLeast = 8) => offeredTomorrow(scenario, atLeast, PATIENCE_MS);
  const adasBookings = async ({ practice }: Scenario) =>
    (await practice.staff.bookings()).filter(({ patientNumber }) => patientNumber === ADA.patientNumber);

  test('read, offered, booked, in the diary, seen: the whole main job', async () => {
    const scenario = await open();
    const offered = await offeredOf(scenario);
    const slot = offered.at(-1);
    if (!slot) throw new Error('Nothing is offered');
    const answer = await scenario.api.book({ slotId: slot.id, patient: ADA, reason: 'A sore knee' });
    const { booking, secret } = takenOf(answer);
    expect((await settledBooking(scenario, { booking, secret }, PATIENCE_MS)).status).toBe('confirmed');

    const [inDiary, ...more] = await adasBookings(scenario);
    expect(more).toEqual([]);
    expect(inDiary).toMatchObject({ day: tomorrow(), slotType: TELEPHONE.name, status: 'booked' });
    expect(scenario.practice.requests.of(bookingRequest)).toBe(1);

    await waitUntil('it is in the window’s diary, and offered to nobody', async () => {
      const { bookings } = await scenario.snapshot();
      const row = Object.values(bookings).find(({ id }) => id === booking.id);
      const now = await scenario.api.slots(TELEPHONE.name);
      return row?.state === 'confirmed' && now.every(({ id }) => id !== slot.id);
    });
    expect((await scenario.health('read'))?.state).toBe('in-step');
    expect(scenario.log()).not.toContain(ADA.nhsNumber);
    expect(scenario.log()).not.toContain('sore knee');
  });

  test('the answer is lost after the work: confirmed by reading back, booked once @hazard:H01', async () => {
    const scenario = await open();
    const slot = (await offeredOf(scenario)).at(-1);
    if (!slot) throw new Error('Nothing is offered');
    scenario.practice.setFaults([{ on: 'writes', kind: 'drop', when: 'after-work', times: 1 }]);
    const { booking, secret } = takenOf(await scenario.api.book({ slotId: slot.id, patient: ADA }));
    expect((await settledBooking(scenario, { booking, secret }, PATIENCE_MS)).status).toBe('confirmed');
    expect(await adasBookings(scenario)).toHaveLength(1);
    expect(scenario.practice.requests.of(bookingRequest)).toBe(1);
  });

  test('taken by somebody else between offer and booking: told no, alternatives offered, nobody booked twice @hazard:H02', async () => {
    const scenario = await open({ reading: { nearEverySeconds: 30 } });
    const slot = (await offeredOf(scenario)).at(-1);
    if (!slot) throw new Error('Nothing is offered');
    const [inDiary] = await scenario.practice.staff
      .find({
        from: tomorrow(),
        to: tomorrow(),
        slotType: TELEPHONE.name,
        status: 'free',
      })
      .then((free) => free.filter(({ startMinute }) => startMinute === minuteOf(slot.start)));
    if (!inDiary) throw new Error('The diary has no such slot');
    scenario.practice.staff.book(inDiary.slotId, patientAt(3).patientNumber);
    const answer = await scenario.api.book({ slotId: slot.id, patient: ADA });
    const { booking, secret } = takenOf(answer);
    const settled = await settledBooking(scenario, { booking, secret }, PATIENCE_MS);
    expect(settled.status).toBe('rejected');
    expect(settled.alternatives.length).toBeGreaterThan(0);
    expect(settled.alternatives.map(({ id }) => id)).not.toContain(slot.id);
    expect(await adasBookings(scenario)).toEqual([]);
    expect(scenario.practice.staff.slot(inDiary.slotId)?.patientNumber).toBe(patientAt(3).patientNumber);
  });

  test('staff book and cancel: the offer follows', async () => {
    const scenario = await open();
    await offeredOf(scenario);
    // Of one day only: the days after it may still be on their way.
    const count = async () => (await offeredOf(scenario, 0)).length;
    const before = await count();
    const [free] = await scenario.practice.staff.find({
      from: tomorrow(),
      to: tomorrow(),
      slotType: TELEPHONE.name,
      status: 'free',
    });
    if (!free) throw new Error('The diary has nothing free');
    scenario.practice.staff.book(free.slotId);
    const becomes = (wanted: number) =>
      waitUntil('the offer follows', async () => (await count()) === wanted, PATIENCE_MS);
    await expect(becomes(before - 1)).resolves.toBe(true);
    scenario.practice.staff.cancel(free.slotId);
    await expect(becomes(before)).resolves.toBe(true);
  });
});

const minuteOf = (start: string): number => {
  const [, hour = '0', minute = '0'] = /T(\d\d):(\d\d)/.exec(start) ?? [];
  return Number(hour) * 60 + Number(minute);
};
