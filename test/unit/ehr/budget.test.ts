// The budget towards the EHR: who goes first, how many a second, how many at once.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { asInstant } from '#shared/domain/time.ts';

import { createBudget } from '../../../src/main/ehr/budget.ts';
import { NOBODY_PASSED, type PassedOver, countPassed, nextRead } from '../../../src/main/ehr/queue-order.ts';
import { fill, msUntil, paceOf, spend, tokensNeeded } from '../../../src/main/ehr/token-bucket.ts';
import type { Urgency } from '../../../src/main/ports/ehr-diary.ts';
import { settableClock } from '../../support/settable-clock.ts';

function openBudget(requestsPerSecond: number, readsAtOnce = 4, isEven = false) {
  const clock = settableClock(asInstant(0));
  const { advance: pass, settle: turn } = clock;
  const budget = createBudget({ clock, product: 'EMIS Web', requestsPerSecond, readsAtOnce, isEven });
  const started: string[] = [];
  /** Work that ends when its name is called. */
  const ends = new Map<string, () => void>();
  const ask = (name: string, urgency: Urgency, signal?: AbortSignal) =>
    budget.run({ urgency, ...(signal ? { signal } : {}) }, () => {
      started.push(name);
      return new Promise<string>((resolve) => ends.set(name, () => resolve(name)));
    });
  const quick = (name: string, urgency: Urgency) =>
    budget.run({ urgency }, () => {
      started.push(name);
      return Promise.resolve(name);
    });
  return { budget, clock, pass, turn, started, ask, quick, end: (name: string) => ends.get(name)?.() };
}

describe('the order', () => {
  const waiting = fc.record({
    write: fc.nat(3),
    near: fc.nat(20),
    soon: fc.nat(20),
    far: fc.nat(20),
  });

  it('gives near days the first turn and leaves nobody out for ever', () => {
    const counts = { near: 0, soon: 0, far: 0 };
    const always = { write: 0, near: 9, soon: 9, far: 9 };
    let passed: PassedOver = NOBODY_PASSED;
    for (let turn = 0; turn < 1_200; turn++) {
      const urgency = nextRead(always, passed);
      if (!urgency) throw new Error('Somebody waits');
      passed = countPassed(passed, always, urgency);
      counts[urgency] += 1;
    }
    expect(counts.near).toBeGreaterThan(700);
    expect(counts.soon).toBeGreaterThan(counts.far);
    expect(counts.far).toBeGreaterThan(80);
  });

  it('never picks who does not wait, and picks somebody whenever anybody does', () => {
    fc.assert(
      fc.property(fc.array(waiting, { maxLength: 60 }), (moments) => {
        let passed: PassedOver = NOBODY_PASSED;
        for (const moment of moments) {
          const urgency = nextRead(moment, passed);
          expect(urgency !== undefined).toBe(moment.near + moment.soon + moment.far > 0);
          if (!urgency) continue;
          expect(moment[urgency]).toBeGreaterThan(0);
          passed = countPassed(passed, moment, urgency);
        }
      }),
    );
  });
});

describe('the pace', () => {
  it('is never passed in any stretch of time, however the asking comes', () => {
    const arrivals = fc.array(fc.record({ afterMs: fc.nat(400), isWrite: fc.boolean() }), {
      minLength: 1,
      maxLength: 80,
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), arrivals, (perSecond, asked) => {
        const pace = paceOf(perSecond);
        let bucket = { tokens: pace.brim, filledAt: 0 };
        let now = 0;
        const starts: number[] = [];
        for (const { afterMs, isWrite } of asked) {
          now += afterMs;
          bucket = fill(bucket, pace, now);
          now += msUntil(bucket, pace, tokensNeeded(pace, isWrite));
          bucket = spend(fill(bucket, pace, now));
          starts.push(now);
          expect(bucket.tokens).toBeGreaterThan(isWrite ? -0.001 : pace.reserve - 0.001);
        }
        starts.forEach((first, i) =>
          starts.slice(i).forEach((last, count) => {
            expect(count + 1).toBeLessThanOrEqual(pace.brim + ((last - first) / 1_000) * perSecond + 0.001);
          }),
        );
      }),
    );
  });
});

describe('the budget', () => {
  it('lets so many readings run at once, and a write beside them', async () => {
    const { ask, started, turn, end } = openBudget(100, 2);
    void ask('one', 'near');
    void ask('two', 'near');
    void ask('three', 'near');
    void ask('write', 'write');
    await turn();
    expect(started).toEqual(['one', 'two', 'write']);
    end('one');
    await turn();
    expect(started).toEqual(['one', 'two', 'write', 'three']);
  });

  it('sends the urgent first when the pace is the limit', async () => {
    const { quick, started, pass } = openBudget(2);
    for (const name of ['f1', 'f2', 'f3', 'f4']) void quick(name, 'far');
    void quick('s1', 'soon');
    void quick('n1', 'near');
    void quick('w1', 'write');
    await pass(5_000);
    expect(started).toEqual(['f1', 'w1', 'n1', 's1', 'f2', 'f3', 'f4']);
  });

  it('never makes three writes wait because readings have used up the pace', async () => {
    const { quick, started, turn } = openBudget(1);
    for (let n = 0; n < 20; n++) void quick(`n${n}`, 'near');
    for (const name of ['w1', 'w2', 'w3']) void quick(name, 'write');
    await turn();
    expect(started.filter((name) => name.startsWith('w'))).toEqual(['w1', 'w2', 'w3']);
  });

  it('keeps to its requests a second', async () => {
    const { quick, started, pass } = openBudget(8);
    for (let n = 0; n < 200; n++) void quick(String(n), 'near');
    await pass(10_000);
    expect(started.length).toBeGreaterThanOrEqual(80);
    expect(started.length).toBeLessThanOrEqual(88);
    expect(started).toEqual(Array.from({ length: started.length }, (_, n) => String(n)));
  });

  it('drops who gives up waiting, and does not do their work', async () => {
    const { ask, started, turn, end } = openBudget(100, 1);
    const stop = new AbortController();
    void ask('one', 'near');
    const waiting = ask('two', 'near', stop.signal);
    void ask('three', 'near');
    await turn();
    stop.abort();
    expect(await waiting).toMatchObject({ ok: false, failure: { kind: 'stopped' } });
    end('one');
    await turn();
    expect(started).toEqual(['one', 'three']);
    expect(await ask('four', 'near', AbortSignal.abort())).toMatchObject({ failure: { kind: 'stopped' } });
  });

  it('turns everybody away while the EHR wants to be left alone, then goes on', async () => {
    const { budget, ask, quick, started, turn, pass } = openBudget(100, 1);
    void ask('one', 'near');
    const waiting = ask('two', 'near');
    await turn();
    budget.holdOff(30_000);
    expect(await waiting).toMatchObject({ failure: { kind: 'busy', retryAfterMs: 30_000 } });
    await pass(10_000);
    expect(await quick('write', 'write')).toMatchObject({ failure: { kind: 'busy', retryAfterMs: 20_000 } });
    await pass(20_000);
    expect(await quick('later', 'write')).toEqual({ ok: true, value: 'later' });
    expect(started).toEqual(['one', 'later']);
  });

  it('gives a place back when the work throws', async () => {
    const { budget, quick, turn } = openBudget(100, 1);
    await expect(budget.run({ urgency: 'near' }, () => Promise.reject(new Error('broken')))).rejects.toThrow(
      'broken',
    );
    const next = quick('next', 'near');
    await turn();
    expect(await next).toEqual({ ok: true, value: 'next' });
  });

  it('when closed turns away those who wait and those who come', async () => {
    const { budget, ask, turn } = openBudget(100, 1);
    void ask('one', 'near');
    const waiting = ask('two', 'far');
    await turn();
    budget.close();
    expect(await waiting).toMatchObject({ failure: { kind: 'stopped' } });
    expect(await ask('three', 'write')).toMatchObject({ failure: { kind: 'stopped' } });
    expect(budget.waiting()).toEqual({ write: 0, near: 0, soon: 0, far: 0 });
  });
});

describe('a burst of writes on one line', () => {
  /** As SystmOne is asked: a booking's calls one after the other, and a reading of two calls every 15 s. */
  async function rush(writers: number, isEven = true) {
    const { budget, clock, pass, turn } = openBudget(1 / 1.1, 1, isEven);
    const order: ('write' | 'near')[] = [];
    const ages: number[] = [];
    let isOver = false;
    const call = async (urgency: 'write' | 'near') => {
      const done = await budget.run({ urgency }, () => {
        order.push(urgency);
        return clock.sleep(200);
      });
      expect(done.ok).toBe(true);
    };
    const write = async () => {
      while (!isOver) await call('write');
    };
    const read = async () => {
      let last = clock.monotonicMs();
      while (!isOver) {
        const start = clock.monotonicMs();
        await call('near');
        await call('near');
        // The age that the reading before had when this one took its place.
        ages.push(clock.monotonicMs() - last);
        last = start;
        await clock.sleep(Math.max(0, start + 15_000 - clock.monotonicMs()));
      }
    };
    const all = [...Array.from({ length: writers }, write), read()];
    for (let second = 0; second < 600; second += 1) await pass(1_000);
    isOver = true;
    for (let second = 0; second < 60; second += 1) await pass(1_000);
    await turn();
    await Promise.all(all);
    return { order: order.join(' '), ages, writes: order.filter((one) => one === 'write').length };
  }

  it('never ages the near days to where the light says "late"', async () => {
    const { order, ages, writes } = await rush(6);
    const lateAfterMs = 15_000 + Math.max(10_000, 15_000 * 0.8);
    expect(ages.length).toBeGreaterThan(30);
    expect(Math.max(...ages)).toBeLessThan(lateAfterMs);
    // Writes keep the line: of seven turns at least five are theirs.
    expect(writes).toBeGreaterThan(600 / 1.1 / 1.4);
    expect(order).toContain('write write write write');
  });

  it('leaves the pace as it is: nobody starts within one spacing of another', async () => {
    const { budget, clock, pass } = openBudget(1, 1, true);
    const starts: number[] = [];
    const quick = (urgency: Urgency) =>
      void budget.run({ urgency }, () => Promise.resolve(starts.push(clock.monotonicMs())));
    for (let n = 0; n < 30; n += 1) quick('write');
    for (let n = 0; n < 4; n += 1) quick('near');
    for (let n = 0; n < 40; n += 1) await pass(1_000);
    expect(starts).toHaveLength(34);
    expect(starts.every((at, i) => i === 0 || at - (starts[i - 1] ?? 0) >= 999)).toBe(true);
  });

  it('lets a reading of two calls through after eight writes, and not before', async () => {
    const { ask, quick, started, pass, turn, end } = openBudget(1, 1, true);
    void ask('w0', 'write');
    await turn();
    for (let n = 1; n < 20; n += 1) void quick(`w${n}`, 'write');
    for (const name of ['n1', 'n2', 'n3']) void quick(name, 'near');
    void quick('far', 'far');
    end('w0');
    for (let n = 0; n < 30; n += 1) await pass(1_000);
    const expected = ['w0', 'w1', 'w2', 'w3', 'w4', 'w5', 'w6', 'w7', 'n1', 'n2'];
    expect(started.slice(0, 10)).toEqual(expected);
    expect(started.slice(10, 19)).toEqual(['w8', 'w9', 'w10', 'w11', 'w12', 'w13', 'w14', 'w15', 'n3']);
    expect(started.at(-1)).toBe('far');
  });

  it('is not held up where requests need not go one by one', async () => {
    const { quick, started, pass } = openBudget(2);
    for (let n = 0; n < 20; n += 1) void quick(`w${n}`, 'write');
    void quick('n', 'near');
    for (let n = 0; n < 30; n += 1) await pass(1_000);
    expect(started.indexOf('n')).toBe(20);
  });
});

describe('the even budget', () => {
  it('starts nobody beside another, nor within one spacing, however long a call takes; writes first', async () => {
    const { ask, end, pass, turn, started } = openBudget(1, 1, true);
    for (const [name, urgency] of [
      ['far', 'far'],
      ['near', 'near'],
      ['write 1', 'write'],
      ['write 2', 'write'],
    ] as const) {
      void ask(name, urgency);
    }
    await turn();
    expect(started).toEqual(['far']);
    await pass(10_000); // enough for ten, were anything saved up
    expect(started).toEqual(['far']);
    end('far');
    await turn();
    expect(started).toEqual(['far', 'write 1']);
    end('write 1');
    await pass(990);
    expect(started).toEqual(['far', 'write 1']);
    await pass(20);
    expect(started).toEqual(['far', 'write 1', 'write 2']);
    end('write 2');
    await pass(1_000);
    expect(started.at(-1)).toBe('near');
  });
});

describe('a turn that is taken before it is used', () => {
  it('holds up everybody else at an even pace, until it is used or given back', async () => {
    const { budget, pass, started, quick } = openBudget(1, 4, true);
    const taken = await budget.take({ urgency: 'write' });
    if (!taken.ok) throw new Error('no turn');
    void quick('reading', 'near');
    void quick('write', 'write');
    await pass(10_000);
    expect(started).toEqual([]);
    await taken.value.run(() => Promise.resolve(started.push('mine')));
    // It is over: giving it back as well must not make room for a second one.
    taken.value.release();
    await pass(100);
    expect(started).toHaveLength(2);
    await pass(5_000);
    expect(started.toSorted()).toEqual(['mine', 'reading', 'write']);
  });

  it('is given back unused, and fails when the budget is closed or held off', async () => {
    const { budget, pass, started, quick } = openBudget(1, 4, true);
    const taken = await budget.take({ urgency: 'write' });
    void quick('reading', 'near');
    if (taken.ok) taken.value.release();
    await pass(2_000);
    expect(started).toEqual(['reading']);
    budget.holdOff(60_000);
    expect(await budget.take({ urgency: 'write' })).toMatchObject({ failure: { kind: 'busy' } });
    budget.close();
    expect(await budget.take({ urgency: 'write' })).toMatchObject({ failure: { kind: 'stopped' } });
  });
});
