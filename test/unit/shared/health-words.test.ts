// The light never says more than is known.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FAILURE_KINDS, failure } from '#shared/domain/failure.ts';
import { briefCauseOf, causeOf, remedyOf } from '#shared/domain/failure-words.ts';
import { HEALTH_STATES, type Health } from '#shared/domain/health.ts';
import { overallHealth } from '#shared/domain/health-words.ts';
import { MINUTE, SECOND, asInstant, instantOf, later } from '#shared/domain/time.ts';
import {
  countOf,
  formatAge,
  formatAtMost,
  formatCountdown,
  formatSince,
  formatSpan,
} from '#shared/domain/time-words.ts';

const NOW = asInstant(Number(instantOf('2026-05-12' as never, 10 * 60 + 49)));
const ehr = 'EMIS Web';
const read = (more: Partial<Health>): Health => ({
  part: 'read',
  state: 'in-step',
  since: later(NOW, -60 * MINUTE),
  lastSuccessAt: later(NOW, -4 * SECOND),
  failuresInARow: 0,
  ...more,
});
const light = (more: Partial<Parameters<typeof overallHealth>[0]>) =>
  overallHealth({ read: read({}), write: undefined, waiting: 0, ehr, now: NOW, ...more });
const signInRefused = failure('not-signed-in', 'EMIS Web answered 401.');

describe('the health light', () => {
  test('in step says how old the reading is', () => {
    expect(light({})).toEqual({
      state: 'in-step',
      label: 'In step',
      detail: 'read 4 s ago',
      words: 'In step · read 4 s ago',
    });
  });

  test('not in step says since when and why', () => {
    const broken = read({ state: 'not-in-step', since: later(NOW, -7 * MINUTE), failure: signInRefused });
    expect(light({ read: broken }).words).toBe('Not in step since 10:42 · EMIS Web sign-in refused');
  });

  test('nothing known is not known', () => {
    expect(light({ read: undefined }).state).toBe('unknown');
    expect(light({ read: read({ state: 'unknown' }) }).state).toBe('unknown');
    const { lastSuccessAt: _never, ...never } = read({});
    expect(light({ read: never }).state).toBe('unknown');
    expect(light({ read: { ...never, state: 'checking' } }).words).toBe(
      'Checking · first reading of EMIS Web under way',
    );
  });

  test('a success that has grown too old is late, though its row still says in step', () => {
    expect(light({ read: read({ lastSuccessAt: later(NOW, -2 * MINUTE) }) }).words).toBe(
      'Late · last read 2 min ago',
    );
    expect(
      light({ read: read({ lastSuccessAt: later(NOW, -2 * MINUTE) }), readLimitMs: 5 * MINUTE }).state,
    ).toBe('in-step');
  });

  test('a reading from the future is not believed', () => {
    expect(light({ read: read({ lastSuccessAt: later(NOW, MINUTE) }) }).state).toBe('late');
  });

  test('late through another part of the diary says what is wrong there', () => {
    const partly = read({
      state: 'late',
      since: later(NOW, -9 * MINUTE),
      failure: failure('not-complete', 'Cut.'),
    });
    expect(light({ read: partly }).words).toBe('Late since 10:40 · EMIS Web’s answer was not whole');
  });

  test('writing that fails is said although reading is fine', () => {
    const write: Health = {
      part: 'write',
      state: 'not-in-step',
      since: later(NOW, -7 * MINUTE),
      failure: signInRefused,
      failuresInARow: 1,
    };
    expect(light({ write }).words).toBe('Cannot write since 10:42 · EMIS Web sign-in refused');
  });

  test('a booking that waits too long is late; a short wait is not', () => {
    expect(light({ waiting: 2, oldestWaitingAt: later(NOW, -16 * MINUTE) }).words).toBe(
      'Late · 2 bookings waiting since 10:33',
    );
    expect(light({ waiting: 1, oldestWaitingAt: later(NOW, -MINUTE) }).state).toBe('in-step');
  });

  test('in step is said only of a reading that is known, fresh and in step', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...HEALTH_STATES),
        fc.option(fc.integer({ min: -60_000, max: 600_000 }), { nil: undefined }),
        fc.constantFrom(...HEALTH_STATES),
        (state, age, writing) => {
          const { lastSuccessAt: _none, ...rest } = read({ state });
          const reading = age === undefined ? rest : { ...rest, lastSuccessAt: later(NOW, -age) };
          const write: Health = { part: 'write', state: writing, since: NOW, failuresInARow: 0 };
          const said = overallHealth({ read: reading, write, waiting: 0, ehr, now: NOW });
          const isFine =
            state === 'in-step' &&
            age !== undefined &&
            age <= 90_000 &&
            age >= -5_000 &&
            writing !== 'not-in-step';
          expect(said.state === 'in-step').toBe(isFine);
        },
      ),
    );
  });
});

describe('failures in words', () => {
  test.each(FAILURE_KINDS)('%s: cause, meaning and remedy are whole sentences without jargon', (kind) => {
    const one = failure(kind, 'It said no');
    const { forPatients, doNext, who } = remedyOf(one, ehr);
    for (const sentence of [causeOf(one, ehr), forPatients, doNext]) {
      expect(sentence).toMatch(/^[A-Z“].*[.]$/);
      expect(sentence).not.toMatch(/!|outbox|watermark|sync|401|undefined/i);
    }
    expect(who.length).toBeGreaterThan(3);
    expect(briefCauseOf(one, ehr)).not.toMatch(/[.!]$/);
  });

  test('what the other side said is added only where our words say too little', () => {
    expect(causeOf(failure('refused', 'Slot is in use'), ehr)).toBe(
      'EMIS Web understood what was asked and said no. Slot is in use.',
    );
    expect(causeOf(failure('unreachable', 'ECONNREFUSED'), ehr)).toBe('This PC cannot reach EMIS Web.');
  });
});

describe('times in words', () => {
  test.each([
    [0, '0 s'],
    [59_999, '59 s'],
    [60_000, '1 min'],
    [3_599_999, '59 min'],
    [7_200_000, '2 h'],
    [86_400_000, '1 day'],
    [200_000_000, '2 days'],
    [-5_000, '0 s'],
  ])('an age of %d ms is %s', (ms, words) => expect(formatAge(ms)).toBe(words));

  test('a countdown ends at nothing', () => {
    expect([formatCountdown(247_000), formatCountdown(1), formatCountdown(-9)]).toEqual([
      '4:07',
      '0:01',
      '0:00',
    ]);
  });
  test('an upper bound is rounded up', () =>
    expect([formatAtMost(64_001), formatAtMost(121_000)]).toEqual(['65 s', '3 min']));
  test('a span is exact', () =>
    expect([formatSpan(90_000), formatSpan(900_000)]).toEqual(['90 s', '15 min']));
  test('another day is named', () => {
    expect(formatSince(later(NOW, -24 * 60 * MINUTE), NOW)).toBe('Mon 11 May 10:49');
  });
  test('one is one', () =>
    expect([countOf(1, 'slot'), countOf(0, 'slot'), countOf(2, 'is', 'are')]).toEqual([
      '1 slot',
      '0 slots',
      '2 are',
    ]));
});
