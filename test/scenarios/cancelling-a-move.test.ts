// Cancelling an appointment that is being moved is one act: neither of the two is wanted. Whatever the diary has made of the new
// time by then, the patient ends with nothing in it, or is told what stands.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { failure } from '#shared/domain/failure.ts';
import type { BookingId } from '#shared/domain/ids.ts';
import { MINUTE, SECOND } from '#shared/domain/time.ts';
import { createReadChanges } from '../../src/main/bookings/read-changes.ts';
import { settleReview } from '../../src/main/outbox/by-hand/settle-review.ts';
import { PATIENT_ID } from '../support/outbox-diary.ts';
import { A, type SmallPractice, SLOTS, smallPractice } from '../support/outbox-practice.ts';

const B = SLOTS[1] ?? A;

let practice: SmallPractice;
let old: BookingId;
let next: BookingId;
beforeEach(async () => {
  practice = smallPractice();
  practice.outbox().start();
  old = practice.book(A);
  await practice.clock.settle();
  next = practice.move(old, B);
});
afterEach(() => practice.close());

const isIn = (slot: typeof A) => practice.world.slot(slot)?.bookedFor === PATIENT_ID;
const states = () => [practice.booking(old).state, practice.booking(next).state];
const changes = (of: BookingId) =>
  createReadChanges({
    read: practice.store.read,
    link: practice.link,
    clock: practice.clock,
    settings: { cancelCutOffMinutes: 60 },
  })(practice.booking(of));

describe('before the new time was sent @hazard:H09 @hazard:H10', () => {
  test('stops the move, cancels the old one, and the new time is never sent', async () => {
    expect(changes(old).cancelStep).toEqual({ ok: true, value: 'undo-move' });
    practice.cancel(old);
    expect(states()).toEqual(['cancelling', 'cancelled']);
    expect(practice.booking(next).endedBy).toBe('patient');
    await practice.clock.advance(MINUTE);
    expect(states()).toEqual(['cancelled', 'cancelled']);
    expect([isIn(A), isIn(B)]).toEqual([false, false]);
    expect(practice.world.sent).toHaveLength(1);
    expect(practice.told(old)).toEqual(['confirmed', 'cancelled']);
    expect(practice.told(next)).toEqual([]);
  });

  test('taken back in time leaves the old one, and the move stays stopped', async () => {
    practice.cancel(old);
    expect(practice.undo(old)).toMatchObject({ ok: true });
    await practice.clock.advance(MINUTE);
    expect(states()).toEqual(['confirmed', 'cancelled']);
    expect(isIn(A)).toBe(true);
  });

  test('by reception as well', async () => {
    practice.cancel(old, 'reception');
    await practice.clock.advance(MINUTE);
    expect(practice.booking(old).endedBy).toBe('reception');
    expect(practice.booking(next).endedBy).toBe('reception');
  });
});

describe('once the new time was sent @hazard:H09 @hazard:H10', () => {
  test.each(['patient', 'reception'] as const)(
    'by the %s: cancels the old one at once, and the new one as soon as it is known to be booked',
    async (by) => {
      practice.world.orders.push('late');
      await practice.clock.advance(11 * SECOND);
      expect(practice.command(next).state).toBe('unknown');
      expect(changes(old).cancelStep).toEqual({ ok: true, value: 'both' });
      practice.cancel(old, by);
      await practice.clock.advance(2 * SECOND);
      expect(states()).toEqual(['cancelled', 'checking']);
      expect(changes(next).pending).toBe('cancel');
      practice.world.applyLate();
      await practice.clock.advance(MINUTE);
      expect(states()).toEqual(['cancelled', 'cancelled']);
      expect([practice.booking(old).endedBy, practice.booking(next).endedBy]).toEqual([by, by]);
      expect([isIn(A), isIn(B)]).toEqual([false, false]);
      expect(practice.world.cancelled(B)).toBe(1);
      expect(practice.told(old)).toEqual(['confirmed', 'cancelled']);
      expect(practice.told(next)).toEqual(['confirmed', 'cancelled']);
    },
  );

  test('and its answer is under way: both end, and nothing is left behind', async () => {
    practice.pauseAt('sent');
    await practice.clock.advance(11 * SECOND);
    expect(practice.command(next).state).toBe('sending');
    practice.cancel(old);
    expect(changes(old)).toMatchObject({ pending: 'cancel', cancelStep: { value: 'done' } });
    expect(changes(old).undoUntil).toBeUndefined();
    practice.goOn();
    await practice.clock.advance(MINUTE);
    expect(states()).toEqual(['cancelled', 'cancelled']);
    expect([isIn(A), isIn(B)]).toEqual([false, false]);
  });

  test('and it came to nothing: the patient is told so, and has nothing', async () => {
    practice.world.orders.push('refuse-for-good');
    practice.pauseAt('answered');
    await practice.clock.advance(11 * SECOND);
    practice.cancel(old);
    practice.goOn();
    await practice.clock.advance(MINUTE);
    expect(states()).toEqual(['cancelled', 'not-booked']);
    expect(practice.told(next)).toEqual(['not-booked']);
    expect([isIn(A), isIn(B)]).toEqual([false, false]);
  });

  test('and a person finds it in the diary: it is cancelled all the same', async () => {
    practice.world.orders.push('lose-request');
    await practice.clock.advance(11 * SECOND);
    practice.world.staffBook(B, PATIENT_ID);
    practice.cancel(old);
    await practice.clock.advance(3 * MINUTE);
    expect(states()).toEqual(['cancelled', 'needs-you']);
    practice.world.staffChange(B, { note: `Online booking ${practice.command(next).token}` });
    const { store, clock, dice } = practice;
    const by = { who: 'reception', at: clock.now(), dice };
    settleReview(store, { bookingId: next, verdict: 'in-diary', note: 'Seen', ...by });
    practice.outbox().wake();
    await practice.clock.advance(MINUTE);
    expect(practice.booking(next)).toMatchObject({ state: 'cancelled', endedBy: 'patient' });
    expect(isIn(B)).toBe(false);
  });

  test('taken back while nothing of it could be sent: the move goes on', async () => {
    practice.pauseAt('sent');
    await practice.clock.advance(11 * SECOND);
    practice.world.breakReads(failure('unreachable', 'EMIS Web could not be reached.'));
    practice.cancel(old);
    expect(practice.undo(old)).toMatchObject({ ok: true });
    practice.goOn();
    practice.world.breakReads(undefined);
    await practice.clock.advance(2 * MINUTE);
    expect(states()).toEqual(['cancelled', 'confirmed']);
    expect(practice.booking(old).endedBy).toBe('move');
    expect([isIn(A), isIn(B)]).toEqual([false, true]);
  });

  test('is not taken back by half once its new time is being cancelled too', async () => {
    practice.pauseAt('sent');
    await practice.clock.advance(11 * SECOND);
    practice.world.breakReads(failure('unreachable', 'EMIS Web could not be reached.'));
    practice.cancel(old);
    practice.goOn();
    await practice.clock.advance(SECOND);
    expect(states()).toEqual(['cancelling', 'cancelling']);
    expect(practice.undo(old)).toMatchObject({ ok: false, failure: { kind: 'not-allowed' } });
    practice.world.breakReads(undefined);
    await practice.clock.advance(2 * MINUTE);
    expect([isIn(A), isIn(B)]).toEqual([false, false]);
  });
});

test('a cancellation that came to nothing before the move does not end it', async () => {
  practice.undo(old);
  practice.cancel(old);
  practice.world.staffChange(A, { attendance: 'arrived' });
  await practice.clock.advance(MINUTE);
  expect(practice.command(old).state).toBe('conflict');
  const { attendance: _mark, ...unmarked } = practice.world.slot(A) ?? { id: A };
  practice.world.staffRemove(A);
  practice.world.put(unmarked as Parameters<typeof practice.world.put>[0]);
  const again = practice.move(old, B);
  await practice.clock.advance(MINUTE);
  expect(practice.booking(again).state).toBe('confirmed');
  expect(practice.booking(old)).toMatchObject({ state: 'cancelled', endedBy: 'move' });
});
