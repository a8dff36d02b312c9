// Protocols that give every slot with the sessions (SystmOne, GP Connect): one call a reading, and the same promises.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { type SyncLoop, createSyncLoop } from '../../../src/main/sync/sync-loop.ts';
import { type LocalDay, MINUTE, SECOND, addDays, dayOf, later } from '../../../src/shared/domain/time.ts';
import { type DiaryOfRows, diaryOfRows, sessionId, slotId, typeId } from '../../support/diary-of-rows.ts';
import { TEST_NOW, type TestStore, openTestStore, silentLog } from '../../support/open-test-store.ts';
import { createSeededDice } from '../../support/seeded-dice.ts';
import { type SettableClock, settableClock } from '../../support/settable-clock.ts';

const TODAY = dayOf(TEST_NOW);
const TOMORROW = addDays(TODAY, 1);

let test: TestStore;
let clock: SettableClock;
let practice: DiaryOfRows;
let sync: SyncLoop;

beforeEach(() => {
  test = openTestStore();
  clock = settableClock(TEST_NOW);
  practice = diaryOfRows();
  practice.givesSlots = true;
  practice.see({ maxWindowDays: 14, emptySessions: false, blockedSlots: false });
  practice.addSession({ id: 'today', day: TODAY, from: 600, slots: { gp: 12, staff: 2 } });
  practice.addSession({ id: 'tomorrow', day: TOMORROW, slots: { gp: 12, nurse: 6 } });
  practice.addSession({ id: 'meeting', day: TOMORROW, from: 780, slots: { staff: 6 } });
  practice.addSession({ id: 'far', day: addDays(TODAY, 21), slots: { gp: 12, nurse: 3 } });
  sync = createSyncLoop({
    store: test.store,
    diary: practice.diary,
    clock,
    dice: createSeededDice(1),
    log: silentLog,
    settings: { horizonDays: 28, nearEverySeconds: 15 },
    onSlotTypesSeen: () => {
      if (!test.store.read.slotTypes.byId(typeId('gp'))?.isActive) activate('gp');
    },
  });
});
afterEach(async () => {
  const ended = sync.stop();
  await clock.advance(20 * MINUTE);
  await ended;
  test.close();
});

function activate(type: string): void {
  test.store.write((tx) => tx.slotTypes.setActive(typeId(type), true, clock.now(), 'test'));
}
const start = async (): Promise<void> => {
  sync.start();
  await clock.advance(100);
};
const callsFor = (call: string): string[] =>
  practice.calls.filter((made) => made.call === call).map(({ subject }) => subject);
const day = (name: LocalDay) => test.store.read.days.byDay(name);
const status = (id: string) => test.store.read.slots.byId(slotId(id))?.status;
const nearReadings = () => test.store.read.readings.recent(50).filter(({ band }) => band === 'near');

describe('a reading in which the slots come along', () => {
  it('asks once for each piece of a window that the protocol allows, and never session by session', async () => {
    await start();
    expect(callsFor('slots')).toEqual([]);
    // Days 0 and 1, 2 to 14, 15 to 28: none of these is longer than the protocol's 14 days.
    expect(callsFor('sessions')).toHaveLength(3);
    const before = callsFor('sessions').length;
    await clock.advance(15 * SECOND);
    expect(callsFor('sessions')).toHaveLength(before + 1);
    expect(callsFor('slots')).toEqual([]);
  });

  it('has read all slots of all sessions as of its start, and stores those of active types', async () => {
    await start();
    expect(day(TOMORROW)).toMatchObject({ countsReadAt: TEST_NOW, slotsReadAt: TEST_NOW, state: 'whole' });
    expect(test.store.read.slots.onDay(TOMORROW)).toHaveLength(12);
    expect(test.store.read.slots.onDay(TOMORROW).every((slot) => slot.slotTypeId === 'gp')).toBe(true);
    expect(nearReadings()[0]).toMatchObject({
      sessions: 3,
      sessionsRead: 3,
      slotsRead: 38,
      slotsChanged: 24,
    });
    await clock.advance(15 * SECOND);
    // Nothing changed, and yet every slot is as fresh as the second reading.
    expect(day(TOMORROW)?.slotsReadAt).toBe(later(TEST_NOW, nearReadings()[0]!.startedAt - TEST_NOW));
    expect(day(TOMORROW)?.slotsReadAt).toBeGreaterThan(TEST_NOW);
  });

  it('finds a booking, a slot taken out and a new session in the next reading', async () => {
    await start();
    practice.setStatus('tomorrow-gp-0', 'booked');
    practice.removeSlot('tomorrow-gp-1');
    practice.addSession({ id: 'new', day: TOMORROW, from: 900, slots: { gp: 2 } });
    await clock.advance(15 * SECOND);
    expect(status('tomorrow-gp-0')).toBe('booked');
    expect(test.store.read.slots.byId(slotId('tomorrow-gp-1'))?.removedAt).toBeDefined();
    expect(status('new-gp-1')).toBe('open');
  });

  it('offers a type that is switched on from the next reading', async () => {
    await start();
    activate('nurse');
    sync.activated();
    await clock.advance(1 * SECOND);
    expect(test.store.read.slots.onDay(TOMORROW).filter((slot) => slot.slotTypeId === 'nurse')).toHaveLength(
      6,
    );
    expect(callsFor('slots')).toEqual([]);
  });

  it('keeps the channel that a slot is told with, and the role of a session, and sees them change', async () => {
    const channels = new Map([[slotId('tomorrow-gp-0'), 'telephone' as const]]);
    practice.bendSlots = (_session, slots) =>
      slots.map((slot) => ({
        ...slot,
        ...(channels.has(slot.id) && { channel: channels.get(slot.id) ?? 'video' }),
      }));
    practice.bendSessions = (sessions) => sessions.map((session) => ({ ...session, role: 'Practice nurse' }));
    await start();
    expect(test.store.read.slots.byId(slotId('tomorrow-gp-0'))?.channel).toBe('telephone');
    expect(test.store.read.slots.byId(slotId('tomorrow-gp-1'))).not.toHaveProperty('channel');
    expect(test.store.read.sessions.byId(sessionId('tomorrow'))?.role).toBe('Practice nurse');
    practice.bendSlots = undefined;
    practice.bendSessions = undefined;
    await clock.advance(15 * SECOND);
    expect(test.store.read.slots.byId(slotId('tomorrow-gp-0'))).not.toHaveProperty('channel');
    expect(test.store.read.sessions.byId(sessionId('tomorrow'))).not.toHaveProperty('role');
  });
});

describe('an answer that cannot be whole', () => {
  const rowsBefore = () => JSON.stringify(test.store.read.slots.onDay(TOMORROW));

  it('a session with fewer slots than it counts leaves its day as it was, and asks nobody a second time', async () => {
    await start();
    const [rows, readAt, asked] = [rowsBefore(), day(TOMORROW)?.slotsReadAt, callsFor('sessions').length];
    practice.bendSlots = (session, slots) => (session.id === 'tomorrow' ? slots.slice(1) : slots);
    practice.setStatus('today-gp-5', 'booked');
    await clock.advance(15 * SECOND);
    expect(rowsBefore()).toBe(rows);
    expect(day(TOMORROW)?.slotsReadAt).toBe(readAt);
    expect(status('today-gp-5')).toBe('booked'); // the other day goes on
    const nearAsked = nearReadings().length;
    expect(nearReadings()[0]?.failure?.kind).toBe('not-complete');
    // One call for each reading, retries after a failure included.
    expect(callsFor('sessions').length - asked).toBe(nearAsked - 1);
  });

  it('slots of a session that is not listed, or a session without its slots: nothing of it is used', async () => {
    await start();
    const rows = rowsBefore();
    practice.bendSessions = (sessions) => sessions.filter(({ id }) => id !== 'tomorrow');
    await clock.advance(15 * SECOND);
    expect(rowsBefore()).toBe(rows);
    expect(nearReadings()[0]?.failure).toMatchObject({ kind: 'not-complete' });
    practice.bendSessions = (sessions) => {
      const [first] = sessions;
      return first ? [...sessions, { ...first, id: sessionId('another') }] : sessions;
    };
    await clock.advance(30 * SECOND);
    expect(rowsBefore()).toBe(rows);
    expect(nearReadings()[0]?.failure).toMatchObject({ detail: 'a session without its slots' });
  });

  it('one that lacks most of the diary is believed only when it is said twice', async () => {
    practice.addSession({ id: 'crowd', day: TOMORROW, from: 480, slots: { gp: 40 } });
    await start();
    practice.removeSession('crowd');
    practice.removeSession('tomorrow');
    await clock.advance(15 * SECOND);
    expect(day(TOMORROW)?.state).toBe('suspect');
    expect(status('crowd-gp-0')).toBe('open');
    await clock.advance(50 * SECOND);
    expect(day(TOMORROW)?.state).toBe('whole');
    expect(test.store.read.slots.byId(slotId('crowd-gp-0'))?.removedAt).toBeDefined();
  });

  it('a session that is gone, though booked slots are shown, is believed only when it is said twice', async () => {
    await start();
    practice.removeSession('today');
    await clock.advance(15 * SECOND);
    expect([day(TODAY)?.state, status('today-gp-0')]).toEqual(['suspect', 'open']);
    await clock.advance(50 * SECOND);
    expect([day(TODAY)?.state, test.store.read.sessions.onDay(TODAY)]).toEqual(['whole', []]);
  });

  it('a session that was booked up raises no doubt where booked slots are shown', async () => {
    await start();
    for (const { id } of practice.slotsOf('today')) practice.setStatus(id, 'booked');
    await clock.advance(15 * SECOND);
    expect([day(TODAY)?.state, status('today-gp-0')]).toEqual(['whole', 'booked']);
  });

  it('nor one whose slots have passed', async () => {
    practice.addSession({ id: 'early', day: TODAY, from: 541, slots: { gp: 1 } });
    await start();
    await clock.advance(2 * MINUTE);
    practice.removeSession('early');
    await clock.advance(15 * SECOND);
    expect([day(TODAY)?.state, status('today-gp-0')]).toEqual(['whole', 'open']);
    expect(test.store.read.sessions.byId(sessionId('early'))).toBeUndefined();
  });

  it('nor one whose last free slot we have booked since the reading began', async () => {
    practice.addSession({ id: 'last', day: TODAY, from: 1_000, slots: { gp: 1 } });
    await start();
    practice.removeSession('last');
    practice.before = async (call) => {
      if (call !== 'sessions') return;
      practice.before = undefined;
      await clock.sleep(5);
      test.store.write((tx) => tx.slots.setStatus(slotId('last-gp-0'), 'booked', clock.now()));
    };
    await clock.advance(15 * SECOND + 50);
    expect([day(TODAY)?.state, status('last-gp-0')]).toEqual(['whole', 'booked']);
  });

  it('a session whose last slots were booked is believed at once where full ones are not shown', async () => {
    practice.see({ maxWindowDays: 14, emptySessions: false, blockedSlots: false, bookedSlots: false });
    await start();
    practice.removeSession('today');
    await clock.advance(15 * SECOND);
    expect(day(TODAY)?.state).toBe('whole');
    expect(test.store.read.sessions.onDay(TODAY)).toEqual([]);
  });

  it('a morning in which slots go all the time holds no day in doubt where only free ones are shown', async () => {
    practice.see({ maxWindowDays: 14, emptySessions: false, blockedSlots: false, bookedSlots: false });
    practice.addSession({ id: 'rush', day: TODAY, from: 620, slots: { gp: 60 } });
    await start();
    for (let i = 0; i < 40; i += 1) practice.removeSlot(`rush-gp-${i}`);
    await clock.advance(15 * SECOND);
    expect(day(TODAY)?.state).toBe('suspect');
    for (let i = 40; i < 45; i += 1) {
      practice.removeSlot(`rush-gp-${i}`);
      await clock.advance(10 * SECOND);
    }
    expect(day(TODAY)?.state).toBe('whole');
  });
});
