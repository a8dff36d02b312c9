/**
 * Clocks that disagree, that are set while something waits, and PCs that slept: what is decided by the time of day, at every
 * ten seconds from ten minutes behind to ten minutes ahead.
 */
import { describe, expect, test } from 'vitest';

import { planCancellation, sendNotBefore } from '../../../src/main/bookings/decide-change.ts';
import { deadlineOf } from '../../../src/main/bookings/decide-request.ts';
import { offerContext } from '../../../src/main/offer/offer-context.ts';
import { offerSlot } from '../../../src/main/offer/offer-slot.ts';
import { isDue, isTooLate, untilNextTurn } from '../../../src/main/outbox/choose-turns.ts';
import { LONGEST_WAIT_MS } from '../../../src/main/outbox/next-attempt.ts';
import { faultOfClock } from '../../../src/main/sync/run-cycle.ts';
import { lookAt, newsBetween } from '../../../src/main/sync/watch-time.ts';
import { isClockWrong, isFresh } from '../../../src/shared/domain/freshness.ts';
import {
  DAY,
  HOUR,
  type Instant,
  MINUTE,
  SECOND,
  addDays,
  asInstant,
  dayOf,
  later,
} from '../../../src/shared/domain/time.ts';
import { typeId } from '../../support/diary-of-rows.ts';
import { sampleBooking, sampleCommand } from '../../support/store-samples.ts';
import { NOW, TOMORROW, facts, slotAt } from '../offer/facts.ts';

const STEPS = Array.from({ length: 121 }, (_, index) => (index - 60) * 10 * SECOND);
const LIMIT_MS = 4 * MINUTE;
const codesOf = (slot: ReturnType<typeof slotAt>, more: Parameters<typeof facts>[0]) =>
  offerSlot(slot, offerContext(facts(more))).hidden.map(({ code }) => code);

describe('a clock that is not the EHR’s @hazard:H32', () => {
  test('nothing is offered and no reading believed past four minutes either way, and the side is told right', () => {
    for (const skewMs of STEPS) {
      const isTooMuch = Math.abs(skewMs) > LIMIT_MS;
      expect([skewMs, isClockWrong(skewMs)]).toEqual([skewMs, isTooMuch]);
      const side = skewMs > 0 ? 'behind EMIS Web' : 'ahead of EMIS Web';
      expect(faultOfClock(skewMs, 'EMIS Web')?.message.includes(side)).toBe(isTooMuch ? true : undefined);
      const asked = { isClockWrong: isClockWrong(skewMs) };
      expect(codesOf(slotAt(TOMORROW, '09:00'), asked)).toEqual(isTooMuch ? ['clock-wrong'] : []);
    }
  });
});

describe('a clock that is set', () => {
  test('a reading from what is now the future is never fresh, so nothing of it is offered @hazard:H14', () => {
    for (const stepMs of STEPS) {
      const readAt = later(NOW, -20 * SECOND);
      const now = later(NOW, stepMs);
      const shouldBe = readAt <= later(now, 5 * SECOND) && now - readAt <= 90 * SECOND;
      expect([stepMs, isFresh(readAt, now, 90 * SECOND)]).toEqual([stepMs, shouldBe]);
      expect([stepMs, codesOf(slotAt(TOMORROW, '09:00'), { now }).length === 0]).toEqual([stepMs, shouldBe]);
    }
  });

  /** Real milliseconds until it has its turn, when the clock is set by `stepMs` after `afterMs`. */
  function waitOf(waitMs: number, afterMs: number, stepMs: number): number {
    const command = { ...sampleCommand('one', 'slot'), attempts: 1, state: 'unknown' as const };
    const waiting = {
      ...command,
      createdAt: NOW,
      startsAt: later(NOW, 2 * DAY),
      deadline: later(NOW, DAY),
      notBefore: later(NOW, waitMs),
    };
    const clockAt = (ms: number): Instant => later(NOW, ms + (ms >= afterMs ? stepMs : 0));
    let ms = 0;
    for (let looks = 0; looks < 10_000; looks += 1) {
      if (isDue(waiting, clockAt(ms))) return ms;
      // The loop looks at least every few seconds, whatever the clock said when it went to sleep.
      ms += Math.max(1, untilNextTurn([waiting], clockAt(ms), 5 * SECOND));
    }
    throw new Error('It never had its turn');
  }

  test('whatever waits is never held longer than the longest wait, however far back the clock was set @hazard:H08', () => {
    for (const stepMs of [...STEPS, -HOUR, -DAY, -365 * DAY]) {
      for (const waitMs of [250, 10 * SECOND, MINUTE, LONGEST_WAIT_MS]) {
        for (const afterMs of [0, waitMs / 2]) {
          const waited = waitOf(waitMs, afterMs, stepMs);
          expect(waited).toBeLessThanOrEqual(afterMs + LONGEST_WAIT_MS + 5 * SECOND);
          if (stepMs === 0) expect(waited).toBeGreaterThanOrEqual(waitMs);
        }
      }
    }
  });

  test('set forward past its deadline, what was never sent ends, and what may have been is still read back', () => {
    const deadline = later(NOW, 30 * MINUTE);
    const command = { ...sampleCommand('one', 'slot'), attempts: 0, deadline, notBefore: NOW };
    for (const stepMs of STEPS.map((step) => step * 6)) {
      const now = later(NOW, stepMs);
      expect(isTooLate({ ...command, state: 'ready' }, now)).toBe(now >= deadline);
      expect(isTooLate({ ...command, state: 'sending' }, now)).toBe(false);
      expect(isTooLate({ ...command, state: 'unknown' }, now)).toBe(false);
    }
  });
});

describe('a PC that slept @hazard:H26', () => {
  const before = lookAt(NOW, 0);
  const newsAfter = (wallMs: number, monotonicMs: number) =>
    newsBetween(before, lookAt(later(NOW, wallMs), monotonicMs), 2 * SECOND).filter(
      (news) => news !== 'new-day',
    );

  test('is noticed whether or not its monotonic clock slept too', () => {
    for (const sleptMs of [10 * SECOND, MINUTE, HOUR, 3 * DAY]) {
      expect(newsAfter(sleptMs, 2 * SECOND)).toEqual(['woke-up']);
      expect(newsAfter(sleptMs, sleptMs)).toEqual(['woke-up']);
    }
  });

  test('a clock that was set is told from one that only ticks', () => {
    for (const stepMs of STEPS) {
      const news = newsAfter(2 * SECOND + stepMs, 2 * SECOND);
      if (stepMs < -5 * SECOND) expect(news).toEqual(['clock-set-back']);
      else expect(news).toEqual(stepMs > 5 * SECOND ? ['woke-up'] : []);
    }
  });
});

describe('notice and deadlines across the changes of the clocks @hazard:H11', () => {
  const CHANGES = ['2026-03-29', '2026-10-25', '2027-03-28', '2027-10-31', '2028-03-26', '2028-10-29'].map(
    (day) => Date.parse(`${day}T01:00Z`),
  );
  const NOTICES = [0, 30, 180, 24 * 60];

  test.each(CHANGES)(
    'around %i they are lengths of time, not differences of two clocks on the wall',
    (change) => {
      for (let start = change - 12 * HOUR; start <= change + 30 * HOUR; start += HOUR) {
        const startsAt = asInstant(start);
        for (const minNoticeMinutes of NOTICES) {
          const last = later(startsAt, -Math.max(1, minNoticeMinutes * MINUTE));
          const day = dayOf(startsAt);
          const slot = { ...slotAt(TOMORROW, '09:00'), day, startsAt };
          const codesAt = (now: Instant) => {
            const read = { day, countsReadAt: now, slotsReadAt: now, state: 'whole' as const };
            return codesOf(slot, { now, days: [read], minNoticeMinutes, slotTypes: [active] });
          };
          expect(codesAt(last)).toEqual([]);
          expect(codesAt(later(last, 1))).toEqual([minNoticeMinutes === 0 ? 'in-the-past' : 'too-soon']);
          expect(deadlineOf(startsAt, later(last, -HOUR), minNoticeMinutes)).toBe(later(last, -30 * MINUTE));
          expect(deadlineOf(startsAt, later(last, -10 * MINUTE), minNoticeMinutes)).toBe(
            later(startsAt, -minNoticeMinutes * MINUTE),
          );
        }
      }
    },
  );
  const active = { id: typeId('gp'), isActive: true };

  test.each(CHANGES)(
    'around %i patients may cancel until the cut-off and reception until the start',
    (change) => {
      for (let start = change - 12 * HOUR; start <= change + 30 * HOUR; start += HOUR) {
        const startsAt = asInstant(start);
        const { slot, id, createdAt } = sampleBooking('one');
        const booking = {
          ...{ id, createdAt, stateAt: createdAt, state: 'confirmed' as const, revision: 1 },
          slot: { ...slot, startsAt },
        };
        for (const cutOffMinutes of [0, 60, 24 * 60]) {
          const isAllowed = (by: 'patient' | 'reception', now: Instant) =>
            planCancellation({ booking, command: undefined, replacement: undefined, by, now, cutOffMinutes })
              .ok;
          const cutOff = later(startsAt, -cutOffMinutes * MINUTE);
          expect(isAllowed('patient', later(cutOff, -1))).toBe(true);
          expect(isAllowed('patient', cutOff)).toBe(false);
          expect(isAllowed('reception', later(startsAt, -1))).toBe(true);
          expect(isAllowed('reception', startsAt)).toBe(false);
        }
      }
    },
  );

  test('the time to take something back never eats the time to send it, nor more than the longest wait', () => {
    for (const leftMs of [0, 10 * SECOND, 30 * SECOND, 45 * SECOND, MINUTE, HOUR]) {
      for (const undoSeconds of [0, 10, 120]) {
        const until = sendNotBefore(NOW, later(NOW, leftMs), undoSeconds) - NOW;
        expect(until).toBeGreaterThanOrEqual(0);
        expect(until).toBeLessThanOrEqual(Math.min(undoSeconds * SECOND, Math.max(0, leftMs - 30 * SECOND)));
        expect(until).toBeLessThan(LONGEST_WAIT_MS);
        if (leftMs === HOUR) expect(until).toBe(undoSeconds * SECOND);
      }
    }
  });

  test('the days of the diary go on by the calendar, 23 and 25 hours long twice a year', () => {
    for (const [index, change] of CHANGES.entries()) {
      const day = dayOf(asInstant(change));
      const noonBefore = change - 13 * HOUR;
      const hours = index % 2 === 0 ? 23 : 25;
      expect(dayOf(asInstant(noonBefore))).toBe(addDays(day, -1));
      expect(dayOf(asInstant(noonBefore + hours * HOUR))).toBe(day);
    }
  });
});
