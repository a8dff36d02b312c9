// Writing back against a diary that loses, delays and refuses, with a real store and a clock that the test moves. The
// question is always the same: how often is the patient in the diary, and what were they told?
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { failure } from '#shared/domain/failure.ts';
import { HOUR, MINUTE, SECOND, later } from '#shared/domain/time.ts';
import { A, type SmallPractice, SLOTS, smallPractice } from '../support/outbox-practice.ts';
import { PATIENT_ID, SOMEBODY_ELSE } from '../support/outbox-diary.ts';
import { slotTypeId } from '../support/store-samples.ts';

const outage = failure('unreachable', 'EMIS Web could not be reached.');

describe('a booking on its way to the diary', () => {
  let practice: SmallPractice;
  beforeEach(() => {
    practice = smallPractice();
    practice.outbox().start();
  });
  afterEach(() => practice.close());

  test('is confirmed once the diary has it, and never before @hazard:H03', async () => {
    practice.world.beforeSend = () => {
      expect(practice.command(id).state).toBe('sending');
      expect(practice.booking(id).state).toBe('accepted');
    };
    const id = practice.book();
    expect(practice.booking(id).state).toBe('accepted');
    await practice.clock.settle();
    expect(practice.booking(id)).toMatchObject({ state: 'confirmed', patient: { name: 'Ada Example' } });
    expect(practice.audit(id)).toEqual(['received', 'ready', 'sending', 'confirmed']);
    expect(practice.world.sent).toHaveLength(1);
    expect(practice.world.slot(A)).toMatchObject({ status: 'booked', bookedFor: PATIENT_ID });
    expect(practice.store.read.slots.byId(A)?.status).toBe('booked');
    expect(practice.store.read.health.of('write')).toMatchObject({ state: 'in-step' });
  });

  test('hears that the desk was first, and is never sent @hazard:H02', async () => {
    practice.world.staffBook(A);
    const id = practice.book();
    await practice.clock.settle();
    expect(practice.booking(id)).toMatchObject({ state: 'not-booked', failure: { kind: 'slot-taken' } });
    expect(practice.world.sent).toHaveLength(0);
  });

  test('waits while the clock of the PC is wrong, and is sent once it is right @hazard:H32', async () => {
    practice.holdBack(failure('unexpected', 'This PC’s clock is 6 minutes behind.'));
    const id = practice.book();
    await practice.clock.advance(MINUTE);
    expect(practice.booking(id)).toMatchObject({ state: 'accepted', failure: { kind: 'unexpected' } });
    expect(practice.world.sent).toHaveLength(0);
    practice.holdBack(undefined);
    await practice.clock.advance(MINUTE);
    expect(practice.booking(id).state).toBe('confirmed');
    expect(practice.booking(id)).not.toHaveProperty('failure');
    expect(practice.world.sent).toHaveLength(1);
  });

  test('is confirmed when the desk has just booked the same patient in', async () => {
    practice.world.staffBook(A, PATIENT_ID);
    const id = practice.book();
    await practice.clock.settle();
    expect(practice.booking(id).state).toBe('confirmed');
    expect(practice.world.sent).toHaveLength(0);
  });

  test('is not confirmed by another online booking of the same patient that staff moved there', async () => {
    const [, B = A] = SLOTS;
    const other = practice.book(B);
    await practice.clock.settle();
    practice.world.staffMove(B, A);
    const id = practice.book();
    await practice.clock.settle();
    expect(practice.booking(other).state).toBe('confirmed');
    expect(practice.booking(id)).toMatchObject({ state: 'not-booked', failure: { kind: 'slot-taken' } });
    expect(practice.world.sent).toHaveLength(1);
  });

  test.each([
    ['removed', () => practice.world.staffRemove(A)],
    ['blocked', () => practice.world.staffChange(A, { status: 'blocked' })],
    ['given another slot type', () => practice.world.staffChange(A, { slotTypeId: slotTypeId('2') })],
    [
      'moved to another time',
      () =>
        practice.world.staffChange(A, {
          startsAt: later(practice.world.slot(A)?.startsAt ?? practice.clock.now(), 10 * MINUTE),
        }),
    ],
  ])('is not sent when its slot was %s in the diary @hazard:H12', async (_how, change) => {
    change();
    const id = practice.book();
    await practice.clock.settle();
    expect(practice.booking(id)).toMatchObject({ state: 'not-booked', failure: { kind: 'slot-withdrawn' } });
    expect(practice.world.sent).toHaveLength(0);
  });

  test('is not sent when its slot type is switched off at the last moment @hazard:H17', async () => {
    practice.pauseAt('pre-read');
    const id = practice.book();
    await practice.clock.settle();
    practice.store.write((tx) =>
      tx.slotTypes.setActive(slotTypeId('1'), false, practice.clock.now(), 'closed'),
    );
    practice.goOn();
    await practice.clock.settle();
    expect(practice.booking(id)).toMatchObject({ state: 'not-booked', failure: { kind: 'not-offered' } });
    expect(practice.world.sent).toHaveLength(0);
  });

  test('is confirmed by reading back when only the answer was lost @hazard:H01', async () => {
    practice.world.orders.push('lose-answer');
    const id = practice.book();
    await practice.clock.settle();
    expect(practice.booking(id).state).toBe('confirmed');
    expect(practice.audit(id)).toEqual(['received', 'ready', 'sending', 'unknown', 'confirmed']);
    expect(practice.world.carriedOut(A)).toBe(1);
    expect(practice.world.sent).toHaveLength(1);
  });

  test('is found when it was carried out late, though earlier readings showed nothing @hazard:H04', async () => {
    practice.world.orders.push('late');
    const id = practice.book();
    await practice.clock.advance(40 * SECOND);
    expect(practice.booking(id).state).toBe('checking');
    practice.world.applyLate();
    await practice.clock.advance(10 * SECOND);
    expect(practice.booking(id).state).toBe('confirmed');
    expect(practice.world.carriedOut(A)).toBe(1);
  });

  test('goes to a person when it may have been lost, and is never sent again', async () => {
    practice.world.orders.push('lose-request');
    const id = practice.book();
    await practice.clock.advance(59 * SECOND);
    expect(practice.booking(id).state).toBe('checking');
    await practice.clock.advance(20 * SECOND);
    expect(practice.booking(id)).toMatchObject({ state: 'needs-you' });
    expect(practice.booking(id).failure?.message).toContain('the slot is open');
    await practice.clock.advance(2 * HOUR);
    expect(practice.world.sent).toHaveLength(1);
  });

  test('that came late and was moved by staff before we looked is not told as not booked @hazard:H04', async () => {
    const [, B = A] = SLOTS;
    practice.world.orders.push('late');
    const id = practice.book();
    await practice.clock.advance(40 * SECOND);
    practice.world.applyLate();
    practice.world.staffMove(A, B);
    practice.world.staffBook(A, SOMEBODY_ELSE);
    await practice.clock.advance(2 * MINUTE);
    expect(practice.booking(id).state).toBe('needs-you');
    expect(practice.booking(id).failure?.message).toContain('moved it to another time');
    expect(practice.told(id)).toEqual([]);
    expect(practice.world.sent).toHaveLength(1);
  });

  test('says no only after the settle time and two readings when another patient is in the slot', async () => {
    practice.world.beforeSend = () => practice.world.staffBook(A, SOMEBODY_ELSE);
    const id = practice.book();
    await practice.clock.advance(60 * SECOND);
    expect(practice.booking(id).state).toBe('checking');
    await practice.clock.advance(15 * SECOND);
    expect(practice.booking(id)).toMatchObject({ state: 'not-booked', failure: { kind: 'slot-taken' } });
  });

  test('two readings that disagree do not agree', async () => {
    practice.world.orders.push('lose-request');
    const id = practice.book();
    await practice.clock.advance(61 * SECOND);
    practice.world.staffBook(A);
    await practice.clock.advance(10 * SECOND);
    expect(practice.booking(id).state).toBe('checking');
    await practice.clock.advance(11 * SECOND);
    expect(practice.booking(id).state).toBe('not-booked');
  });

  test('is handed to a person at once when our mark stands on another patient @hazard:H06', async () => {
    practice.world.orders.push('lose-answer');
    practice.pauseAt('doubted');
    const id = practice.book();
    await practice.clock.settle();
    practice.world.staffChange(A, { bookedFor: SOMEBODY_ELSE });
    practice.goOn();
    await practice.clock.settle();
    expect(practice.booking(id)).toMatchObject({ state: 'needs-you' });
    expect(practice.booking(id).failure?.message).toContain('another patient');
  });

  test.each(['hang', 'throw'] as const)('survives a connector that would %s', async (order) => {
    practice.world.orders.push(order);
    const id = practice.book();
    await practice.clock.advance(26 * SECOND);
    expect(practice.booking(id).state).toBe('checking');
    expect(practice.world.sent).toHaveLength(1);
  });

  test('survives readings that never end, and can be stopped among them', async () => {
    practice.world.readsHang = true;
    const id = practice.book();
    await practice.clock.advance(36 * SECOND);
    expect(practice.command(id)).toMatchObject({ state: 'received', failure: { kind: 'timed-out' } });
    await practice.clock.advance(MINUTE);
    await practice.outbox().stop();
    practice.world.readsHang = false;
    practice.restart();
    await practice.clock.advance(30 * SECOND);
    expect(practice.booking(id).state).toBe('confirmed');
  });

  test('is tried again by itself when it certainly was not sent', async () => {
    practice.world.orders.push('no-way-out', 'no-way-out');
    const id = practice.book();
    await practice.clock.advance(30 * SECOND);
    expect(practice.booking(id).state).toBe('confirmed');
    expect(practice.command(id).attempts).toBe(3);
    expect(practice.world.carriedOut(A)).toBe(1);
  });

  test('ends when the EHR will never take it', async () => {
    practice.world.orders.push('refuse-for-good');
    const id = practice.book();
    await practice.clock.settle();
    expect(practice.booking(id)).toMatchObject({ state: 'not-booked', failure: { kind: 'not-allowed' } });
    expect(practice.store.read.health.of('write')).toMatchObject({ state: 'not-in-step' });
  });

  test('waits out an outage, and is booked when the EHR is back', async () => {
    practice.world.breakReads(outage);
    const id = practice.book();
    await practice.clock.advance(10 * MINUTE);
    expect(practice.booking(id).state).toBe('accepted');
    expect(practice.command(id).failure).toMatchObject({ kind: 'unreachable' });
    practice.world.breakReads(undefined);
    await practice.clock.advance(30 * SECOND);
    expect(practice.booking(id).state).toBe('confirmed');
  });

  test('is told no when the outage outlasts the deadline, since nothing was sent @hazard:H11', async () => {
    practice.world.breakReads(outage);
    const id = practice.book();
    await practice.clock.advance(29 * MINUTE);
    expect(practice.booking(id).state).toBe('accepted');
    await practice.clock.advance(2 * MINUTE);
    expect(practice.booking(id).state).toBe('not-booked');
    practice.world.breakReads(undefined);
    await practice.clock.advance(5 * MINUTE);
    expect(practice.world.sent).toHaveLength(0);
  });

  test('stays in doubt as long as the EHR cannot be read, however long', async () => {
    practice.world.orders.push('lose-answer');
    practice.pauseAt('doubted');
    const id = practice.book();
    await practice.clock.settle();
    practice.world.breakReads(outage);
    practice.goOn();
    await practice.clock.advance(HOUR);
    expect(practice.booking(id).state).toBe('checking');
    practice.world.breakReads(undefined);
    await practice.clock.advance(MINUTE);
    expect(practice.booking(id).state).toBe('confirmed');
    expect(practice.world.sent).toHaveLength(1);
  });

  test('a clock that is put forward does not settle a doubt early @hazard:H32', async () => {
    practice.world.orders.push('late');
    const id = practice.book();
    await practice.clock.settle();
    practice.clock.setNow(later(practice.clock.now(), 20 * MINUTE));
    await practice.clock.advance(30 * SECOND);
    expect(practice.booking(id).state).toBe('checking');
    practice.world.applyLate();
    await practice.clock.advance(10 * SECOND);
    expect(practice.booking(id).state).toBe('confirmed');
  });

  test('nor over a restart: the whole settle time counts from the start of the new life @hazard:H32', async () => {
    practice.world.orders.push('late');
    practice.pauseAt('answered');
    const id = practice.book();
    await practice.clock.advance(45 * SECOND);
    practice.clock.setNow(later(practice.clock.now(), 20 * MINUTE));
    practice.restart();
    await practice.clock.advance(55 * SECOND);
    expect(practice.booking(id).state).toBe('checking');
    practice.world.applyLate();
    await practice.clock.advance(20 * SECOND);
    expect(practice.booking(id).state).toBe('confirmed');
  });

  test('a clock that is put back does not leave anybody waiting @hazard:H32', async () => {
    practice.world.orders.push('lose-request');
    const id = practice.book();
    await practice.clock.settle();
    practice.clock.setNow(later(practice.clock.now(), -3 * HOUR));
    await practice.clock.advance(3 * MINUTE);
    expect(practice.booking(id).state).toBe('needs-you');
  });

  test('one that is stuck does not hold up the others @hazard:H13', async () => {
    practice.world.orders.push('hang');
    const ids = SLOTS.map((slot) => practice.book(slot));
    await practice.clock.settle();
    const states = ids.map((id) => practice.booking(id).state);
    expect(states.filter((state) => state === 'confirmed')).toHaveLength(SLOTS.length - 1);
  });

  test('an outage is not hammered, whatever waits', async () => {
    practice.world.breakReads(outage);
    for (const slot of SLOTS) practice.book(slot);
    await practice.clock.advance(10 * MINUTE);
    expect(practice.world.reads()).toBeLessThan(10 * 60);
    practice.world.breakReads(undefined);
    await practice.clock.advance(MINUTE);
    for (const slot of SLOTS) expect(practice.world.carriedOut(slot)).toBe(1);
  });

  test.each(['pre-read', 'intent', 'sent', 'answered', 'settled', 'doubted', 'read-back'] as const)(
    'a crash at %s never books twice, and never says what is not so',
    async (point) => {
      const isDoubt = point === 'doubted' || point === 'read-back';
      if (isDoubt) practice.world.orders.push('lose-answer');
      practice.pauseAt(point);
      const id = practice.book();
      await practice.clock.settle();
      practice.restart();
      await practice.clock.advance(3 * MINUTE);
      const { state } = practice.booking(id);
      expect(practice.world.carriedOut(A)).toBeLessThanOrEqual(1);
      expect(practice.world.sent.length).toBeLessThanOrEqual(1);
      // Killed between intent and sending, nobody can know: that one is for a person.
      expect(state).toBe(point === 'intent' ? 'needs-you' : 'confirmed');
      if (state === 'confirmed') expect(practice.world.carriedOut(A)).toBe(1);
    },
  );

  test('stopping waits for the answer of what is being sent', async () => {
    practice.pauseAt('answered');
    const id = practice.book();
    await practice.clock.settle();
    const stopping = practice.outbox().stop();
    practice.goOn();
    await stopping;
    expect(practice.booking(id).state).toBe('confirmed');
  });

  test('stopping gives up what never answers, and leaves it in doubt', async () => {
    practice.world.orders.push('hang');
    const id = practice.book();
    await practice.clock.settle();
    const stopping = practice.outbox().stop();
    await practice.clock.advance(30 * SECOND);
    await stopping;
    expect(practice.booking(id).state).toBe('checking');
  });

  test('waiting for a fate ends as soon as it is known, or when time is up', async () => {
    const id = practice.book();
    const fate = practice.outbox().whenSettled(id, 10 * SECOND);
    await practice.clock.settle();
    expect((await fate)?.state).toBe('confirmed');

    practice.world.orders.push('lose-request');
    const doubtful = practice.book(SLOTS[1]);
    const waiting = practice.outbox().whenSettled(doubtful, 10 * SECOND);
    await practice.clock.advance(10 * SECOND);
    expect((await waiting)?.state).toBe('checking');
  });
});

describe('an EHR that can prove that a booking never was', () => {
  test('is asked again after proof, at most three times', async () => {
    const practice = smallPractice({ provesNeverBooked: true });
    practice.outbox().start();
    practice.world.orders.push('lose-request', 'lose-request', 'lose-request', 'lose-request');
    const id = practice.book();
    await practice.clock.advance(80 * SECOND);
    expect(practice.world.sent.length).toBe(2);
    await practice.clock.advance(10 * MINUTE);
    expect(practice.world.sent.length).toBe(3);
    expect(practice.booking(id).state).toBe('needs-you');
    await practice.close();
  });
});
