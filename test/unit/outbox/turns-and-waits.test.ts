// Whose turn it is, and how long until the next.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseTurns, isDue, isTooLate, untilNextTurn } from '../../../src/main/outbox/choose-turns.ts';
import {
  LONGEST_WAIT_MS,
  isOut,
  nextOutage,
  noOutage,
  waitAfterFailures,
} from '../../../src/main/outbox/next-attempt.ts';
import type { Command } from '../../../src/main/store/store.ts';
import type { CommandState } from '#shared/domain/command.ts';
import { failure } from '#shared/domain/failure.ts';
import { HOUR, MINUTE, SECOND, asInstant, later } from '#shared/domain/time.ts';
import { bookingId, commandId, sampleCommand, slotId } from '../../support/store-samples.ts';

const now = asInstant(1_000_000_000);
const command = (id: string, slot: string, more: Partial<Command> = {}): Command => ({
  ...sampleCommand(id, slot),
  state: 'ready',
  attempts: 0,
  notBefore: now,
  createdAt: now,
  deadline: later(now, HOUR),
  startsAt: later(now, 2 * HOUR),
  ...more,
});
const idsOf = (commands: readonly Command[]) => commands.map(({ id }) => id);

describe('turns', () => {
  test('the soonest appointment first, as many as there are places', () => {
    const waiting = [
      command('tomorrow', 'A', { startsAt: later(now, 24 * HOUR) }),
      command('today', 'B'),
      command('next week', 'C', { startsAt: later(now, 168 * HOUR) }),
    ];
    expect(idsOf(chooseTurns(waiting, now, [], 2))).toEqual(['today', 'tomorrow']);
    expect(chooseTurns(waiting, now, [], 0)).toEqual([]);
  });

  test('never two on one slot, and the first that asked goes first', () => {
    const anyCommands = fc.array(
      fc.record({
        slot: fc.constantFrom('A', 'B', 'C'),
        waits: fc.integer({ min: -1_000, max: 1_000 }),
        age: fc.integer({ min: 0, max: 1_000 }),
      }),
    );
    fc.assert(
      fc.property(anyCommands, fc.integer({ min: 0, max: 4 }), (asked, places) => {
        const waiting = asked.map(({ slot, waits, age }, index) =>
          command(`${index}`, slot, { notBefore: later(now, waits), createdAt: later(now, -age) }),
        );
        const busy = [{ commandId: commandId('busy'), slotId: slotId('B'), bookingId: bookingId('busy') }];
        const chosen = chooseTurns(waiting, now, busy, places);
        expect(chosen.length).toBeLessThanOrEqual(places);
        const slots = chosen.map((each) => each.slotId);
        expect(new Set(slots).size).toBe(slots.length);
        expect(slots).not.toContain('B');
        for (const each of chosen) {
          expect(isDue(each, now)).toBe(true);
          const rivals = waiting.filter((rival) => rival.slotId === each.slotId);
          expect(Math.min(...rivals.map(({ createdAt }) => createdAt))).toBe(each.createdAt);
        }
      }),
    );
  });

  test('never two at once of one booking', () => {
    const waiting = [
      command('1', 'A', { bookingId: bookingId('one') }),
      command('2', 'B', { bookingId: bookingId('one'), startsAt: later(now, 3 * HOUR) }),
      command('3', 'C', { bookingId: bookingId('two') }),
    ];
    expect(idsOf(chooseTurns(waiting, now, [], 4))).toEqual(['1', '3']);
    const busy = [{ commandId: commandId('0'), slotId: slotId('Z'), bookingId: bookingId('two') }];
    expect(idsOf(chooseTurns(waiting, now, busy, 4))).toEqual(['1']);
  });

  test('a wait longer than any that we ask for means that the clock was put back', () => {
    expect(isDue(command('1', 'A', { notBefore: later(now, MINUTE) }), now)).toBe(false);
    expect(isDue(command('1', 'A', { notBefore: later(now, LONGEST_WAIT_MS + 1) }), now)).toBe(true);
  });

  test.each<[CommandState, boolean]>([
    ['received', true],
    ['ready', true],
    ['sending', false],
    ['unknown', false],
    ['review', false],
  ])('past its deadline a command in %s expires: %s', (state, expires) => {
    expect(isTooLate(command('1', 'A', { state, deadline: now }), now)).toBe(expires);
    expect(isTooLate(command('1', 'A', { state, deadline: later(now, 1) }), now)).toBe(false);
  });

  test('the nap ends with the next wait or deadline, never later than it may', () => {
    const waits = command('1', 'A', {
      notBefore: later(now, 20 * SECOND),
      deadline: later(now, 12 * SECOND),
    });
    expect(untilNextTurn([waits], now, 30_000)).toBe(12_000);
    expect(untilNextTurn([{ ...waits, state: 'unknown' }], now, 30_000)).toBe(20_000);
    // One that is due but has no place is woken by the turn that ends, not by a nap of no time.
    expect(untilNextTurn([command('2', 'B')], now, 30_000)).toBe(30_000);
  });
});

describe('waits', () => {
  test('grow with the failures, keep what the EHR asks for, and are never longer than the longest', () => {
    expect(waitAfterFailures(1, 0.999)).toBeLessThanOrEqual(1_000);
    expect(waitAfterFailures(50, 0.999)).toBeGreaterThan(29_000);
    expect(waitAfterFailures(1, 0, 7_000)).toBe(7_000);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.integer({ min: 0, max: 100 * HOUR }),
        (inARow, fraction, asked) => {
          const wait = waitAfterFailures(inARow, fraction, asked);
          expect(wait).toBeGreaterThanOrEqual(250);
          expect(wait).toBeLessThanOrEqual(LONGEST_WAIT_MS);
        },
      ),
    );
  });

  test('an outage begins with the third failure in a row and ends with any answer', () => {
    const gone = failure('unreachable', 'EMIS Web could not be reached.');
    const odd = failure('not-understood', 'An odd answer.');
    let outage = noOutage;
    for (const why of [gone, gone, odd]) outage = nextOutage(outage, why, 0, 0.5);
    expect(isOut(outage)).toBe(false);
    outage = nextOutage(outage, gone, 1_000, 0.5);
    expect(isOut(outage)).toBe(true);
    expect(outage.quietUntilMs).toBeGreaterThan(1_000);
    expect(isOut(nextOutage(outage, undefined, 2_000, 0.5))).toBe(false);
  });

  test('an outage begins as well when half of the last ten failed, and ends with the next answer', () => {
    const gone = failure('timed-out', 'EMIS Web did not answer in time.');
    let outage = noOutage;
    for (const why of [gone, undefined, gone, undefined, gone, undefined, gone, undefined]) {
      outage = nextOutage(outage, why, 0, 0.5);
      expect(isOut(outage)).toBe(false);
    }
    outage = nextOutage(outage, gone, 1_000, 0.5);
    expect(isOut(outage)).toBe(true);
    expect(outage.quietUntilMs).toBeGreaterThan(2_000);
    outage = nextOutage(outage, undefined, 9_000, 0.5);
    expect(isOut(outage)).toBe(false);
    expect(isOut(nextOutage(outage, gone, 9_500, 0.5))).toBe(false);
  });

  test('failures among many answers are no outage', () => {
    const gone = failure('timed-out', 'EMIS Web did not answer in time.');
    let outage = noOutage;
    for (let call = 0; call < 60; call += 1) {
      outage = nextOutage(outage, call % 3 === 0 ? gone : undefined, call, 0.5);
      expect(isOut(outage)).toBe(false);
    }
  });
});
