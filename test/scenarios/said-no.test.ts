// What the EHR's own *no* to a booking changes: it is read back at once instead of after the settle time, asked again
// where the slot is open all the same, and told to the patient only when two looks agree. Nothing else is a *no*.
import { afterEach, describe, expect, test } from 'vitest';

import { MINUTE, SECOND, later } from '../../src/shared/domain/time.ts';
import type { OutboxDiarySight } from '../support/outbox-diary.ts';
import { A, SLOTS, type SmallPractice, smallPractice } from '../support/outbox-practice.ts';

const SYSTMONE: OutboxDiarySight = { saysNo: true };
const GP_CONNECT: OutboxDiarySight = { saysNo: true, provesNeverBooked: true, bookedSlots: false };

let practice: SmallPractice;
afterEach(() => practice.close());

function open(sight: OutboxDiarySight): void {
  practice = smallPractice(sight);
  practice.outbox().start();
}
const stateOf = (id: ReturnType<SmallPractice['book']>) => practice.booking(id).state;
const inTheEndOf = (id: ReturnType<SmallPractice['book']>) => {
  const { state, failure: why } = practice.booking(id);
  return [state, why?.kind];
};
/** Somebody at the desk is faster, between our look and our request. */
const takenOnTheWay = (): void => {
  practice.world.beforeSend = () => practice.world.staffBook(A);
};

describe('a slot taken between the look and the request', () => {
  test.each([
    ['SystmOne', SYSTMONE, 'slot-taken'],
    ['GP Connect', GP_CONNECT, 'slot-not-free'],
  ] as const)(
    '%s: the patient hears it in seconds, after two looks that agree',
    async (_ehr, sight, kind) => {
      open(sight);
      takenOnTheWay();
      const id = practice.book();
      await practice.clock.advance(9 * SECOND);
      expect(stateOf(id)).toBe('checking');
      await practice.clock.advance(3 * SECOND);
      expect(inTheEndOf(id)).toEqual(['not-booked', kind]);
      expect(practice.world.sent).toHaveLength(1);
    },
  );

  test('with no such answer the settle time is waited for', async () => {
    open({});
    takenOnTheWay();
    const id = practice.book();
    await practice.clock.advance(60 * SECOND);
    expect(stateOf(id)).toBe('checking');
    await practice.clock.advance(15 * SECOND);
    expect(inTheEndOf(id)).toEqual(['not-booked', 'slot-taken']);
  });

  test('the no is forgotten in a crash: then the settle time begins anew', async () => {
    open(SYSTMONE);
    takenOnTheWay();
    practice.pauseAt('doubted');
    const id = practice.book();
    await practice.clock.settle();
    practice.restart();
    await practice.clock.advance(55 * SECOND);
    expect(stateOf(id)).toBe('checking');
    await practice.clock.advance(30 * SECOND);
    expect(inTheEndOf(id)).toEqual(['not-booked', 'slot-taken']);
  });

  test('is no trouble of writing: the light does not change', async () => {
    open(SYSTMONE);
    takenOnTheWay();
    practice.book();
    await practice.clock.advance(15 * SECOND);
    expect(practice.store.read.health.of('write')?.failure).toBeUndefined();
    expect(practice.store.read.audit.recent(50).filter(({ kind }) => kind === 'trouble-opened')).toEqual([]);
  });
});

describe('a slot that is gone before anything is sent', () => {
  test.each([
    ['the diary shows booked slots: it was taken out', {}, 'slot-withdrawn'],
    [
      'it shows free ones only: taken or withdrawn, and the patient may choose another',
      GP_CONNECT,
      'slot-not-free',
    ],
  ] as const)('%s', async (_name, sight, kind) => {
    open(sight);
    practice.world.staffRemove(A);
    const id = practice.book();
    await practice.clock.settle();
    expect(inTheEndOf(id)).toEqual(['not-booked', kind]);
    expect(practice.world.sent).toEqual([]);
  });
});

describe('the patient’s record is open in the EHR', () => {
  test('is tried again until it is closed, and booked once', async () => {
    open(SYSTMONE);
    practice.world.orders.push('record-open', 'record-open', 'record-open', 'record-open');
    const id = practice.book();
    await practice.clock.advance(30 * SECOND);
    expect(practice.booking(id).failure?.kind).toBe('try-later');
    expect(['accepted', 'checking']).toContain(stateOf(id));
    await practice.clock.advance(5 * MINUTE);
    expect(stateOf(id)).toBe('confirmed');
    expect([practice.world.sent.length, practice.world.carriedOut(A)]).toEqual([5, 1]);
  });

  test('is not hammered: over half an hour about once a minute, and then it is for a person', async () => {
    open(SYSTMONE);
    practice.world.orders.push(...Array(60).fill('record-open'));
    const id = practice.book();
    await practice.clock.advance(29 * MINUTE);
    expect(practice.world.sent.length).toBeLessThan(32);
    expect(practice.world.sent.length).toBeGreaterThan(20);
    await practice.clock.advance(5 * MINUTE);
    // Past its deadline nothing is sent any more; the slot is open and the EHR said no each time.
    expect(['needs-you', 'not-booked']).toContain(stateOf(id));
    expect(practice.world.carriedOut(A)).toBe(0);
  });
});

describe('a time-out is no *no*', () => {
  test('the answer is lost although it was done: found, and never sent twice', async () => {
    open(GP_CONNECT);
    practice.world.orders.push('lose-answer');
    const id = practice.book();
    await practice.clock.advance(1 * SECOND);
    expect(stateOf(id)).toBe('confirmed');
    expect(practice.world.sent).toHaveLength(1);
  });

  test('one applied late, while the slot still looks open, is waited for', async () => {
    open(SYSTMONE);
    practice.world.orders.push('late');
    const id = practice.book();
    await practice.clock.advance(50 * SECOND);
    practice.world.applyLate();
    await practice.clock.advance(30 * SECOND);
    expect(stateOf(id)).toBe('confirmed');
    expect(practice.world.carriedOut(A)).toBe(1);
  });

  test('a no to a second request, because the first was done after all, ends in the patient’s yes', async () => {
    open(GP_CONNECT);
    practice.world.orders.push('lose-request');
    let isFirst = true;
    practice.world.beforeSend = ({ slot, patientId, token }) => {
      if (!isFirst)
        practice.world.staffChange(slot.id, { status: 'booked', bookedFor: patientId, note: token });
      isFirst = false;
    };
    const id = practice.book();
    await practice.clock.advance(2 * MINUTE);
    expect(practice.world.sent).toHaveLength(2);
    expect(stateOf(id)).toBe('confirmed');
  });

  test('the second look is for the booking, so that one that was done is seen before it is sent again', async () => {
    open(GP_CONNECT);
    practice.world.orders.push('lose-request');
    const id = practice.book();
    // After the two looks that found it open, before the third that precedes the second request.
    await practice.clock.advance(65 * SECOND);
    practice.pauseAt('pre-read');
    await practice.clock.advance(20 * SECOND);
    practice.goOn();
    await practice.clock.advance(20 * SECOND);
    expect([stateOf(id), practice.world.carriedOut(A)]).toEqual(['confirmed', 1]);
  });
});

test('in doubt until after its time, where past appointments are not told of: for a person, never a no', async () => {
  open(GP_CONNECT);
  practice.world.orders.push('lose-answer');
  practice.pauseAt('doubted');
  const id = practice.book();
  await practice.clock.settle();
  // Slotkeeper is off until the appointment has begun; what the diary then tells of it is nothing.
  practice.world.staffRemove(A);
  practice.clock.setNow(later(practice.booking(id).slot.startsAt, MINUTE));
  practice.restart();
  await practice.clock.advance(3 * MINUTE);
  expect(stateOf(id)).toBe('needs-you');
});

test('others are not held up by a booking that the EHR refuses', async () => {
  open(SYSTMONE);
  practice.world.orders.push('record-open');
  const refused = practice.book();
  const other = practice.book(SLOTS[1]);
  await practice.clock.advance(1 * SECOND);
  expect([stateOf(refused), stateOf(other)]).toEqual(['checking', 'confirmed']);
});
