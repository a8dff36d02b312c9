// Every decision of a cancellation and about a kept booking as tables, and the promises that hold for all of them.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mayMove } from '#shared/domain/command.ts';
import { failure } from '#shared/domain/failure.ts';
import type { PulledSlot } from '#shared/domain/slot.ts';
import { MINUTE, SECOND, later } from '#shared/domain/time.ts';
import type { Doubt, SettlePolicy } from '../../../src/main/outbox/book/settle-book.ts';
import {
  settleCancelAnswer,
  settleCancelPreRead,
  settleCancelReadBack,
} from '../../../src/main/outbox/cancel/settle-cancel.ts';
import { settleKept } from '../../../src/main/outbox/kept/settle-kept.ts';
import { SIGHTINGS, type Sighting } from '../../../src/main/outbox/sight-slot.ts';
import { type Whereabouts, whereaboutsOf } from '../../../src/main/outbox/whereabouts.ts';
import { sampleSlot } from '../../support/store-samples.ts';

const policy: SettlePolicy = {
  ...{ settleMs: 60_000, agreeMs: 10_000, readBackEveryMs: 5_000, maxAttempts: 3 },
  sees: { provesNeverBooked: false, bookedSlots: true },
};
const doubt = (more: Partial<Doubt> = {}): Doubt => ({
  ...{ sinceSentMs: 61_000, attempts: 1, isBeforeDeadline: true, hasStarted: false },
  ...more,
});
const slot = sampleSlot('A', 9 * 60);
const seenAs = (sighting: Sighting, more: Partial<PulledSlot> = {}) => {
  const pulled: PulledSlot | undefined =
    sighting === 'gone' ? undefined : { ...slot, status: 'booked', ...more };
  const where = whereaboutsOf(sighting, pulled, slot.startsAt);
  return { sighting, where, attendance: pulled?.attendance };
};
const agreed = (sighting: Sighting) => doubt({ before: { sighting, agoMs: 10_000 } });
const patients = { isMove: false };
const ofMove = { isMove: true };

describe('where an appointment is', () => {
  test.each<[Sighting, Whereabouts]>([
    ['ours', 'there'],
    ['open', 'out'],
    ['open-with-traces', 'out'],
    ['another-patient', 'out'],
    ['changed', 'out'],
    ['was-ours', 'out'],
    ['gone', 'out'],
    ['same-patient', 'same-patient'],
    ['taken-unseen', 'taken-unseen'],
    ['our-token-on-another-patient', 'wrong-patient'],
  ])('%s: %s', (sighting, where) => expect(seenAs(sighting).where).toBe(where));

  test('at another time it has been moved, in its slot or away from it', () => {
    const startsAt = later(slot.startsAt, 10 * MINUTE);
    expect(seenAs('ours', { startsAt }).where).toBe('there-at-another-time');
    expect(seenAs('was-ours', { startsAt }).where).toBe('moved-away');
  });

  test('a closed slot with nobody in it holds nobody; one of unknown status may', () => {
    expect(seenAs('withheld', { status: 'blocked' }).where).toBe('out');
    expect(seenAs('withheld', { status: 'unknown' }).where).toBe('withheld');
  });
});

describe('the look before a cancellation', () => {
  test('sends only what is there, ours, at its time, not begun and not marked', () => {
    const sent = SIGHTINGS.filter(
      (sighting) => settleCancelPreRead(seenAs(sighting), patients, agreed(sighting), policy).kind === 'send',
    );
    expect(sent).toEqual(['ours']);
    const stands = { kind: 'move', to: 'conflict' };
    const startsAt = later(slot.startsAt, MINUTE);
    expect(
      settleCancelPreRead(seenAs('ours', { attendance: 'arrived' }), patients, doubt(), policy),
    ).toMatchObject(stands);
    expect(settleCancelPreRead(seenAs('ours', { startsAt }), patients, doubt(), policy)).toMatchObject(
      stands,
    );
    expect(settleCancelPreRead(seenAs('ours'), patients, doubt({ hasStarted: true }), policy)).toMatchObject(
      stands,
    );
    const two = settleCancelPreRead(seenAs('ours', { attendance: 'arrived' }), ofMove, doubt(), policy);
    expect(two).toMatchObject({ kind: 'move', to: 'review' });
  });

  test('that does not find it says so only when two agree', () => {
    expect(settleCancelPreRead(seenAs('open'), patients, doubt(), policy)).toEqual({
      kind: 'wait',
      waitMs: 10_000,
      counts: true,
    });
    const soon = doubt({ before: { sighting: 'open', agoMs: 4_000 } });
    expect(settleCancelPreRead(seenAs('open'), patients, soon, policy)).toEqual({
      kind: 'wait',
      waitMs: 6_000,
      counts: false,
    });
    expect(settleCancelPreRead(seenAs('open'), patients, agreed('open'), policy)).toMatchObject({
      to: 'confirmed',
    });
    expect(settleCancelPreRead(seenAs('open'), patients, agreed('gone'), policy)).toMatchObject({
      kind: 'wait',
    });
  });
});

describe('reading back a cancellation', () => {
  test('finds it out at once, and says that it stands never before the settle time', () => {
    const early = doubt({ sinceSentMs: 0 });
    expect(settleCancelReadBack(seenAs('open'), patients, early, policy)).toMatchObject({ to: 'confirmed' });
    expect(settleCancelReadBack(seenAs('ours'), patients, early, policy)).toMatchObject({
      kind: 'wait',
      counts: false,
    });
    expect(settleCancelReadBack(seenAs('ours'), patients, doubt(), policy)).toMatchObject({
      kind: 'wait',
      counts: true,
    });
  });

  test('that finds it still there sends it again, a few times', () => {
    const still = (more: Partial<Doubt>) =>
      settleCancelReadBack(seenAs('ours'), patients, { ...agreed('ours'), ...more }, policy);
    expect(still({ attempts: 2 })).toMatchObject({ to: 'ready' });
    expect(still({ attempts: 3 })).toMatchObject({ to: 'review' });
    expect(still({ attempts: 9, saidNo: 'not-now' })).toMatchObject({ to: 'ready', waitMs: 60_000 });
    expect(still({ hasStarted: true, isBeforeDeadline: false })).toMatchObject({ to: 'conflict' });
  });
});

test('no decision of a cancellation leaves the table, nor lets a move end unseen with two', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...SIGHTINGS),
      fc.constantFrom(...SIGHTINGS),
      fc.record({
        sinceSentMs: fc.integer({ min: 0, max: 120_000 }),
        agoMs: fc.integer({ min: 0, max: 20_000 }),
        attempts: fc.integer({ min: 0, max: 4 }),
        hasStarted: fc.boolean(),
        isMove: fc.boolean(),
        hasArrived: fc.boolean(),
        shift: fc.constantFrom(0, 5 * MINUTE),
      }),
      (sighting, before, { agoMs, isMove, hasArrived, shift, ...rest }) => {
        const startsAt = later(slot.startsAt, shift);
        const seen = seenAs(sighting, { startsAt, ...(hasArrived && { attendance: 'arrived' as const }) });
        const now = doubt({
          ...rest,
          isBeforeDeadline: !rest.hasStarted,
          before: { sighting: before, agoMs },
        });
        const decided = [
          ['ready', settleCancelPreRead(seen, { isMove }, now, policy)],
          ['unknown', settleCancelReadBack(seen, { isMove }, now, policy)],
        ] as const;
        for (const [from, settled] of decided) {
          if (settled.kind !== 'move') continue;
          expect(mayMove('cancel', from, settled.to)).toBe(true);
          if (isMove) expect(['conflict', 'rejected', 'expired']).not.toContain(settled.to);
          if (settled.to === 'confirmed') expect(seen.where).toBe('out');
        }
      },
    ),
  );
  const never = { class: 'not-applied', permanent: true, failure: failure('not-allowed', 'No.') } as const;
  expect(settleCancelAnswer(never, patients)).toMatchObject({ to: 'rejected' });
  expect(settleCancelAnswer(never, ofMove)).toMatchObject({ to: 'review' });
});

describe('a kept booking', () => {
  test.each([
    ['there', {}, 'kept'],
    ['same-patient', {}, 'kept'],
    ['taken-unseen', {}, 'unclear'],
    ['withheld', {}, 'unclear'],
    ['there-at-another-time', {}, 'shifted'],
    ['wrong-patient', {}, 'review'],
    ['there', { elsewhere: true }, 'review'],
    ['out', {}, 'look-again'],
    ['out', { outSinceMs: 4 * SECOND }, 'look-again'],
    ['out', { outSinceMs: 10 * SECOND }, 'cancelled'],
    ['out', { outSinceMs: 10 * SECOND, elsewhere: true }, 'shifted'],
    ['out', { outSinceMs: 10 * SECOND, hasStarted: true }, 'unclear'],
    ['moved-away', { outSinceMs: 10 * SECOND }, 'review'],
    ['out', { outSinceMs: 90 * SECOND, isDayInDoubt: true }, 'look-again'],
    ['moved-away', { outSinceMs: 90 * SECOND, isDayInDoubt: true }, 'look-again'],
    ['out', { isDayInDoubt: true, elsewhere: true }, 'shifted'],
  ] as const)('%s %o: %s', (where, more, kind) => {
    expect(settleKept({ where, hasStarted: false, ...more }).kind).toBe(kind);
  });
});
