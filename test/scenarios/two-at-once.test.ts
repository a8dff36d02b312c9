// Nobody can be at two appointments at once: what a patient asks for while they have another online booking at that time.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MINUTE, SECOND, later } from '#shared/domain/time.ts';
import type { LocalDay } from '#shared/domain/time.ts';
import { whyTwiceAtOnce } from '../../src/main/bookings/own-overlap.ts';
import { A, type SmallPractice, SLOTS, smallPractice } from '../support/outbox-practice.ts';
import { identity } from '../support/store-samples.ts';

const [, B = A] = SLOTS;

describe('a patient with a booking from 9:00 to 9:10', () => {
  let practice: SmallPractice;
  let id: ReturnType<SmallPractice['book']>;
  beforeEach(() => {
    practice = smallPractice();
    practice.outbox().start();
    id = practice.book(A);
  });
  afterEach(() => practice.close());

  const start = () => practice.booking(id).slot.startsAt;
  const why = (fromMinute: number, durationMin = 10, who = identity()) =>
    whyTwiceAtOnce(practice.store.read, who, { startsAt: later(start(), fromMinute * MINUTE), durationMin })
      ?.kind;

  test.each([
    ['accepted', async () => undefined],
    ['confirmed', () => practice.clock.advance(SECOND)],
  ])('that is %s cannot have another at that time', async (state, until) => {
    await until();
    expect(practice.booking(id).state).toBe(state);
    expect([why(0), why(9), why(-9), why(-5, 30), why(2, 2)]).toEqual(Array(5).fill('already-booked'));
    expect([why(10), why(-10), why(-30, 30)]).toEqual(Array(3).fill(undefined));
  });

  test('hinders neither somebody else nor who guesses at the date of birth', async () => {
    await practice.clock.advance(SECOND);
    expect(why(0, 10, { ...identity(), dateOfBirth: '1980-02-28' as LocalDay })).toBeUndefined();
  });

  test('can have one again at that time once it is cancelled, or being cancelled', async () => {
    await practice.clock.advance(SECOND);
    practice.cancel(id);
    expect(practice.booking(id).state).toBe('cancelling');
    expect(why(0)).toBeUndefined();
    await practice.clock.advance(MINUTE);
    expect([practice.booking(id).state, why(0)]).toEqual(['cancelled', undefined]);
  });

  test('can move it to a time beside it, but not to one of another of theirs', async () => {
    const other = practice.book(B);
    await practice.clock.advance(SECOND);
    expect(
      whyTwiceAtOnce(practice.store.read, identity(), practice.booking(other).slot, other),
    ).toBeUndefined();
    expect(whyTwiceAtOnce(practice.store.read, identity(), practice.booking(other).slot, id)?.kind).toBe(
      'already-booked',
    );
  });
});
