// When a notice is tried again, and when it is of no use any more.
import { describe, expect, test } from 'vitest';

import { NOTICE_KINDS } from '#shared/domain/notice.ts';
import { DAY, MINUTE, SECOND, asInstant, later } from '#shared/domain/time.ts';
import { givesWay, isOldNews, isOver, nextTryAt } from '../../../src/main/notices/next-try.ts';

const NOW = asInstant(1_795_000_000_000);

describe('a notice that was not delivered', () => {
  test('waits longer each time, never less than half of the wait and never more than half an hour', () => {
    const waits = [0, 1, 2, 5, 20].map((attempts) => nextTryAt(NOW, attempts, 0) - NOW);
    expect(waits).toEqual([2.5 * SECOND, 5 * SECOND, 10 * SECOND, 80 * SECOND, 15 * MINUTE]);
    const longest = nextTryAt(NOW, 50, 0.999_999) - NOW;
    expect(longest).toBeLessThanOrEqual(30 * MINUTE);
    expect(longest).toBeGreaterThan(29 * MINUTE);
  });

  test('is over with its appointment', () => {
    const slot = { startsAt: NOW, durationMin: 10 };
    expect([isOver(slot, later(NOW, 10 * MINUTE - 1)), isOver(slot, later(NOW, 10 * MINUTE))]).toEqual([
      false,
      true,
    ]);
  });
});

describe('a notice that the other side refuses', () => {
  test('gives way to a later one of its booking after five times, and to nobody while none waits', () => {
    expect([0, 4, 5, 9].map((refusals) => givesWay(refusals, 1))).toEqual([false, false, true, true]);
    expect(givesWay(9, 0)).toBe(false);
  });
});

describe('a gateway that is set up today', () => {
  const old = (kind: (typeof NOTICE_KINDS)[number], attempts: number) => ({ kind, at: NOW, attempts });
  const tomorrow = later(NOW, DAY + 1);

  test('does not repeat what patients asked for themselves last week, and tells all bad news', () => {
    const told = NOTICE_KINDS.filter((kind) => !isOldNews(old(kind, 0), tomorrow));
    expect(told).toEqual([
      'not-booked',
      'not-cancelled',
      'cancelled-by-practice',
      'not-moved',
      'moved-by-practice',
    ]);
  });

  test('keeps trying what it has tried before, and what is fresh', () => {
    for (const kind of NOTICE_KINDS) {
      expect(isOldNews(old(kind, 1), later(NOW, 9 * DAY))).toBe(false);
      expect(isOldNews(old(kind, 0), later(NOW, DAY))).toBe(false);
    }
  });
});
