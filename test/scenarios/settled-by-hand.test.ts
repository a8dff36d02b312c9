// What no machine can prove, a person settles: the facts of both sides, their verdict, and what follows from it for the patient.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SettleVerdict } from '#shared/contract/bookings.ts';
import { failure } from '#shared/domain/failure.ts';
import type { BookingId } from '#shared/domain/ids.ts';
import { MINUTE, SECOND } from '#shared/domain/time.ts';
import { type LastLooks, lookAtBooking } from '../../src/main/outbox/by-hand/look-at-booking.ts';
import { recordMove } from '../../src/main/outbox/record-move.ts';
import { settleReview } from '../../src/main/outbox/by-hand/settle-review.ts';
import { PATIENT_ID, SOMEBODY_ELSE } from '../support/outbox-diary.ts';
import { A, type SmallPractice, SLOTS, smallPractice, valueOf } from '../support/outbox-practice.ts';

const B = SLOTS[1] ?? A;

describe('what needs a person', () => {
  let practice: SmallPractice;
  beforeEach(() => {
    lastLooks.clear();
    practice = smallPractice();
    practice.outbox().start();
  });
  afterEach(() => practice.close());

  const settle = (bookingId: BookingId, verdict: SettleVerdict, note = 'Looked in the diary') => {
    const { store, clock, dice } = practice;
    const outcome = settleReview(store, {
      bookingId,
      verdict,
      note,
      who: 'reception',
      at: clock.now(),
      dice,
    });
    practice.outbox().wake();
    return outcome;
  };
  const lastLooks: LastLooks = new Map();
  const look = async (bookingId: BookingId) => {
    const { store, clock, world } = practice;
    const settings = { settleSeconds: 60, requestTimeoutSeconds: 20 };
    const looking = lookAtBooking({ store, clock, diary: world.diary, settings, lastLooks }, bookingId);
    await clock.settle();
    return looking;
  };
  const bookingInReview = async () => {
    practice.world.orders.push('lose-request');
    const id = practice.book();
    await practice.clock.advance(3 * MINUTE);
    expect(practice.booking(id).state).toBe('needs-you');
    return id;
  };
  const cancellationInReview = async () => {
    const id = practice.book();
    await practice.clock.settle();
    practice.world.orders.push('lose-request', 'lose-request', 'lose-request');
    practice.cancel(id);
    await practice.clock.advance(6 * MINUTE);
    expect(practice.booking(id).state).toBe('needs-you');
    return id;
  };

  test('shows what we did, what the diary shows, and what each verdict would mean', async () => {
    const id = await bookingInReview();
    const { ours, theirs, verdicts } = valueOf(await look(id));
    expect(ours.join('\n')).toMatch(/Asked for online: .*\nSent to the diary once: /);
    expect(ours.join('\n')).toContain(practice.command(id).token);
    expect(theirs).toEqual(['In EMIS Web the slot is open, without a trace of this booking.']);
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(['in-diary', 'not-in-diary', 'try-again']);
  });

  test('names another patient to nobody', async () => {
    const id = await bookingInReview();
    practice.world.staffBook(A, SOMEBODY_ELSE);
    const { theirs } = valueOf(await look(id));
    expect(theirs).toEqual(['In EMIS Web the slot is booked for another patient.']);
  });

  test('says so when the diary cannot be read, and is settled by what a person sees elsewhere', async () => {
    const id = await bookingInReview();
    practice.world.breakReads(failure('unreachable', 'EMIS Web could not be reached.'));
    const blind = valueOf(await look(id));
    expect(blind).toMatchObject({ theirs: [], cannotRead: { kind: 'unreachable' } });
    expect(blind.lookedAt).toBeUndefined();
    expect(blind.verdicts.map(({ verdict }) => verdict)).toEqual(['in-diary', 'not-in-diary', 'try-again']);
    expect(settle(id, 'in-diary')).toMatchObject({ ok: true });
    expect(practice.booking(id).state).toBe('confirmed');
    expect(practice.told(id)).toEqual(['confirmed']);
  });

  test('shows the last look with its age while the diary cannot be read, and forgets it once it is settled', async () => {
    const id = await bookingInReview();
    const seen = valueOf(await look(id));
    await practice.clock.advance(4 * MINUTE);
    practice.world.breakReads(failure('unreachable', 'EMIS Web could not be reached.'));
    const { lookedAt, theirs, cannotRead } = valueOf(await look(id));
    expect({ lookedAt, theirs }).toEqual({ lookedAt: seen.lookedAt, theirs: seen.theirs });
    expect(cannotRead?.kind).toBe('unreachable');
    settle(id, 'not-in-diary');
    valueOf(await look(id));
    expect(lastLooks.size).toBe(0);
  });

  test('gives verdicts on nothing that has settled', async () => {
    const id = await bookingInReview();
    practice.world.breakReads(failure('unreachable', 'EMIS Web could not be reached.'));
    practice.world.breakReads(undefined);
    settle(id, 'not-in-diary');
    expect(valueOf(await look(id)).verdicts).toEqual([]);
  });

  test.each([
    ['in-diary', 'confirmed', ['confirmed']],
    ['not-in-diary', 'not-booked', ['not-booked']],
  ] as const)('a booking that is %s', async (verdict, state, told) => {
    const id = await bookingInReview();
    expect(settle(id, verdict)).toMatchObject({ ok: true });
    expect(practice.booking(id).state).toBe(state);
    expect(practice.told(id)).toEqual(told);
    expect(practice.store.read.audit.recent(5).find(({ kind }) => kind === 'booking-settled')).toMatchObject({
      ...{ who: 'reception', subject: id, to: verdict, note: 'Looked in the diary' },
    });
    expect(settle(id, verdict)).toMatchObject({ ok: false, failure: { kind: 'not-allowed' } });
  });

  test('a booking that is tried again begins anew: looked at first, with all its tries and a fresh deadline', async () => {
    const id = await bookingInReview();
    await practice.clock.advance(40 * MINUTE); // past its first deadline
    settle(id, 'try-again');
    await practice.clock.advance(SECOND);
    expect(practice.booking(id).state).toBe('confirmed');
    expect(practice.command(id).attempts).toBe(1);
    expect(practice.world.carriedOut(A)).toBe(1);
  });

  test.each([
    ['in-diary', 'confirmed', ['confirmed', 'not-cancelled']],
    ['not-in-diary', 'cancelled', ['confirmed', 'cancelled']],
  ] as const)('a cancellation whose appointment is %s', async (verdict, state, told) => {
    const id = await cancellationInReview();
    settle(id, verdict);
    expect(practice.booking(id).state).toBe(state);
    expect(practice.told(id)).toEqual(told);
  });

  test('a cancellation that is tried again', async () => {
    const id = await cancellationInReview();
    settle(id, 'try-again');
    await practice.clock.advance(SECOND);
    expect(practice.booking(id)).toMatchObject({ state: 'cancelled', endedBy: 'patient' });
    expect(practice.world.cancelled(A)).toBe(1);
  });

  test('a new booking that a person finds in the diary still lets its old one go @hazard:H10', async () => {
    const old = practice.book();
    await practice.clock.settle();
    const next = practice.move(old, B);
    practice.world.orders.push('lose-request');
    await practice.clock.advance(3 * MINUTE);
    expect(practice.booking(next).state).toBe('needs-you');
    practice.world.staffBook(B, PATIENT_ID);
    settle(next, 'in-diary');
    await practice.clock.advance(SECOND);
    expect(practice.booking(old)).toMatchObject({ state: 'cancelled', endedBy: 'move' });
    expect(practice.told(next)).toEqual(['confirmed', 'moved']);
  });

  test.each([
    ['in-diary', 'confirmed', ['confirmed']],
    ['not-in-diary', 'cancelled', ['confirmed', 'cancelled-by-practice']],
  ] as const)('a booking that was confirmed once, and is %s', async (verdict, state, told) => {
    const id = practice.book();
    await practice.clock.settle();
    const made = practice.command(id);
    practice.store.write((tx) =>
      recordMove(tx, made, { to: 'review', at: practice.clock.now() }, { dice: practice.dice }),
    );
    const means = valueOf(await look(id)).verdicts.find((one) => one.verdict === verdict)?.means;
    expect(means).toMatch(verdict === 'in-diary' ? /as the patient was told/ : /the practice cancelled it/);
    settle(id, verdict);
    expect(practice.booking(id).state).toBe(state);
    expect(practice.told(id)).toEqual(told);
  });

  test('two that a person has let stand are not cancelled later by themselves', async () => {
    const old = practice.book();
    await practice.clock.settle();
    const next = practice.move(old, B);
    practice.world.staffChange(A, { attendance: 'arrived' });
    await practice.clock.advance(MINUTE);
    settle(old, 'in-diary');
    const made = practice.command(next);
    practice.store.write((tx) =>
      recordMove(tx, made, { to: 'review', at: practice.clock.now() }, { dice: practice.dice }),
    );
    settle(next, 'in-diary');
    await practice.clock.advance(MINUTE);
    expect([old, next].map((id) => practice.booking(id).state)).toEqual(['confirmed', 'confirmed']);
    expect(practice.world.cancellationsSent).toHaveLength(0);
  });

  test('is not settled by a wrong hand: no such booking, nothing to settle, begun already', async () => {
    const id = practice.book(B);
    await practice.clock.settle();
    expect(settle(id, 'in-diary')).toMatchObject({ ok: false, failure: { kind: 'not-allowed' } });
    expect(settle('nobody' as BookingId, 'in-diary')).toMatchObject({ failure: { kind: 'not-found' } });
    const lost = await bookingInReview();
    practice.clock.setNow(practice.booking(lost).slot.startsAt);
    expect(settle(lost, 'try-again')).toMatchObject({ failure: { kind: 'not-allowed' } });
    expect(settle(lost, 'not-in-diary')).toMatchObject({ ok: true });
  });

  test('keeps no NHS number of a note', async () => {
    const id = await bookingInReview();
    settle(id, 'in-diary', 'It was 999 000 0018, rang her');
    const noted = practice.store.read.audit.recent(5).find(({ kind }) => kind === 'booking-settled');
    expect(noted?.note).toBe('It was [number removed], rang her');
  });
});
