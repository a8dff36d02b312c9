// The whole loop on a real store, with a diary of rows and a clock that the test moves. Monday 23 November 2026, 09:00.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { offerContext } from '../../../src/main/offer/offer-context.ts';
import { offeredOf } from '../../../src/main/offer/offer-diary.ts';
import { type SyncLoop, createSyncLoop } from '../../../src/main/sync/sync-loop.ts';
import { failure } from '../../../src/shared/domain/failure.ts';
import type { Slot } from '../../../src/shared/domain/slot.ts';
import {
  type LocalDay,
  MINUTE,
  SECOND,
  addDays,
  dayOf,
  endOfDay,
  later,
  startOfDay,
} from '../../../src/shared/domain/time.ts';
import { type DiaryOfRows, diaryOfRows, slotId, typeId, unreachable } from '../../support/diary-of-rows.ts';
import { TEST_NOW, type TestStore, openTestStore, silentLog } from '../../support/open-test-store.ts';
import { createSeededDice } from '../../support/seeded-dice.ts';
import { type SettableClock, settableClock } from '../../support/settable-clock.ts';

const PACE = { horizonDays: 28, nearEverySeconds: 15 };
const TODAY = dayOf(TEST_NOW);
const TOMORROW = addDays(TODAY, 1);
const IN_A_WEEK = addDays(TODAY, 7);
const IN_THREE_WEEKS = addDays(TODAY, 21);

let test: TestStore;
let clock: SettableClock;
let practice: DiaryOfRows;
let sync: SyncLoop;

beforeEach(() => {
  test = openTestStore();
  clock = settableClock(TEST_NOW);
  practice = diaryOfRows();
  practice.addSession({ id: 'today', day: TODAY, from: 600, slots: { gp: 12, staff: 2 } });
  practice.addSession({ id: 'tomorrow', day: TOMORROW, slots: { gp: 12, nurse: 6 } });
  practice.addSession({ id: 'tomorrow pm', day: TOMORROW, from: 840, slots: { gp: 12 } });
  practice.addSession({ id: 'meeting', day: TOMORROW, from: 780, slots: { staff: 6 } });
  practice.addSession({ id: 'week', day: IN_A_WEEK, slots: { gp: 12 } });
  practice.addSession({ id: 'far', day: IN_THREE_WEEKS, slots: { gp: 12, nurse: 3 } });
  sync = createSyncLoop({
    store: test.store,
    diary: practice.diary,
    clock,
    dice: createSeededDice(1),
    log: silentLog,
    settings: PACE,
    onSlotTypesSeen: () => {
      if (!test.store.read.slotTypes.byId(typeId('gp'))?.isActive) activate('gp');
    },
  });
});
afterEach(async () => {
  const ended = sync.stop();
  practice.before = undefined;
  await clock.advance(20 * MINUTE);
  await ended;
  test.close();
});

function activate(type: string, isActive = true): void {
  test.store.write((tx) => tx.slotTypes.setActive(typeId(type), isActive, clock.now(), 'test'));
}
/** So many that the sessions which are read by turns do not hide what was read for cause. */
function crowd(on: LocalDay): void {
  for (let i = 0; i < 9; i += 1)
    practice.addSession({ id: `other ${i}`, day: on, from: 500 + i, slots: { gp: 2 } });
}
const start = async (): Promise<void> => {
  sync.start();
  await clock.advance(100);
};
const day = (name: LocalDay) => test.store.read.days.byDay(name);
const status = (id: string): string | undefined => test.store.read.slots.byId(slotId(id))?.status;
const health = () => test.store.read.health.of('read');
const kinds = (): string[] => test.store.read.audit.recent(50).map(({ kind }) => kind);

function offered(): Slot[] {
  const { read } = test.store;
  const now = clock.now();
  const context = offerContext({
    now,
    pace: PACE,
    minNoticeMinutes: 0,
    slotTypes: read.slotTypes.all(),
    days: read.days.all(),
    holds: read.holds.live(now),
    claims: [],
  });
  return offeredOf(read.slots.openBetween(now, endOfDay(addDays(dayOf(now), 40))), context);
}
const offeredOn = (name: LocalDay): number => offered().filter((slot) => slot.day === name).length;
const callsFor = (call: string): string[] =>
  practice.calls.filter((made) => made.call === call).map(({ subject }) => subject);

describe('the first reading', () => {
  it('reads the list of types, then near days before far ones, and only sessions with an active type', async () => {
    await start();
    expect(practice.calls[0]?.call).toBe('slot-types');
    expect(callsFor('slots').toSorted()).toEqual(['far', 'today', 'tomorrow', 'tomorrow pm', 'week']);
    expect(offeredOn(TODAY) + offeredOn(TOMORROW)).toBe(36);
    expect(offeredOn(IN_A_WEEK) + offeredOn(IN_THREE_WEEKS)).toBe(24);
    expect(test.store.read.slots.onDay(TOMORROW).every((slot) => slot.slotTypeId === 'gp')).toBe(true);
    expect(health()).toMatchObject({ state: 'in-step', lastSuccessAt: TEST_NOW });
  });

  it('knows all sessions and counts, also those of types that are off', async () => {
    await start();
    const sessions = test.store.read.sessions.onDay(TOMORROW);
    expect(sessions.map(({ id }) => id).toSorted()).toEqual(['meeting', 'tomorrow', 'tomorrow pm']);
    expect(sessions.flatMap(({ counts }) => counts).map(({ slotTypeId }) => slotTypeId)).toContain('staff');
  });

  it('reads an empty diary as whole, and leaves nothing to offer', async () => {
    for (const id of ['today', 'tomorrow', 'tomorrow pm', 'meeting', 'week', 'far'])
      practice.removeSession(id);
    await start();
    expect(day(TOMORROW)).toMatchObject({ state: 'whole', slotsReadAt: TEST_NOW });
    expect(offered()).toEqual([]);
  });

  it('is as old as its start, however long it took', async () => {
    practice.before = (call) => (call === 'slots' ? clock.sleep(3 * SECOND) : undefined);
    sync.start();
    await clock.advance(7 * SECOND);
    expect(day(TOMORROW)).toMatchObject({ countsReadAt: TEST_NOW, slotsReadAt: TEST_NOW });
    expect(health()?.lastSuccessAt).toBe(TEST_NOW);
  });

  it('writes down each reading with what it cost', async () => {
    await start();
    const near = test.store.read.readings.recent(10).find(({ band }) => band === 'near');
    expect(near).toMatchObject({
      from: TODAY,
      to: TOMORROW,
      startedAt: TEST_NOW,
      sessions: 4,
      sessionsRead: 3,
      slotsRead: 44,
      slotsChanged: 36,
    });
  });
});

describe('changes in the diary', () => {
  it('finds a booking by its counts within the near pace', async () => {
    await start();
    practice.setStatus('tomorrow-gp-3', 'booked');
    await clock.advance(15 * SECOND + 100);
    expect(status('tomorrow-gp-3')).toBe('booked');
    expect(offeredOn(TOMORROW)).toBe(23);
  });

  it('finds one booked and one cancelled, which leave the counts equal, within the age of the band', async () => {
    practice.setStatus('tomorrow-gp-0', 'booked');
    practice.setStatus('week-gp-0', 'booked');
    await start();
    practice.setStatus('tomorrow-gp-0', 'open');
    practice.setStatus('tomorrow-gp-1', 'booked');
    practice.setStatus('week-gp-0', 'open');
    practice.setStatus('week-gp-1', 'booked');
    await clock.advance(45 * SECOND + 100);
    expect([status('tomorrow-gp-0'), status('tomorrow-gp-1')]).toEqual(['open', 'booked']);
    await clock.advance(135 * SECOND);
    expect([status('week-gp-0'), status('week-gp-1')]).toEqual(['open', 'booked']);
  });

  it('is not misled by a change that was undone between two readings', async () => {
    crowd(TODAY);
    await start();
    // Booked after the counts were taken, cancelled before they are taken again: both counts are the same.
    practice.setStatus('today-gp-5', 'blocked');
    practice.before = (call, subject) => {
      if (call !== 'slots' || subject !== 'today') return;
      practice.before = undefined;
      practice.setStatus('today-gp-1', 'booked');
    };
    await clock.advance(15 * SECOND + 50);
    expect(status('today-gp-1')).toBe('booked');
    practice.setStatus('today-gp-1', 'open');
    await clock.advance(15 * SECOND + 50);
    expect(status('today-gp-1')).toBe('open');
  });

  it('adds and removes sessions and slots, and keeps what was removed as withdrawn', async () => {
    await start();
    practice.removeSession('tomorrow pm');
    practice.removeSlot('tomorrow-gp-0');
    practice.addSession({ id: 'extra', day: TOMORROW, from: 1_080, slots: { gp: 3 } });
    await clock.advance(61 * SECOND);
    expect(offeredOn(TOMORROW)).toBe(14);
    expect(test.store.read.slots.byId(slotId('tomorrow-gp-0'))?.removedAt).toBeDefined();
    expect(test.store.read.sessions.onDay(TOMORROW)).toHaveLength(3);
  });

  it('costs one call and writes no slot when nothing has changed', async () => {
    await start();
    await clock.advance(10 * MINUTE);
    const readings = test.store.read.readings
      .recent(400)
      .filter(({ startedAt }) => startedAt > TEST_NOW + 1_000);
    expect(readings.length).toBeGreaterThan(40);
    for (const reading of readings) expect(reading).toMatchObject({ slotsChanged: 0 });
    const near = callsFor('sessions').filter((subject) => subject === `${TODAY}..${TOMORROW}`).length;
    expect(near).toBeGreaterThanOrEqual(40);
    expect(near).toBeLessThanOrEqual(51);
    expect(callsFor('slots')).not.toContain('meeting');
  });

  it('leaves a slot alone that a write of ours touched while the reading was under way @hazard:H16', async () => {
    await start();
    practice.setStatus('tomorrow-gp-7', 'blocked');
    practice.before = async (call, subject) => {
      if (call !== 'slots' || subject !== 'tomorrow') return;
      practice.before = undefined;
      await clock.sleep(5);
      test.store.write((tx) => tx.slots.setStatus(slotId('tomorrow-gp-2'), 'booked', clock.now()));
    };
    await clock.advance(15 * SECOND + 100);
    expect([status('tomorrow-gp-7'), status('tomorrow-gp-2')]).toEqual(['blocked', 'booked']);
    // A reading begun after the write is believed again: the diary still says open.
    await clock.advance(45 * SECOND);
    expect(status('tomorrow-gp-2')).toBe('open');
  });

  it('never lets an older reading overwrite a newer one', async () => {
    await start();
    const newer = test.store.write((tx) => tx.days.nextGeneration()) + 100;
    test.store.write((tx) => {
      const before = tx.days.byDay(TOMORROW);
      if (!before) throw new Error('not read');
      const { revision: _revision, ...reading } = before;
      const none = { putSessions: [], removeSessions: [], putSlots: [], removeSlots: [] };
      tx.days.apply({ ...reading, ...none, generation: newer }, clock.now());
    });
    practice.setStatus('tomorrow-gp-3', 'booked');
    await clock.advance(30 * SECOND);
    expect([day(TOMORROW)?.generation, status('tomorrow-gp-3')]).toEqual([newer, 'open']);
    expect(day(TODAY)?.generation).not.toBe(newer);
  });
});

describe('switching types', () => {
  it('reads a type at once when it is switched on, near days first, and offers it only then', async () => {
    await start();
    await clock.advance(20 * SECOND);
    practice.calls.length = 0;
    activate('nurse');
    expect(offered().some((slot) => slot.slotTypeId === 'nurse')).toBe(false);
    sync.activated();
    await clock.advance(50);
    expect(offered().filter((slot) => slot.slotTypeId === 'nurse')).toHaveLength(9);
    expect(callsFor('slots').indexOf('tomorrow')).toBeLessThan(callsFor('slots').indexOf('far'));
  });

  it('never offers rows from before a type was switched off and on again', async () => {
    await start();
    activate('gp', false);
    expect(offered()).toEqual([]);
    practice.setStatus('tomorrow-gp-0', 'booked');
    await clock.advance(MINUTE);
    expect(status('tomorrow-gp-0')).toBe('open'); // not read while off
    activate('gp');
    expect(offered()).toEqual([]);
    sync.activated();
    await clock.advance(50);
    expect(offeredOn(TOMORROW)).toBe(23);
  });

  it('tells of types that appear and vanish', async () => {
    await start();
    practice.types = [...practice.types.slice(0, 2), { id: typeId('new'), name: 'Asthma review' }];
    await clock.advance(5 * MINUTE + 1_000);
    const news = test.store.read.audit.recent(50).map(({ kind, subject }) => `${kind} ${subject}`);
    expect(news).toContain('slot-type-appeared Asthma review');
    expect(news).toContain('slot-type-vanished Staff meeting');
    practice.types = [];
    await clock.advance(6 * MINUTE);
    expect(test.store.read.slotTypes.byId(typeId('gp'))?.vanishedAt).toBeUndefined();
  });
});

describe('readings that cannot be proven whole', () => {
  it('change nothing, and what is offered grows too old by itself', async () => {
    await start();
    const before = test.store.read.slots.onDay(TOMORROW);
    practice.bendSlots = (session, slots) => (session.id === 'tomorrow' ? slots.slice(1) : slots);
    practice.setStatus('tomorrow-gp-3', 'booked');
    practice.setStatus('today-gp-3', 'booked');
    await clock.advance(50 * SECOND);
    expect(test.store.read.slots.onDay(TOMORROW)).toEqual(before);
    expect(day(TOMORROW)?.slotsReadAt).toBe(TEST_NOW);
    expect(status('today-gp-3')).toBe('booked'); // the other day goes on
    expect(health()).toMatchObject({ state: 'not-in-step', failure: { kind: 'not-complete' } });
    const near = test.store.read.readings.recent(9).find(({ band }) => band === 'near');
    expect(near?.failure?.kind).toBe('not-complete');
    await clock.advance(45 * SECOND);
    expect([offeredOn(TOMORROW), offeredOn(TODAY)]).toEqual([0, 11]);
    practice.bendSlots = undefined;
    await clock.advance(16 * SECOND);
    expect(offeredOn(TOMORROW)).toBe(23);
    expect(health()?.state).toBe('in-step');
  });

  it('are asked once more, because staff may have changed the session in between', async () => {
    crowd(TOMORROW);
    await start();
    practice.setStatus('tomorrow-gp-3', 'booked');
    practice.before = (call, subject) => {
      if (call !== 'slots' || subject !== 'tomorrow') return;
      practice.before = undefined;
      practice.removeSlot('tomorrow-gp-0');
      practice.setStatus('other 8-gp-0', 'booked');
    };
    practice.calls.length = 0;
    await clock.advance(15 * SECOND + 100);
    expect(callsFor('sessions')).toContain(`${TOMORROW}..${TOMORROW}`);
    expect(health()?.state).toBe('in-step');
    expect(test.store.read.slots.byId(slotId('tomorrow-gp-0'))?.removedAt).toBeDefined();
    // The second asking also saw new counts of another session; they must not hide that its slots were not read.
    await clock.advance(15 * SECOND);
    expect(status('other 8-gp-0')).toBe('booked');
  });

  it.each<[string, (world: DiaryOfRows) => void]>([
    ['a session twice', (world) => (world.bendSessions = (all) => [...all, ...all.slice(0, 1)])],
    [
      'a session of another day',
      (world) => (world.bendSessions = (all) => all.map((s) => ({ ...s, day: addDays(s.day, 60) }))),
    ],
    ['a slot twice', (world) => (world.bendSlots = (_s, slots) => [...slots, ...slots.slice(0, 1)])],
    ['slots of another session', (world) => (world.bendSlots = () => world.slotsOf('meeting'))],
  ])('%s changes nothing', async (_name, bend) => {
    await start();
    const before = [TODAY, TOMORROW].map((name) => test.store.read.slots.onDay(name));
    bend(practice);
    practice.setStatus('tomorrow-gp-3', 'booked');
    practice.setStatus('today-gp-3', 'booked');
    await clock.advance(40 * SECOND);
    expect([TODAY, TOMORROW].map((name) => test.store.read.slots.onDay(name))).toEqual(before);
    expect(health()?.failure?.kind).toBe('not-complete');
  });

  it('do not keep who holds a slot, nor what the diary notes on it', async () => {
    practice.bendSlots = (_session, slots) => slots.map((slot) => ({ ...slot, note: 'SECRET NOTE' }));
    await start();
    expect(JSON.stringify(test.store.read.slots.onDay(TOMORROW))).not.toContain('SECRET');
    expect(offeredOn(TOMORROW)).toBe(24);
  });
});

describe('a diary that seems to empty itself', () => {
  beforeEach(start);

  it('is suspect at once, offers nothing, and keeps its rows', async () => {
    practice.bendSessions = (all) => all.filter((session) => session.day !== TODAY);
    await clock.advance(15 * SECOND + 100);
    expect(day(TODAY)).toMatchObject({ state: 'suspect', slotsReadAt: TEST_NOW });
    expect([offeredOn(TODAY), offeredOn(TOMORROW)]).toEqual([0, 24]);
    expect(test.store.read.slots.onDay(TODAY)).toHaveLength(12);
    expect(kinds().filter((kind) => kind === 'day-suspect')).toHaveLength(1);
  });

  it('is believed when a second reading says the same half a minute later', async () => {
    practice.removeSession('today');
    await clock.advance(15 * SECOND + 100);
    expect(day(TODAY)?.state).toBe('suspect');
    await clock.advance(40 * SECOND);
    expect(day(TODAY)?.state).toBe('whole');
    expect(test.store.read.slots.onDay(TODAY)).toEqual([]);
    expect(test.store.read.audit.recent(9)[0]).toMatchObject({
      kind: 'day-trusted',
      subject: TODAY,
      why: 'A second reading said the same.',
    });
  });

  it('is offered again at once when all is back', async () => {
    practice.bendSessions = (all) => all.filter((session) => session.day !== TODAY);
    await clock.advance(15 * SECOND + 100);
    practice.bendSessions = undefined;
    await clock.advance(15 * SECOND);
    expect([day(TODAY)?.state, offeredOn(TODAY)]).toEqual(['whole', 12]);
    expect(test.store.read.audit.recent(9)[0]?.why).toBe('What had vanished is back.');
  });

  it('is read again soon on a far day too, rather than at its own slow pace', async () => {
    practice.removeSession('far');
    await clock.advance(4 * MINUTE);
    expect(day(IN_THREE_WEEKS)?.state).toBe('whole');
    const [trusted, suspect] = test.store.read.audit
      .recent(9)
      .filter(({ subject }) => subject === IN_THREE_WEEKS);
    expect([trusted?.kind, suspect?.kind]).toEqual(['day-trusted', 'day-suspect']);
    expect((trusted?.at ?? 0) - (suspect?.at ?? 0)).toBeLessThanOrEqual(61 * SECOND);
  });

  it('is noticed by the ids too, when every slot was replaced under equal counts', async () => {
    practice.addSession({ id: 'big', day: TOMORROW, from: 480, slots: { gp: 40 } });
    await clock.advance(16 * SECOND);
    practice.bendSlots = (session, slots) =>
      session.id === 'big' ? slots.map((slot) => ({ ...slot, id: slotId(`${slot.id} anew`) })) : slots;
    practice.setStatus('big-gp-0', 'booked');
    await clock.advance(16 * SECOND);
    expect([day(TOMORROW)?.state, offeredOn(TOMORROW)]).toEqual(['suspect', 0]);
    await clock.advance(40 * SECOND);
    expect([day(TOMORROW)?.state, offeredOn(TOMORROW)]).toEqual(['whole', 63]);
    expect(status('big-gp-1 anew')).toBe('open');
  });

  it.each<[string, () => void]>([
    ['is gone', () => practice.removeSession('tomorrow pm')],
    [
      'is still there, and has none left of what patients may book',
      () => {
        for (const { id } of practice.slotsOf('tomorrow pm')) practice.removeSlot(id);
        practice.addSession({ id: 'tomorrow pm', day: TOMORROW, from: 840, slots: { staff: 4 } });
      },
    ],
  ])(
    'one session that %s: nothing of its day is offered, until it is said twice @hazard:H15',
    async (_name, takeOut) => {
      takeOut();
      await clock.advance(15 * SECOND + 100);
      expect([day(TOMORROW)?.state, offeredOn(TOMORROW), offeredOn(TODAY)]).toEqual(['suspect', 0, 12]);
      expect(test.store.read.slots.onDay(TOMORROW)).toHaveLength(24);
      expect(health()).toMatchObject({ state: 'late', failure: { kind: 'doubted' } });
      const since = day(TOMORROW)?.suspectSince ?? TEST_NOW;
      while (day(TOMORROW)?.state === 'suspect') await clock.advance(SECOND);
      expect(clock.now() - since).toBeGreaterThanOrEqual(30 * SECOND);
      expect(clock.now() - since).toBeLessThanOrEqual(50 * SECOND);
      expect([day(TOMORROW)?.state, offeredOn(TOMORROW)]).toEqual(['whole', 12]);
      await clock.advance(16 * SECOND);
      expect(health()?.state).toBe('in-step');
    },
  );

  it('one session that is missing in one answer comes to no harm', async () => {
    practice.bendSessions = (all) => all.filter(({ id }) => id !== 'tomorrow pm');
    await clock.advance(15 * SECOND + 100);
    expect(day(TOMORROW)?.state).toBe('suspect');
    practice.bendSessions = undefined;
    await clock.advance(16 * SECOND);
    expect([day(TOMORROW)?.state, offeredOn(TOMORROW)]).toEqual(['whole', 24]);
    expect(status('tomorrow pm-gp-3')).toBe('open');
  });

  it('is not believed the second time when it was back in between, though nobody could read its slots', async () => {
    practice.bendSessions = (all) => all.filter(({ id }) => id !== 'tomorrow pm');
    await clock.advance(15 * SECOND + 100);
    practice.bendSessions = undefined;
    practice.fail('slots', unreachable);
    await clock.advance(16 * SECOND);
    practice.fail('slots', undefined);
    practice.bendSessions = (all) => all.filter(({ id }) => id !== 'tomorrow pm');
    await clock.advance(28 * SECOND);
    expect([day(TOMORROW)?.state, status('tomorrow pm-gp-3')]).toEqual(['suspect', 'open']);
  });

  it('is not believed sooner because the PC’s clock was put forward', async () => {
    practice.removeSession('tomorrow pm');
    await clock.advance(15 * SECOND + 100);
    clock.setNow(later(clock.now(), 10 * MINUTE));
    await clock.advance(10 * SECOND);
    expect(day(TOMORROW)?.state).toBe('suspect');
    await clock.advance(40 * SECOND);
    expect(day(TOMORROW)?.state).toBe('whole');
  });
});

describe('an outage', () => {
  beforeEach(start);
  const stopEhr = (): void => {
    for (const call of ['sessions', 'slots', 'slot-types'] as const) practice.fail(call, unreachable);
  };
  const startEhr = (): void => {
    for (const call of ['sessions', 'slots', 'slot-types'] as const) practice.fail(call, undefined);
  };

  it('is said within 30 s with cause and next try; offers end as they age; it mends itself', async () => {
    stopEhr();
    await clock.advance(30 * SECOND);
    expect(health()).toMatchObject({ state: 'not-in-step', failure: { kind: 'unreachable' } });
    expect((health()?.nextTryAt ?? 0) - clock.now()).toBeLessThanOrEqual(15 * SECOND);
    await clock.advance(60 * SECOND + 100);
    expect([offeredOn(TODAY), offeredOn(TOMORROW)]).toEqual([0, 0]);
    expect(offeredOn(IN_A_WEEK)).toBe(12);
    await clock.advance(5 * MINUTE);
    expect(offeredOn(IN_A_WEEK)).toBe(0);
    expect(offeredOn(IN_THREE_WEEKS)).toBe(12);
    await clock.advance(10 * MINUTE);
    expect(offered()).toEqual([]);
    expect(test.store.read.slots.onDay(IN_A_WEEK)).toHaveLength(12);
    startEhr();
    await clock.advance(15 * SECOND);
    expect(health()?.state).toBe('in-step');
    expect(offered()).toHaveLength(60);
    expect(kinds().filter((kind) => kind.startsWith('trouble'))).toEqual([
      'trouble-closed',
      'trouble-opened',
    ]);
  });

  it('shows within 30 s also when the EHR swallows every request', async () => {
    practice.before = (call) => (call === 'sessions' ? clock.sleep(10 * MINUTE) : undefined);
    await clock.advance(30 * SECOND + 100);
    expect(health()?.state).toBe('late');
  });

  it('of the far days alone makes the light late, not green', async () => {
    practice.before = (call, subject) => {
      const isFar = call === 'sessions' && subject.startsWith(addDays(TODAY, 15));
      practice.fail('sessions', isFar ? failure('too-large', 'The answer was too large.') : undefined);
    };
    await clock.advance(6 * MINUTE);
    expect(health()).toMatchObject({ state: 'late', failure: { kind: 'too-large' } });
    practice.before = undefined;
    practice.fail('sessions', undefined);
    await clock.advance(2 * MINUTE);
    expect(health()?.state).toBe('in-step');
  });

  it('that another part finds first is said at once, not at the next turn of the near days', async () => {
    let foundAt: number | undefined;
    practice.before = (call, subject) => {
      if (call !== 'sessions' || foundAt !== undefined) return;
      if (!subject.startsWith(addDays(TODAY, 2))) return;
      foundAt = clock.now();
      stopEhr();
    };
    while (foundAt === undefined) await clock.advance(100);
    await clock.advance(1 * SECOND);
    expect(health()).toMatchObject({ state: 'not-in-step', failure: { kind: 'unreachable' } });
  });

  it('does not ask faster than a busy EHR wants', async () => {
    for (const call of ['sessions', 'slot-types'] as const)
      practice.fail(call, failure('busy', 'EMIS Web asks to wait.', { retryAfterMs: 60_000 }));
    await clock.advance(16 * SECOND);
    practice.calls.length = 0;
    await clock.advance(50 * SECOND);
    expect(practice.calls.filter(({ urgency }) => urgency === 'near')).toEqual([]);
  });
});

describe('time', () => {
  it('applies no reading while the two clocks are far apart, and says so', async () => {
    await start();
    practice.ehrClock = () => later(clock.now(), 6 * MINUTE);
    practice.setStatus('tomorrow-gp-3', 'booked');
    await clock.advance(31 * SECOND);
    expect(sync.clockSkewMs()).toBe(6 * MINUTE);
    expect(status('tomorrow-gp-3')).toBe('open');
    expect(health()?.failure?.message).toContain('6 minutes behind EMIS Web');
    practice.ehrClock = () => later(clock.now(), 2 * MINUTE);
    await clock.advance(16 * SECOND);
    expect([health()?.state, status('tomorrow-gp-3')]).toEqual(['in-step', 'booked']);
  });

  it('reads at once after the PC has slept, and offers nothing old until it has @hazard:H26', async () => {
    await start();
    practice.setStatus('tomorrow-gp-3', 'booked');
    clock.setNow(later(clock.now(), 20 * MINUTE));
    expect(offered()).toEqual([]);
    await clock.advance(2 * SECOND + 100);
    expect(offered()).toHaveLength(59);
  });

  it('does not trust what it read when the clock is set back', async () => {
    await start();
    await clock.advance(30 * MINUTE);
    expect(offered()).toHaveLength(60);
    clock.setNow(later(clock.now(), -20 * MINUTE));
    expect(offered()).toEqual([]);
    await clock.advance(2 * SECOND + 100);
    expect(offered()).toHaveLength(60);
    expect(day(IN_THREE_WEEKS)?.slotsReadAt).toBeLessThanOrEqual(clock.now());
  });

  it.each([20 * SECOND, 80 * SECOND])(
    'offers nothing by a clock that was set back %d ms, however young it all looks @hazard:H14 @hazard:H32',
    async (ms) => {
      await start();
      await clock.advance(2 * MINUTE);
      for (const call of ['sessions', 'slots'] as const) practice.fail(call, unreachable);
      await clock.advance(60 * SECOND);
      clock.setNow(later(clock.now(), -ms));
      await clock.advance(2 * SECOND + 100);
      expect(offered()).toEqual([]);
      expect(test.store.read.slots.onDay(TOMORROW)).toHaveLength(24);
      for (const call of ['sessions', 'slots'] as const) practice.fail(call, undefined);
      await clock.advance(31 * SECOND);
      expect(offered()).toHaveLength(60);
    },
  );

  it('does not keep what we ourselves saw before the clock was set back against newer readings', async () => {
    await start();
    await clock.advance(MINUTE);
    test.store.write((tx) => tx.slots.setStatus(slotId('tomorrow-gp-3'), 'open', clock.now()));
    clock.setNow(later(clock.now(), -40 * SECOND));
    await clock.advance(2 * SECOND + 100);
    practice.setStatus('tomorrow-gp-3', 'booked');
    await clock.advance(16 * SECOND);
    expect(status('tomorrow-gp-3')).toBe('booked');
  });

  it('dates a reading by the clock at its end, when that was set back while it went on @hazard:H14', async () => {
    await start();
    await clock.advance(MINUTE);
    const near = `${TODAY}..${TOMORROW}`;
    let askedMs: number | undefined;
    let errorMs: number | undefined;
    practice.before = async (call, subject) => {
      if (call !== 'sessions' || subject !== near) return;
      if (askedMs === undefined) {
        askedMs = clock.monotonicMs();
        await clock.sleep(10 * SECOND);
      } else {
        // The next reading begins: what has the long one left behind?
        errorMs ??= clock.now() - clock.monotonicMs() - ((day(TOMORROW)?.countsReadAt ?? 0) - askedMs);
      }
    };
    while (askedMs === undefined) await clock.advance(100);
    await clock.advance(5 * SECOND);
    clock.setNow(later(clock.now(), -40 * SECOND));
    while (errorMs === undefined) await clock.advance(100);
    expect(errorMs).toBe(0);
  });

  it('sends nothing by a clock that was set back by minutes, until the EHR has told its own @hazard:H32', async () => {
    practice.ehrClock = () => later(TEST_NOW, clock.monotonicMs());
    await start();
    expect(sync.clockSkewMs()).toBe(0);
    practice.fail('sessions', unreachable);
    await clock.advance(16 * SECOND);
    clock.setNow(later(clock.now(), -10 * MINUTE));
    await clock.advance(2 * SECOND + 100);
    expect(sync.clockSkewMs()).toBe(10 * MINUTE);
    clock.setNow(later(TEST_NOW, clock.monotonicMs()));
    practice.fail('sessions', undefined);
    await clock.advance(16 * SECOND);
    expect(sync.clockSkewMs()).toBe(0);
  });

  it.each(['2026-11-23', '2027-03-27', '2027-10-30'] as LocalDay[])(
    'moves its window at midnight in London, after %s too',
    async (today) => {
      await sync.stop();
      const beyond = addDays(today, 29);
      practice.addSession({ id: 'beyond', day: beyond, slots: { gp: 4 } });
      practice.addSession({ id: 'last', day: today, slots: { gp: 4 } });
      clock = settableClock(later(startOfDay(addDays(today, 1)), -20 * SECOND));
      const loop = createSyncLoop({
        store: test.store,
        diary: practice.diary,
        clock,
        dice: createSeededDice(2),
        log: silentLog,
        settings: PACE,
        onSlotTypesSeen: () => {
          if (!test.store.read.slotTypes.byId(typeId('gp'))?.isActive) activate('gp');
        },
      });
      sync = loop;
      await start();
      expect([day(today) !== undefined, day(beyond)]).toEqual([true, undefined]);
      await clock.advance(23 * SECOND);
      expect(day(today)).toBeUndefined();
      expect(day(beyond)?.slotsReadAt).toBeGreaterThanOrEqual(startOfDay(addDays(today, 1)));
      expect(offeredOn(beyond)).toBe(4);
    },
  );
});

describe('asking', () => {
  it('checks every slot of the near days now, and answers when it is done', async () => {
    practice.setStatus('tomorrow-gp-0', 'booked');
    await start();
    practice.setStatus('tomorrow-gp-0', 'open');
    practice.setStatus('tomorrow-gp-1', 'booked');
    const answer = sync.checkNow();
    await clock.advance(50);
    expect(await answer).toEqual({ ok: true, value: undefined });
    expect([status('tomorrow-gp-0'), status('tomorrow-gp-1')]).toEqual(['open', 'booked']);
  });

  it('reads a named day, and writes it down as asked for', async () => {
    await start();
    practice.setStatus('far-gp-0', 'booked');
    const answer = sync.checkNow({ from: IN_THREE_WEEKS, to: IN_THREE_WEEKS });
    await clock.advance(50);
    expect((await answer).ok).toBe(true);
    expect(status('far-gp-0')).toBe('booked');
    expect(test.store.read.readings.recent(9).find(({ band }) => band === 'asked')).toMatchObject({
      from: IN_THREE_WEEKS,
      sessionsRead: 1,
    });
  });

  it('answers with the failure when it could not be read', async () => {
    await start();
    practice.fail('sessions', unreachable);
    const answers = [sync.checkNow(), sync.checkNow({ from: TODAY, to: TODAY })];
    await clock.advance(50);
    for (const answer of await Promise.all(answers)) expect(answer).toMatchObject({ ok: false });
  });

  it('stops while a reading is under way, answers whoever waits, and leaves nobody asleep', async () => {
    await start();
    practice.before = (call) => (call === 'sessions' ? clock.sleep(100) : undefined);
    const answer = sync.checkNow();
    const ended = sync.stop();
    await clock.advance(MINUTE);
    await ended;
    expect(clock.sleepers()).toBe(0);
    expect((await answer).ok || (await sync.checkNow()).ok).toBe(false);
    const calls = practice.calls.length;
    await clock.advance(5 * MINUTE);
    expect(practice.calls.length).toBe(calls);
  });
});

it('keeps the near pace while a long reading of far days is under way', async () => {
  for (let i = 0; i < 40; i += 1)
    practice.addSession({ id: `far ${i}`, day: addDays(TODAY, 16 + (i % 10)), slots: { gp: 4 } });
  practice.before = (call, subject) =>
    call === 'slots' && subject.startsWith('far') ? clock.sleep(10 * SECOND) : undefined;
  await start();
  await clock.advance(90 * SECOND);
  const nearReadings = test.store.read.readings.recent(100).filter(({ band }) => band === 'near');
  expect(nearReadings.length).toBeGreaterThanOrEqual(6);
  expect(test.store.read.readings.recent(100).filter(({ band }) => band === 'far')).toEqual([]);
});
