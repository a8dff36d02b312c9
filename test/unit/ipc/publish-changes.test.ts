/** Changes to the window: few, whole, and leading every window to what a fresh snapshot tells, whenever it opened. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { PracticeRow } from '#shared/contract/rows.ts';
import { type AppChange, type AppSnapshot, applyChange } from '#shared/contract/snapshot.ts';
import { failure } from '#shared/domain/failure.ts';
import { initialHealth } from '#shared/domain/health.ts';
import { MINUTE, later } from '#shared/domain/time.ts';

import { SIGHTS } from '../../../src/main/ehr/sights.ts';
import { diffRows } from '../../../src/main/ipc/diff-rows.ts';
import { type Publisher, createPublisher, slicesTouched } from '../../../src/main/ipc/publish-changes.ts';
import { createRowsReader } from '../../../src/main/ipc/read-rows.ts';
import type { ChangedRows } from '../../../src/main/store/store.ts';
import { TEST_NOW, type TestStore, openTestStore } from '../../support/open-test-store.ts';
import { type SettableClock, settableClock } from '../../support/settable-clock.ts';
import {
  DAY_ONE,
  book,
  commandId,
  dayChange,
  holdId,
  sampleHold,
  sampleSession,
  sampleSlot,
  sessionId,
  slotId,
  slotTypeId,
} from '../../support/store-samples.ts';

const SPACING_MS = 250;

const practice: PracticeRow = {
  id: 'practice',
  name: 'Sample Surgery',
  ehr: 'EMIS Web',
  ehrKind: 'emis-web',
  sees: SIGHTS['emis-web'],
  isSample: true,
  notices: [],
  pace: { horizonDays: 28, nearEverySeconds: 15 },
  version: '0',
};

let files: TestStore;
let clock: SettableClock;
let changes: AppChange[];
let publisher: Publisher;

function openPublisher(): void {
  files = openTestStore();
  clock = settableClock(TEST_NOW);
  changes = [];
  const { store } = files;
  const rows = createRowsReader({
    read: store.read,
    clock,
    practice: () => practice,
    offeredByType: () => new Map(),
  });
  publisher = createPublisher({ store, rows, clock, send: (change) => void changes.push(change) });
}

function closePublisher(): void {
  publisher.stop();
  files.close();
}

/** A session with four slots, so that there is something to hold and to book. */
function readDiary(): void {
  files.store.write((tx) => {
    tx.slotTypes.see([{ id: slotTypeId('1'), name: 'GP telephone' }], TEST_NOW);
    const putSlots = ['A', 'B', 'C', 'D'].map((id, index) => sampleSlot(id, 540 + index * 10));
    tx.days.apply(dayChange({ putSessions: [sampleSession()], putSlots }), TEST_NOW);
  });
}

beforeEach(openPublisher);
afterEach(closePublisher);

describe('when a change is sent', () => {
  test('nothing before a window has asked for a snapshot', async () => {
    readDiary();
    await clock.advance(10 * SPACING_MS);
    expect(changes).toEqual([]);
  });

  test('many writes make one change, and no more than four a second are sent', async () => {
    publisher.snapshot();
    for (let write = 0; write < 100; write += 1) {
      files.store.write((tx) => tx.health.put({ ...initialHealth('read', TEST_NOW), failuresInARow: write }));
      await clock.advance(20);
    }
    await clock.advance(SPACING_MS);
    // 100 writes in two seconds.
    expect(changes.length).toBeLessThanOrEqual(9);
    expect(changes.length).toBeGreaterThanOrEqual(7);
    expect(changes.at(-1)?.to).toBe(files.store.read.revision());
  });

  test('each change goes on where the last one ended', async () => {
    publisher.snapshot();
    for (const type of ['1', '2', '3']) {
      files.store.write((tx) => tx.slotTypes.see([{ id: slotTypeId(type), name: type }], TEST_NOW));
      await clock.advance(SPACING_MS);
    }
    expect(changes).toHaveLength(3);
    expect(changes.map(({ from }) => from)).toEqual([
      changes[0]?.from,
      ...changes.slice(0, -1).map(({ to }) => to),
    ]);
  });

  test('a look sends what another process has written; after stop nothing is sent', async () => {
    publisher.snapshot();
    publisher.look();
    await clock.advance(SPACING_MS);
    expect(changes).toHaveLength(1);
    publisher.stop();
    readDiary();
    publisher.look();
    await clock.advance(10 * SPACING_MS);
    expect(changes).toHaveLength(1);
  });
});

describe('which slices are read again', () => {
  const none: ChangedRows = {
    slotTypes: false,
    days: [],
    bookings: [],
    holds: false,
    readings: false,
    health: false,
    audit: false,
  };
  const cases: readonly (readonly [string, Partial<ChangedRows>, readonly string[]])[] = [
    ['nothing', {}, []],
    ['a slot type', { slotTypes: true }, ['slotTypes', 'holds']],
    ['a day', { days: [DAY_ONE] }, ['slotTypes', 'days', 'holds']],
    ['a hold', { holds: true }, ['slotTypes', 'holds']],
    ['health', { health: true }, ['health']],
    ['a reading', { readings: true }, ['readings']],
    ['the audit trail', { audit: true }, ['events']],
  ];
  test.each(cases)('%s', (_what, changed, touched) => {
    expect(slicesTouched({ ...none, ...changed })).toEqual(new Set(touched));
  });
});

describe('rows that differ', () => {
  const row = (id: string, size: number) => ({ id, size });
  test('against one set of rows', () => {
    const before = { a: row('a', 1), b: row('b', 2), c: row('c', 3) };
    expect(diffRows([before], { a: row('a', 1), b: row('b', 9), d: row('d', 4) })).toEqual({
      put: [row('b', 9), row('d', 4)],
      remove: ['c'],
    });
    expect(diffRows([before], { ...before })).toBeUndefined();
  });
  test('against two: what either lacks is put, what either has too much is removed', () => {
    const told = diffRows([{ a: row('a', 1) }, { a: row('a', 2), b: row('b', 1) }], { a: row('a', 1) });
    expect(told).toEqual({ put: [row('a', 1)], remove: ['b'] });
  });
});

describe('a window', () => {
  const stateOf = (from: AppSnapshot, heard: readonly AppChange[]) =>
    heard.reduce<AppSnapshot | undefined>((known, change) => known && applyChange(known, change), from);

  test('that opens while a hold comes and goes does not keep it', async () => {
    readDiary();
    publisher.snapshot();
    files.store.write((tx) => tx.holds.add(sampleHold('h', 'A')));
    const late = publisher.snapshot();
    expect(Object.keys(late.holds)).toEqual(['h']);
    files.store.write((tx) => tx.holds.end(holdId('h'), TEST_NOW));
    await clock.advance(SPACING_MS);
    expect(stateOf(late, changes)?.holds).toEqual({});
  });

  test('hears that a held session has left the diary', async () => {
    readDiary();
    files.store.write((tx) => tx.holds.add(sampleHold('h', 'A')));
    const from = publisher.snapshot();
    files.store.write((tx) =>
      tx.days.apply(
        dayChange({ generation: 2, removeSessions: [sessionId('S1')], removeSlots: [slotId('A')] }),
        TEST_NOW,
      ),
    );
    await clock.advance(SPACING_MS);
    expect(stateOf(from, changes)?.holds).toEqual(publisher.snapshot().holds);
  });

  test('that has heard all knows what a fresh snapshot tells, whatever happened and whenever it opened', async () => {
    const slot = fc.constantFrom('A', 'A', 'A', 'B', 'C');
    // Often what a window can miss: something short-lived, and a window that opens meanwhile.
    const deed = fc.oneof(
      { weight: 3, arbitrary: fc.record({ kind: fc.constant('open' as const) }) },
      {
        weight: 2,
        arbitrary: fc.record({ kind: fc.constant('time' as const), ms: fc.integer({ min: 1, max: 400 }) }),
      },
      {
        weight: 6,
        arbitrary: fc.record({ kind: fc.constantFrom('hold' as const, 'release' as const), slot }),
      },
      {
        weight: 4,
        arbitrary: fc.record({ kind: fc.constantFrom('book' as const, 'settle' as const), slot }),
      },
      { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('remove' as const, 'put' as const), slot }) },
      {
        weight: 4,
        arbitrary: fc.record({
          kind: fc.constantFrom(
            'switch' as const,
            'fail' as const,
            'recover' as const,
            'read' as const,
            'suspect' as const,
          ),
        }),
      },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { maxLength: 40 }), async (deeds) => {
        closePublisher();
        openPublisher();
        readDiary();
        const { store } = files;
        const windows = [{ from: publisher.snapshot(), heard: 0 }];
        let serial = 0;
        const held = new Map<string, string>();
        const waiting = new Map<string, string>();
        for (const [index, what] of deeds.entries()) {
          const at = clock.now();
          const generation = index + 2;
          switch (what.kind) {
            case 'open':
              windows.push({ from: publisher.snapshot(), heard: changes.length });
              break;
            case 'time':
              await clock.advance(what.ms);
              break;
            case 'hold': {
              const id = `h${(serial += 1)}`;
              if (store.read.holds.onSlot(slotId(what.slot), at)) break;
              store.write((tx) => tx.holds.add(sampleHold(id, what.slot)));
              held.set(what.slot, id);
              break;
            }
            case 'release':
              store.write((tx) => tx.holds.end(holdId(held.get(what.slot) ?? 'none'), at));
              break;
            case 'book':
              if (waiting.has(what.slot)) break;
              waiting.set(what.slot, `b${(serial += 1)}`);
              book(store, `b${serial}`, what.slot);
              break;
            case 'settle': {
              const id = waiting.get(what.slot);
              if (id === undefined) break;
              waiting.delete(what.slot);
              const taken = failure('slot-taken', 'Somebody was quicker.');
              store.write((tx) => tx.commands.move(commandId(id), { to: 'rejected', at, failure: taken }));
              break;
            }
            case 'remove':
            case 'put':
              store.write((tx) =>
                tx.days.apply(
                  dayChange({
                    generation,
                    putSlots: what.kind === 'put' ? [sampleSlot(what.slot, 540 + index)] : [],
                    removeSlots: what.kind === 'remove' ? [slotId(what.slot)] : [],
                  }),
                  at,
                ),
              );
              break;
            case 'switch':
              store.write((tx) => tx.slotTypes.setActive(slotTypeId('1'), index % 2 === 0, at, `${index}`));
              break;
            case 'fail':
            case 'recover':
              store.write((tx) =>
                tx.health.put({
                  ...initialHealth('read', at),
                  state: what.kind === 'fail' ? 'not-in-step' : 'in-step',
                }),
              );
              break;
            case 'read':
              store.write((tx) =>
                tx.readings.add({
                  band: 'near',
                  from: DAY_ONE,
                  to: DAY_ONE,
                  startedAt: at,
                  durationMs: index,
                  sessions: 1,
                  sessionsRead: 1,
                  slotsRead: 4,
                  slotsChanged: 0,
                }),
              );
              break;
            case 'suspect':
              store.write((tx) =>
                tx.days.apply(dayChange({ generation, state: 'suspect', suspectSince: at }), at),
              );
          }
        }
        await clock.advance(2 * SPACING_MS);
        const fresh = publisher.snapshot();
        for (const { from, heard } of windows) expect(stateOf(from, changes.slice(heard))).toEqual(fresh);
      }),
      { numRuns: 40 },
    );
  });

  test('that missed a change is told to ask again, and an old change does it no harm', async () => {
    const first = publisher.snapshot();
    readDiary();
    await clock.advance(SPACING_MS);
    files.store.write((tx) => tx.health.put(initialHealth('read', later(TEST_NOW, MINUTE))));
    await clock.advance(SPACING_MS);
    const [one, two] = changes;
    if (!one || !two) throw new Error('two changes were sent');
    expect(applyChange(first, two)).toBeUndefined();
    const fresh = publisher.snapshot();
    expect(applyChange(fresh, one)).toBe(fresh);
  });
});
