// The engine that decides what patients are offered: each reason in a table, and its rules over random moments.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  type OfferFacts,
  offerContext,
  withoutClaim,
  withoutHold,
} from '../../../src/main/offer/offer-context.ts';
import { type OfferableSlot, offerSlot } from '../../../src/main/offer/offer-slot.ts';
import { COMMAND_STATES } from '../../../src/shared/domain/command.ts';
import { type BookingId, type HoldId, asId } from '../../../src/shared/domain/ids.ts';
import { SLOT_STATUSES } from '../../../src/shared/domain/slot.ts';
import {
  type LocalDay,
  MINUTE,
  SECOND,
  addDays,
  asInstant,
  endOfDay,
  later,
} from '../../../src/shared/domain/time.ts';
import { typeId } from '../../support/diary-of-rows.ts';
import { NOW, PACE, TODAY, TOMORROW, at, facts, slotAt } from './facts.ts';

const codes = (slot: OfferableSlot, more: Partial<OfferFacts> = {}): string[] =>
  offerSlot(slot, offerContext(facts(more))).hidden.map(({ code }) => code);

const good = slotAt(TOMORROW, '09:10');
const holdId = asId<HoldId>('h1');
const bookingId = asId<BookingId>('b1');

describe('what is offered', () => {
  it('is an open slot of an active type, read lately, and says as of when', () => {
    const verdict = offerSlot(good, offerContext(facts()));
    expect(verdict).toEqual({ slotId: good.id, isOffered: true, hidden: [], asOf: later(NOW, -20 * SECOND) });
  });

  it.each<[string, OfferableSlot, Partial<OfferFacts>, string[]]>([
    ['a type that is off', { ...good, slotTypeId: typeId('nurse') }, {}, ['type-not-active']],
    ['booked', { ...good, status: 'booked' }, {}, ['booked']],
    ['blocked', { ...good, status: 'blocked' }, {}, ['blocked']],
    ['embargoed', { ...good, status: 'embargoed' }, {}, ['embargoed']],
    ['a status nobody knows', { ...good, status: 'unknown' }, {}, ['status-unknown']],
    ['withdrawn', { ...good, removedAt: NOW }, {}, ['withdrawn']],
    ['past', slotAt(TODAY, '09:50'), {}, ['in-the-past']],
    ['starting this moment', slotAt(TODAY, '10:00'), {}, ['in-the-past']],
    ['within the notice', slotAt(TODAY, '10:29'), {}, ['too-soon']],
    ['just outside the notice', slotAt(TODAY, '10:30'), {}, []],
    ['the last day of the horizon, unread', slotAt(addDays(TODAY, 28), '09:00'), {}, ['not-read-yet']],
    ['beyond the horizon', slotAt(addDays(TODAY, 29), '09:00'), {}, ['beyond-horizon', 'not-read-yet']],
    ['held', good, { holds: [{ id: holdId, slotId: good.id, expiresAt: later(NOW, MINUTE) }] }, ['held']],
    ['held until now', good, { holds: [{ id: holdId, slotId: good.id, expiresAt: NOW }] }, []],
    [
      'given back',
      good,
      { holds: [{ id: holdId, slotId: good.id, expiresAt: later(NOW, MINUTE), endedAt: NOW }] },
      [],
    ],
    ['an unread day', slotAt(addDays(TODAY, 5), '09:00'), {}, ['not-read-yet']],
    ['a queue too long', good, { isQueueTooLong: true }, ['queue-too-long']],
    ['a clock that is wrong', good, { isClockWrong: true }, ['clock-wrong']],
    ['no key to patients’ details', good, { isKeyMissing: true }, ['key-unavailable']],
  ])('%s', (_name, slot, more, expected) => {
    expect(codes(slot, more)).toEqual(expected);
  });

  it.each(COMMAND_STATES.map((state) => [state]))('a command that is %s', (state) => {
    const claims = [{ slotId: good.id, bookingId, state }];
    const isOver = ['conflict', 'rejected', 'expired', 'undone', 'cancelled-by-practice'].includes(state);
    expect(codes(good, { claims })).toEqual(isOver ? [] : ['being-booked']);
  });

  it('counts the age from the start of the reading, against the limit of the day', () => {
    const read = (ageMs: number, day: LocalDay) => ({
      days: [{ day, countsReadAt: NOW, slotsReadAt: later(NOW, -ageMs), state: 'whole' as const }],
    });
    const [soon, far] = [addDays(TODAY, 2), addDays(TODAY, 15)];
    expect(codes(good, read(90 * SECOND, TOMORROW))).toEqual([]);
    expect(codes(good, read(90 * SECOND + 1, TOMORROW))).toEqual(['reading-too-old']);
    expect(codes(slotAt(soon, '09:00'), read(5 * MINUTE, soon))).toEqual([]);
    expect(codes(slotAt(soon, '09:00'), read(5 * MINUTE + 1, soon))).toEqual(['reading-too-old']);
    expect(codes(slotAt(far, '09:00'), read(15 * MINUTE, far))).toEqual([]);
    expect(codes(slotAt(far, '09:00'), read(15 * MINUTE + 1, far))).toEqual(['reading-too-old']);
  });

  it('does not take a reading from the future for a fresh one: the clock was set back', () => {
    const days = [
      { day: TOMORROW, countsReadAt: NOW, slotsReadAt: later(NOW, MINUTE), state: 'whole' as const },
    ];
    expect(codes(good, { days })).toEqual(['reading-too-old']);
  });

  it('offers nothing of a type from rows that are older than its switching on', () => {
    const switched = (ms: number) => ({
      slotTypes: [{ id: typeId('gp'), isActive: true, switchedAt: later(NOW, ms) }],
    });
    expect(codes(good, switched(-21 * SECOND))).toEqual([]);
    expect(codes(good, switched(-19 * SECOND))).toEqual(['not-read-yet']);
  });

  it('offers nothing of a suspect day, however fresh', () => {
    const days = [
      { day: TOMORROW, countsReadAt: NOW, slotsReadAt: NOW, state: 'suspect' as const, suspectSince: NOW },
    ];
    expect(codes(good, { days })).toEqual(['reading-suspect']);
  });

  it('gives every reason, not the first', () => {
    const slot = { ...slotAt(TODAY, '10:10'), slotTypeId: typeId('nurse'), status: 'blocked' as const };
    const days = [
      {
        day: TODAY,
        countsReadAt: NOW,
        slotsReadAt: later(NOW, -MINUTE * 9),
        state: 'suspect' as const,
        suspectSince: NOW,
      },
    ];
    const holds = [{ id: holdId, slotId: slot.id, expiresAt: later(NOW, MINUTE) }];
    const claims = [{ slotId: slot.id, bookingId, state: 'unknown' as const }];
    expect(codes(slot, { days, holds, claims, isQueueTooLong: true, isClockWrong: true })).toEqual([
      'type-not-active',
      'blocked',
      'too-soon',
      'held',
      'being-booked',
      'reading-suspect',
      'reading-too-old',
      'clock-wrong',
      'queue-too-long',
    ]);
  });

  it('lets a patient see past their own hold and their own booking, and no further', () => {
    const holds = [{ id: holdId, slotId: good.id, expiresAt: later(NOW, MINUTE) }];
    const claims = [{ slotId: good.id, bookingId, state: 'ready' as const }];
    const context = offerContext(facts({ holds, claims }));
    const hidden = (c: typeof context) => offerSlot(good, c).hidden.map(({ code }) => code);
    expect(hidden(withoutHold(context, holdId))).toEqual(['being-booked']);
    expect(hidden(withoutHold(context, asId<HoldId>('another')))).toEqual(['held', 'being-booked']);
    expect(hidden(withoutClaim(withoutHold(context, holdId), bookingId))).toEqual([]);
  });

  it('knows the days on which the clocks change', () => {
    // 28 March 2027 has 23 hours, 31 October 2027 has 25: the horizon counts days, not hours.
    for (const change of ['2027-03-28', '2027-10-31'] as LocalDay[]) {
      const now = later(endOfDay(addDays(change, -1)), -MINUTE);
      const last = addDays(addDays(change, -1), PACE.horizonDays);
      const days = [last, addDays(last, 1)].map((day) => ({
        day,
        countsReadAt: now,
        slotsReadAt: now,
        state: 'whole' as const,
      }));
      expect(codes(slotAt(last, '23:50'), { now, days })).toEqual([]);
      expect(codes(slotAt(addDays(last, 1), '00:10'), { now, days })).toEqual(['beyond-horizon']);
    }
  });
});

const anyDay = fc.integer({ min: -2, max: 32 }).map((ahead) => addDays(TODAY, ahead));
const anySlot = fc.record({
  day: anyDay,
  minutes: fc.integer({ min: 0, max: 1430 }),
  status: fc.constantFrom(...SLOT_STATUSES),
  type: fc.constantFrom('gp', 'nurse', 'other'),
  isRemoved: fc.boolean(),
});
const anyFacts = fc.record({
  ageMs: fc.integer({ min: -60_000, max: 20 * MINUTE }),
  isSuspect: fc.boolean(),
  isRead: fc.boolean(),
  isHeld: fc.boolean(),
  state: fc.constantFrom(undefined, ...COMMAND_STATES),
  minNoticeMinutes: fc.integer({ min: 0, max: 3_000 }),
  isQueueTooLong: fc.boolean(),
});

describe('properties', () => {
  it('offered means no reason, and every offer is one that no rule of the practice forbids', () => {
    fc.assert(
      fc.property(anySlot, anyFacts, (s, f) => {
        const clock = `${String(Math.floor(s.minutes / 60)).padStart(2, '0')}:${String(s.minutes % 60).padStart(2, '0')}`;
        const slot = slotAt(s.day, clock, {
          status: s.status,
          slotTypeId: typeId(s.type),
          ...(s.isRemoved ? { removedAt: NOW } : {}),
        });
        const readAt = later(NOW, -f.ageMs);
        const context = offerContext(
          facts({
            minNoticeMinutes: f.minNoticeMinutes,
            isQueueTooLong: f.isQueueTooLong,
            days: f.isRead
              ? [
                  {
                    day: s.day,
                    countsReadAt: readAt,
                    slotsReadAt: readAt,
                    state: f.isSuspect ? 'suspect' : 'whole',
                  },
                ]
              : [],
            holds: f.isHeld ? [{ id: holdId, slotId: slot.id, expiresAt: later(NOW, 1) }] : [],
            claims: f.state ? [{ slotId: slot.id, bookingId, state: f.state }] : [],
          }),
        );
        const { isOffered, hidden } = offerSlot(slot, context);
        expect(isOffered).toBe(hidden.length === 0);
        expect(new Set(hidden.map(({ code }) => code)).size).toBe(hidden.length);
        if (!isOffered) return;
        expect([slot.status, slot.slotTypeId, slot.removedAt]).toEqual(['open', 'gp', undefined]);
        expect(f.isRead && !f.isSuspect && !f.isHeld && !f.isQueueTooLong).toBe(true);
        expect(f.ageMs).toBeLessThanOrEqual(15 * MINUTE);
        expect(slot.startsAt).toBeGreaterThanOrEqual(NOW + f.minNoticeMinutes * MINUTE);
        expect(slot.day <= addDays(TODAY, 28)).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });

  it('an offer never comes back by itself as time goes on', () => {
    const isOffered = (ms: number): boolean =>
      offerSlot(good, offerContext(facts({ now: asInstant(NOW + ms) }))).isOffered;
    const offeredAt = Array.from({ length: 200 }, (_, i) => isOffered(i * SECOND));
    expect(offeredAt.indexOf(false)).toBe(71); // 20 s old at first, 90 s at most
    expect(offeredAt.lastIndexOf(true)).toBe(70);
  });

  it('is not shaken by a slot at any minute of a day', () => {
    for (let minutes = 0; minutes < 1_440; minutes += 1) {
      const slot = { ...good, startsAt: later(at(TOMORROW, '00:00'), minutes * MINUTE) };
      expect(offerSlot(slot, offerContext(facts())).isOffered).toBe(true);
    }
  });
});
