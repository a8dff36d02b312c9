// What happens before anything is sent: holds, the checks of a request, repeats, the lock-out and the private link.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { BookingRequest } from '../../src/main/bookings/request-booking.ts';
import type { Failure } from '#shared/domain/failure.ts';
import { asId, type HoldId } from '#shared/domain/ids.ts';
import type { Outcome } from '#shared/domain/outcome.ts';
import { HOUR, MINUTE, SECOND, later } from '#shared/domain/time.ts';
import {
  A,
  REASON,
  SLOTS,
  type SmallPractice,
  readDiary,
  smallPractice,
  valueOf,
} from '../support/outbox-practice.ts';
import { dayAt, identity } from '../support/store-samples.ts';

const B = SLOTS[1] ?? A;
const kindOf = (outcome: Outcome<unknown>): Failure['kind'] | undefined =>
  outcome.ok ? undefined : outcome.failure.kind;
const born = (day: string) => ({ ...identity(), dateOfBirth: dayAt(day) });

let practice: SmallPractice;
beforeEach(() => {
  practice = smallPractice();
});
afterEach(() => practice.close());

describe('a hold', () => {
  test('keeps the slot from everybody else, and is used up by its booking', () => {
    const hold = valueOf(practice.holds.hold(A));
    expect(hold.expiresAt - hold.createdAt).toBe(10 * MINUTE);
    expect(kindOf(practice.holds.hold(A))).toBe('slot-taken');
    expect(kindOf(practice.ask({ slotId: A }))).toBe('slot-taken');
    expect(kindOf(practice.ask({ holdId: hold.id }))).toBeUndefined();
    expect(kindOf(practice.ask({ holdId: hold.id }))).toBe('hold-ended');
    expect(practice.store.read.holds.live(practice.clock.now())).toEqual([]);
  });

  test('can be given back, once', () => {
    const hold = valueOf(practice.holds.hold(A));
    expect(kindOf(practice.holds.release(hold.id))).toBeUndefined();
    expect(kindOf(practice.holds.release(hold.id))).toBe('not-found');
    expect(kindOf(practice.holds.hold(A))).toBeUndefined();
  });

  test('runs out by itself, and the list is swept when it does', async () => {
    practice.holds.start();
    const hold = valueOf(practice.holds.hold(A));
    await practice.clock.advance(10 * MINUTE + SECOND);
    expect(practice.store.read.holds.byId(hold.id)?.endedAt).toBe(hold.expiresAt);
    readDiary(practice.store, practice.world, practice.clock, 2);
    expect(kindOf(practice.ask({ holdId: hold.id }))).toBe('hold-ended');
    expect(kindOf(practice.holds.hold(A))).toBeUndefined();
    await practice.holds.stop();
  });

  test('has an id that cannot be guessed', () => {
    const ids = SLOTS.map((slot) => valueOf(practice.holds.hold(slot)).id);
    expect(new Set(ids).size).toBe(SLOTS.length);
    for (const id of ids) expect(Buffer.from(id, 'base64url')).toHaveLength(16);
  });

  test('is refused for what is not offered', async () => {
    expect(kindOf(practice.holds.hold(asId('nowhere')))).toBe('not-offered');
    await practice.clock.advance(HOUR); // the reading is too old now
    expect(kindOf(practice.holds.hold(A))).toBe('not-offered');
    expect(kindOf(practice.ask({ slotId: A }))).toBe('not-offered');
    expect(kindOf(practice.ask({ holdId: asId<HoldId>('never-given') }))).toBe('hold-ended');
  });
});

describe('a request', () => {
  test('is on disk with its command before anything is asked of the EHR', () => {
    const receipt = valueOf(practice.ask());
    expect(receipt.state).toBe('accepted');
    expect(practice.booking(receipt.bookingId)).toMatchObject({
      state: 'accepted',
      patient: { ...identity(), reason: REASON },
      slot: { id: A, slotTypeName: 'GP telephone', clinicianName: 'Dr A Shah', siteName: 'Main Street' },
    });
    const command = practice.command(receipt.bookingId);
    expect(command).toMatchObject({ state: 'received', attempts: 0 });
    expect(command.token).toMatch(/^[0-9A-HJKMNP-TV-Z]{12}$/);
    expect(command.deadline).toBe(practice.clock.now() + 30 * MINUTE);
    expect(practice.world.reads()).toBe(0);
  });

  test('for a slot that another has asked for is refused', () => {
    practice.book();
    expect(kindOf(practice.ask())).toBe('slot-taken');
    expect(kindOf(practice.holds.hold(A))).toBe('slot-taken');
  });

  test('made twice with one key books once and gives the same link', async () => {
    practice.outbox().start();
    const first = valueOf(practice.ask({ idempotencyKey: 'one' }));
    const again = valueOf(practice.ask({ idempotencyKey: 'one', reason: `  ${REASON}\n` }));
    expect(again).toEqual(first);
    await practice.clock.settle();
    expect(valueOf(practice.ask({ idempotencyKey: 'one' }))).toEqual({ ...first, state: 'confirmed' });
    expect(practice.world.sent).toHaveLength(1);
  });

  test.each<[string, Partial<BookingRequest>]>([
    ['another slot', { slotId: B }],
    ['another date of birth', { patient: born('1980-03-01') }],
    ['another reason', { reason: 'Something else' }],
  ])('with a used key and %s is refused', (_what, other) => {
    valueOf(practice.ask({ idempotencyKey: 'one' }));
    expect(kindOf(practice.ask({ idempotencyKey: 'one', ...other }))).toBe('already-asked');
  });

  test('with a wrong identity is told no, and five of them lock the number out', async () => {
    practice.outbox().start();
    const days = ['1980-01-01', '1980-01-02', '1980-01-03', '1980-01-04', '1980-01-05'];
    for (const day of days) {
      const id = valueOf(practice.ask({ patient: born(day) })).bookingId;
      await practice.clock.settle();
      expect(practice.booking(id)).toMatchObject({
        state: 'not-booked',
        failure: { kind: 'patient-not-matched' },
      });
    }
    expect(kindOf(practice.ask())).toBe('too-many-tries');
    expect(kindOf(await practice.identify(identity()))).toBe('too-many-tries');
    expect(practice.world.sent).toHaveLength(0);
    practice.clock.setNow(later(practice.clock.now(), 25 * HOUR));
    expect(kindOf(await identified(identity()))).toBeUndefined();
  });

  test('many guesses at once win nothing, one patient’s many bookings are no guesses', () => {
    const guesses = SLOTS.map((slotId, day) =>
      practice.ask({ slotId, patient: born(`1980-01-0${day + 1}`) }),
    );
    expect(guesses.map(kindOf)).toEqual([...Array<undefined>(5), 'too-many-tries']);
  });

  test('of the same patient for every slot is taken', () => {
    expect(SLOTS.map((slotId) => kindOf(practice.ask({ slotId })))).toEqual(SLOTS.map(() => undefined));
  });
});

/** The diary in memory answers on its own turn, so the clock must let it. */
async function identified(who: ReturnType<typeof identity>) {
  const answer = practice.identify(who);
  await practice.clock.settle();
  return answer;
}

describe('identifying', () => {
  test('tells a wrong number and a wrong date apart by nothing', async () => {
    const wrongDate = await identified(born('1980-01-01'));
    const wrongNumber = await identified(identity('999 000 0026'));
    expect(wrongDate).toEqual(wrongNumber);
    expect(kindOf(wrongDate)).toBe('patient-not-matched');
  });

  test('gives back no more than it was asked with', async () => {
    expect(valueOf(await identified(identity()))).toEqual(identity());
  });

  test('many guesses at once do not outrun the lock-out', async () => {
    const guesses = Array.from({ length: 20 }, (_, day) =>
      practice.identify(born(`1980-01-${String(day + 1).padStart(2, '0')}`)),
    );
    await practice.clock.settle();
    const kinds = (await Promise.all(guesses)).map(kindOf);
    expect(kinds.filter((kind) => kind === 'patient-not-matched')).toHaveLength(5);
    expect(kinds.filter((kind) => kind === 'too-many-tries')).toHaveLength(15);
  });
});

describe('the private link', () => {
  test('opens its own booking and no other', () => {
    const one = valueOf(practice.ask({ slotId: A }));
    const other = valueOf(practice.ask({ slotId: B }));
    expect(practice.link.opens(one.bookingId, one.secret)).toBe(true);
    expect(practice.link.opens(one.bookingId, other.secret)).toBe(false);
    expect(practice.link.opens(one.bookingId, '')).toBe(false);
    expect(practice.link.opens(one.bookingId, `${one.secret}=`)).toBe(false);
    expect(one.secret).not.toContain(one.bookingId);
  });
});
