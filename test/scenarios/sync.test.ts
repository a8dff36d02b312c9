// The sync loop with the real store and the real EMIS connector, against the sample practice over loopback sockets.
// Its calendar begins on Monday 23 November 2026 at 08:00 and runs in real time.
import { afterEach, beforeEach, expect, it } from 'vitest';

import { createEhrDiary } from '../../src/main/ehr/choose-diary.ts';
import type { Clock } from '../../src/main/ports/clock.ts';
import type { EhrDiary } from '../../src/main/ports/ehr-diary.ts';
import { type EmisPractice, createEmisPractice } from '../../src/main/sample-practice/emis-practice.ts';
import { type SyncLoop, createSyncLoop } from '../../src/main/sync/sync-loop.ts';
import { systemClock } from '../../src/main/this-pc/system-clock.ts';
import type { SlotTypeId } from '../../src/shared/domain/ids.ts';
import { ok } from '../../src/shared/domain/outcome.ts';
import { type LocalDay, addDays, asInstant, daysOf, later } from '../../src/shared/domain/time.ts';
import { slotId } from '../support/diary-of-rows.ts';
import { type TestStore, openTestStore, silentLog } from '../support/open-test-store.ts';
import { createSeededDice } from '../support/seeded-dice.ts';

const TODAY = '2026-11-23' as LocalDay;
const HORIZON = 13;
const LAST = addDays(TODAY, HORIZON);
const NAMES = ['GP telephone', 'Nurse - smear'];

let test: TestStore;
let emis: EmisPractice;
let diary: EhrDiary;
let sync: SyncLoop;
let clock: Clock;

beforeEach(async () => {
  const shiftMs = Date.UTC(2026, 10, 23, 8) - Date.now();
  clock = { ...systemClock, now: () => asInstant(Date.now() + shiftMs) };
  test = openTestStore();
  emis = createEmisPractice({
    seed: 'sync',
    weeks: 3,
    port: 0,
    lively: 0,
    clock: { now: () => clock.now(), after: () => () => {} },
  });
  await emis.start();
  const wire = createEhrDiary(
    { ...emis.ehr, dateFormat: 'dd/MM/yyyy' },
    {
      clock,
      log: silentLog,
      practice: emis.practice,
      keepDeviceId: () => undefined,
      requestsPerSecond: 100,
      requestTimeoutSeconds: 5,
    },
  );
  diary = {
    ...wire,
    // The server's Date header tells the real time; the calendar of this test is shifted.
    pullSessions: async (window, ask) => {
      const answer = await wire.pullSessions(window, ask);
      const ehrClock = answer.ok ? answer.value.ehrClock : undefined;
      if (!answer.ok || ehrClock === undefined) return answer;
      return ok({ ...answer.value, ehrClock: later(ehrClock, shiftMs) });
    },
  };
  sync = createSyncLoop({
    store: test.store,
    diary,
    clock,
    dice: createSeededDice(1),
    log: silentLog,
    settings: { horizonDays: HORIZON, nearEverySeconds: 2 },
    onSlotTypesSeen: () => NAMES.forEach(switchOn),
  });
  sync.start();
  await until(() =>
    daysOf(TODAY, LAST).every((day) => test.store.read.days.byDay(day)?.slotsReadAt !== undefined),
  );
});
afterEach(async () => {
  await sync.stop();
  await diary.close();
  await emis.close();
  test.close();
});

const typeNamed = (name: string): SlotTypeId | undefined =>
  test.store.read.slotTypes.all().find((type) => type.name === name)?.id;

function switchOn(name: string): void {
  const id = typeNamed(name);
  if (id !== undefined && !test.store.read.slotTypes.byId(id)?.isActive)
    test.store.write((tx) => tx.slotTypes.setActive(id, true, clock.now(), 'test'));
}

/** Milliseconds until it was so. */
async function until(isSo: () => boolean, withinMs = 20_000): Promise<number> {
  const startMs = clock.monotonicMs();
  while (!isSo()) {
    if (clock.monotonicMs() - startMs > withinMs) throw new Error('it did not come to pass');
    await clock.sleep(20);
  }
  return clock.monotonicMs() - startMs;
}

const STATUS: Readonly<Record<string, string>> = { free: 'open', blocked: 'blocked', embargoed: 'embargoed' };

async function truth(names: readonly string[]): Promise<string[]> {
  const slots = await emis.staff.find({ from: TODAY, to: LAST });
  return slots
    .filter(({ slotType }) => names.includes(slotType))
    .map((slot) => `${slot.slotId} ${slot.sessionId} ${slot.day} ${STATUS[slot.status] ?? 'booked'}`)
    .toSorted();
}
const stored = (): string[] =>
  daysOf(TODAY, LAST)
    .flatMap((day) => test.store.read.slots.onDay(day))
    .map((slot) => `${slot.id} ${slot.sessionId} ${slot.day} ${slot.status}`)
    .toSorted();

const aFreeSlot = async () => {
  const found = (
    await emis.staff.find({ slotType: 'GP telephone', status: 'free', from: addDays(TODAY, 1) })
  )[0];
  if (!found) throw new Error('the sample practice has no free slot');
  return found;
};
const health = () => test.store.read.health.of('read');
const status = (id: number) => test.store.read.slots.byId(slotId(String(id)))?.status;

it('stores exactly the slots of the active types, and every session with its counts', async () => {
  expect(stored()).toEqual(await truth(NAMES));
  expect(stored().length).toBeGreaterThan(200);
  const sessions = test.store.read.sessions.between(TODAY, LAST);
  const counted = sessions.flatMap(({ counts }) => counts.map(({ slotTypeName }) => slotTypeName));
  expect(counted).toContain('Staff meeting');
  expect(health()?.state).toBe('in-step');
});

it('sees a booking by staff in the first reading of its day that begins after it', async () => {
  const slot = await aFreeSlot();
  emis.staff.book(slot.slotId);
  const bookedAt = clock.now();
  await until(() => status(slot.slotId) === 'booked');
  const after = test.store.read.readings
    .recent(50)
    .filter(({ band, startedAt }) => band === 'near' && startedAt > bookedAt);
  // None when the reading under way at that moment came upon it; else the first one, not a later.
  expect(after.length).toBeLessThanOrEqual(1);
});

it('reads a type when it is switched on, and follows a day of staff changing things', async () => {
  switchOn('GP face to face');
  const names = [
    ...NAMES,
    ...test.store.read.slotTypes
      .all()
      .filter((t) => t.isActive)
      .map((t) => t.name),
  ];
  sync.activated();
  emis.living.live(120);
  expect(await sync.checkNow({ from: TODAY, to: LAST })).toEqual({ ok: true, value: undefined });
  expect(stored()).toEqual(await truth(names));
});

it.each<[string, Parameters<EmisPractice['setFaults']>[0][number]]>([
  ['thinned out but well formed', { on: 'GetSlotsForSessionV2', kind: 'thin-list', keepShare: 0.6 }],
  ['cut off', { on: 'GetSlotsForSessionV2', kind: 'truncate', atShare: 0.6 }],
  ['garbage', { on: 'reads', kind: 'garbage' }],
  ['a portal page', { on: 'reads', kind: 'wrong-content' }],
])('changes no slot from answers that are %s, says so, and mends itself', async (_name, fault) => {
  const before = stored();
  emis.setFaults([fault]);
  expect(await sync.checkNow({ from: TODAY, to: LAST })).toMatchObject({ ok: false });
  expect(stored()).toEqual(before);
  const slot = await aFreeSlot();
  emis.staff.book(slot.slotId);
  await until(() => health()?.state === 'not-in-step');
  emis.setFaults([]);
  await until(() => health()?.state === 'in-step' && status(slot.slotId) === 'booked');
});

it('does not believe a list of sessions of which half is missing', async () => {
  const before = stored();
  emis.setFaults([{ on: 'GetAppointmentSessions', kind: 'thin-list', keepShare: 0.4 }]);
  await until(() => test.store.read.days.byDay(addDays(TODAY, 1))?.state === 'suspect');
  expect(stored()).toEqual(before);
  emis.setFaults([]);
  await until(() => test.store.read.days.byDay(addDays(TODAY, 1))?.state === 'whole');
  expect(stored()).toEqual(before);
});

it('says that the server is gone, and is back in step when it returns', async () => {
  await emis.stop();
  await until(() => health()?.state === 'not-in-step');
  expect(health()).toMatchObject({ failure: { kind: 'unreachable' } });
  await emis.start();
  await until(() => health()?.state === 'in-step');
});

it('stops by giving up what the server keeps it waiting for, not by waiting it out', async () => {
  emis.setFaults([{ on: 'reads', kind: 'black-hole' }]);
  const asked = sync.checkNow();
  await clock.sleep(100);
  await sync.stop();
  expect(await asked).toMatchObject({ ok: false, failure: { kind: 'stopped' } });
});
