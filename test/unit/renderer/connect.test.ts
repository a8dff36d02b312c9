// Listen first, then ask, then drop what is stale: against a main process whose snapshot and changes cross on the way.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HoldRow } from '#shared/contract/rows.ts';
import { type AppChange, type AppSnapshot, applyChange, emptySnapshot } from '#shared/contract/snapshot.ts';
import { failure } from '#shared/domain/failure.ts';
import { asId } from '#shared/domain/ids.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';
import { asInstant } from '#shared/domain/time.ts';
import { createAppStore } from '../../../src/renderer/state/app-store.ts';
import { catchUp, connect } from '../../../src/renderer/state/connect.ts';

const hold = (id: string): HoldRow => ({
  id: asId(id),
  slotId: asId(`slot of ${id}`),
  startsAt: asInstant(0),
  day: '2026-11-23' as HoldRow['day'],
  slotTypeName: 'GP telephone',
  clinicianName: 'Dr A',
  expiresAt: asInstant(1),
});
const change = (from: number, to = from + 1): AppChange => ({
  from,
  to,
  holds: { put: [hold(`h${to}`)], remove: [] },
});
const at = (revision: number): AppSnapshot => ({ ...emptySnapshot(), revision });

/** A main process whose answers the test hands out one by one. */
function createMain() {
  const asked: ((answer: Outcome<AppSnapshot>) => void)[] = [];
  let hear = (_change: AppChange) => {};
  const delayed: (() => void)[] = [];
  const store = createAppStore();
  const stop = connect(
    {
      snapshot: () => new Promise((answer) => asked.push(answer)),
      onChanged: (listener) => {
        hear = listener;
        return () => {
          hear = () => {};
        };
      },
    },
    store,
    { later: (work) => (delayed.push(work), () => {}) },
  );
  return {
    store,
    stop,
    say: (news: AppChange) => hear(news),
    asks: () => asked.length,
    answer: async (outcome: Outcome<AppSnapshot>) => {
      asked.at(-1)?.(outcome);
      await new Promise((done) => setImmediate(done));
    },
    waitOver: () => delayed.at(-1)?.(),
  };
}

describe('connect', () => {
  test('a change that came before the snapshot is not lost', async () => {
    const main = createMain();
    main.say(change(5));
    await main.answer(ok(at(5)));
    expect(main.store.getState().snapshot.revision).toBe(6);
    expect(Object.keys(main.store.getState().snapshot.holds)).toEqual(['h6']);
    expect(main.store.getState().status).toBe('ready');
  });

  test('a change that the snapshot already holds is dropped', async () => {
    const main = createMain();
    main.say(change(4));
    await main.answer(ok(at(5)));
    expect(main.store.getState().snapshot).toEqual(at(5));
  });

  test('changes that waited are applied in their order, however they arrived', async () => {
    const main = createMain();
    main.say(change(7));
    main.say(change(5));
    main.say(change(6));
    await main.answer(ok(at(5)));
    expect(main.store.getState().snapshot.revision).toBe(8);
  });

  test('a gap asks again, and keeps what was on screen until the answer is here', async () => {
    const main = createMain();
    await main.answer(ok(at(1)));
    expect(main.asks()).toBe(1);
    main.say(change(3));
    expect(main.asks()).toBe(2);
    expect(main.store.getState().snapshot.revision).toBe(1);
    await main.answer(ok(at(3)));
    expect(main.store.getState().snapshot.revision).toBe(4);
  });

  test('a failed answer is shown as lost touch, and asked again later', async () => {
    const main = createMain();
    await main.answer(failed(failure('unexpected', 'No.')));
    expect(main.store.getState().status).toBe('failed');
    main.waitOver();
    expect(main.asks()).toBe(2);
    await main.answer(ok(at(2)));
    expect(main.store.getState()).toMatchObject({ status: 'ready', failure: undefined });
  });

  test('gap after gap does not ask without end', async () => {
    const main = createMain();
    main.say(change(9));
    for (let i = 0; i < 10; i += 1) await main.answer(ok(at(1)));
    expect(main.asks()).toBe(3);
    main.waitOver();
    expect(main.asks()).toBe(4);
  });

  test('nothing is heard after it was stopped', async () => {
    const main = createMain();
    await main.answer(ok(at(1)));
    main.stop();
    main.say(change(1));
    expect(main.store.getState().snapshot.revision).toBe(1);
  });
});

describe('catchUp', () => {
  test('any order of any changes since the snapshot ends where the main process is', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.nat(),
        fc.array(fc.nat(), { minLength: 12, maxLength: 12 }),
        (last, taken, order) => {
          const all = Array.from({ length: last }, (_, i) => change(i));
          const end = all.reduce<AppSnapshot>((now, next) => applyChange(now, next) ?? now, at(0));
          const start = all
            .slice(0, taken % (last + 1))
            .reduce<AppSnapshot>((now, next) => applyChange(now, next) ?? now, at(0));
          const shuffled = all
            .map((one, i) => ({ one, key: order[i] ?? 0 }))
            .sort((a, b) => a.key - b.key)
            .map(({ one }) => one);
          expect(catchUp(start, shuffled)).toEqual(end);
        },
      ),
    );
  });

  test('a missing one is a gap', () => {
    expect(catchUp(at(0), [change(0), change(2)])).toBeUndefined();
  });
});
