// Cancelling and moving against a diary that loses, delays and refuses, with a real store and a clock that the test moves:
// what does the patient have at the end, and what were they told?
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { failure } from '#shared/domain/failure.ts';
import { HOUR, MINUTE, SECOND, later } from '#shared/domain/time.ts';
import { PATIENT_ID, SOMEBODY_ELSE } from '../support/outbox-diary.ts';
import { A, type SmallPractice, SLOTS, smallPractice } from '../support/outbox-practice.ts';

const B = SLOTS[1] ?? A;
const C = SLOTS[2] ?? A;
const outage = failure('unreachable', 'EMIS Web could not be reached.');

describe('a cancellation on its way to the diary', () => {
  let practice: SmallPractice;
  let id: ReturnType<SmallPractice['book']>;
  beforeEach(async () => {
    practice = smallPractice();
    practice.outbox().start();
    id = practice.book();
    await practice.clock.settle();
  });
  afterEach(() => practice.close());

  const isIn = () => practice.world.slot(A)?.bookedFor === PATIENT_ID;

  test('waits for as long as it can be taken back, and is cancelled only once the diary has it out @hazard:H08', async () => {
    practice.cancel(id);
    expect(practice.booking(id).state).toBe('cancelling');
    await practice.clock.advance(9 * SECOND);
    expect(practice.world.cancellationsSent).toHaveLength(0);
    practice.world.beforeCancel = () => expect(practice.command(id).state).toBe('sending');
    await practice.clock.advance(2 * SECOND);
    expect(practice.booking(id)).toMatchObject({ state: 'cancelled', endedBy: 'patient' });
    expect(isIn()).toBe(false);
    expect(practice.told(id)).toEqual(['confirmed', 'cancelled']);
    expect(practice.world.cancellationsSent).toHaveLength(1);
  });

  test('is taken back until it is sent, and then no more', async () => {
    practice.cancel(id);
    await practice.clock.advance(5 * SECOND);
    expect(practice.undo(id)).toMatchObject({ ok: true });
    expect(practice.booking(id).state).toBe('confirmed');
    await practice.clock.advance(MINUTE);
    expect(practice.world.cancellationsSent).toHaveLength(0);
    practice.cancel(id);
    practice.world.orders.push('hang');
    await practice.clock.advance(11 * SECOND);
    expect(practice.undo(id)).toMatchObject({ ok: false, failure: { kind: 'try-later' } });
  });

  test('that is taken back while the diary is being looked at is not sent', async () => {
    practice.cancel(id);
    practice.pauseAt('cancel-pre-read');
    await practice.clock.advance(11 * SECOND);
    expect(practice.undo(id)).toMatchObject({ ok: true });
    practice.goOn();
    await practice.clock.advance(MINUTE);
    expect(practice.booking(id).state).toBe('confirmed');
    expect(practice.world.cancellationsSent).toHaveLength(0);
    expect(isIn()).toBe(true);
  });

  test('whose answer was lost is found out at once by reading back', async () => {
    practice.world.orders.push('lose-answer');
    practice.cancel(id);
    await practice.clock.advance(11 * SECOND);
    expect(practice.booking(id)).toMatchObject({ state: 'cancelled', endedBy: 'patient' });
    expect(practice.told(id)).toEqual(['confirmed', 'cancelled']);
    expect(practice.world.cancelled(A)).toBe(1);
  });

  test('that was lost is sent again once the appointment has been seen to be there still, and is done once', async () => {
    practice.world.orders.push('lose-request');
    practice.cancel(id);
    await practice.clock.advance(50 * SECOND);
    expect(practice.world.cancellationsSent).toHaveLength(1);
    await practice.clock.advance(2 * MINUTE);
    expect(practice.booking(id).state).toBe('cancelled');
    expect(practice.world.cancellationsSent).toHaveLength(2);
    expect(practice.world.cancelled(A)).toBe(1);
  });

  test('that is never carried out ends with a person, after three tries', async () => {
    practice.world.orders.push('lose-request', 'lose-request', 'lose-request', 'lose-request');
    practice.cancel(id);
    await practice.clock.advance(10 * MINUTE);
    expect(practice.booking(id).state).toBe('needs-you');
    expect(practice.world.cancellationsSent).toHaveLength(3);
    expect(practice.told(id)).toEqual(['confirmed']);
  });

  test('waits out an outage, however long, and says why', async () => {
    practice.world.breakReads(outage);
    practice.cancel(id);
    await practice.clock.advance(HOUR);
    expect(practice.booking(id)).toMatchObject({ state: 'cancelling', failure: { kind: 'unreachable' } });
    practice.world.breakReads(undefined);
    await practice.clock.advance(MINUTE);
    expect(practice.booking(id).state).toBe('cancelled');
  });

  test('of an appointment that staff have taken out already is told so', async () => {
    practice.world.staffCancel(A);
    practice.cancel(id);
    await practice.clock.advance(15 * SECOND);
    expect(practice.booking(id).state).toBe('cancelling'); // one look is none
    await practice.clock.advance(10 * SECOND);
    expect(practice.booking(id)).toMatchObject({ state: 'cancelled', endedBy: 'practice' });
    expect(practice.told(id)).toEqual(['confirmed', 'cancelled-by-practice']);
    expect(practice.world.cancellationsSent).toHaveLength(0);
  });

  test('never touches what somebody else has now @hazard:H07', async () => {
    practice.world.staffCancel(A);
    practice.world.staffBook(A, SOMEBODY_ELSE);
    practice.cancel(id);
    await practice.clock.advance(MINUTE);
    expect(practice.booking(id).state).toBe('cancelled');
    expect(practice.world.cancellationsSent).toHaveLength(0);
    expect(practice.world.slot(A)?.bookedFor).toBe(SOMEBODY_ELSE);
  });

  test('never touches the same patient’s other appointment: a person settles it @hazard:H07', async () => {
    practice.world.staffCancel(A);
    practice.world.staffBook(A, PATIENT_ID);
    practice.cancel(id);
    await practice.clock.advance(MINUTE);
    expect(practice.booking(id).state).toBe('needs-you');
    expect(practice.world.cancellationsSent).toHaveLength(0);
    expect(isIn()).toBe(true);
  });

  test('of a patient who has arrived comes to nothing, and they are told @hazard:H07', async () => {
    practice.world.staffChange(A, { attendance: 'arrived' });
    practice.cancel(id);
    await practice.clock.advance(MINUTE);
    expect(practice.booking(id)).toMatchObject({ state: 'confirmed' });
    expect(practice.told(id)).toEqual(['confirmed', 'not-cancelled']);
    expect(practice.world.cancellationsSent).toHaveLength(0);
  });

  test('of an appointment that staff gave another time comes to nothing @hazard:H07', async () => {
    const startsAt = later(practice.booking(id).slot.startsAt, 5 * MINUTE);
    practice.world.staffChange(A, { startsAt });
    practice.cancel(id);
    await practice.clock.advance(11 * SECOND);
    expect(practice.told(id)).toEqual(['confirmed', 'not-cancelled', 'moved-by-practice']);
    expect(practice.world.cancellationsSent).toHaveLength(0);
  });

  test('of an appointment that staff moved to another slot comes to nothing: it is not out of the diary @hazard:H07', async () => {
    practice.cancel(id);
    practice.world.staffMove(A, B);
    await practice.clock.advance(MINUTE);
    // No reading has shown it: that it was not where we knew it is looked into at once.
    expect(practice.told(id)).toEqual(['confirmed', 'not-cancelled', 'moved-by-practice']);
    expect(practice.booking(id).slot.id).toBe(B);
    expect(practice.world.slot(B)?.bookedFor).toBe(PATIENT_ID);
    expect(practice.world.cancellationsSent).toHaveLength(0);
  });

  test('that was lost, of one that staff moved before we had looked again, is not told as done @hazard:H07', async () => {
    practice.world.orders.push('lose-request');
    practice.cancel(id);
    await practice.clock.advance(11 * SECOND);
    practice.world.staffMove(A, B);
    await practice.clock.advance(5 * MINUTE);
    expect(practice.told(id)).toEqual(['confirmed', 'not-cancelled', 'moved-by-practice']);
    expect(practice.world.slot(B)?.bookedFor).toBe(PATIENT_ID);
    expect(practice.booking(id).state).toBe('confirmed');
    expect(practice.world.cancellationsSent).toHaveLength(1);
  });

  test('is not settled early by a clock that is put forward @hazard:H32', async () => {
    practice.world.orders.push('late');
    practice.cancel(id);
    await practice.clock.advance(11 * SECOND);
    practice.clock.setNow(later(practice.clock.now(), 20 * MINUTE));
    await practice.clock.advance(50 * SECOND);
    expect(practice.command(id).state).toBe('unknown');
    expect(practice.world.cancellationsSent).toHaveLength(1);
    practice.world.applyLate();
    await practice.clock.advance(10 * SECOND);
    expect(practice.booking(id)).toMatchObject({ state: 'cancelled', endedBy: 'patient' });
  });

  test('that was interrupted by a crash is read back, and ends once', async () => {
    practice.pauseAt('cancel-answered');
    practice.cancel(id);
    await practice.clock.advance(11 * SECOND);
    expect(practice.command(id).state).toBe('sending');
    practice.restart();
    await practice.clock.settle();
    expect(practice.booking(id).state).toBe('cancelled');
    expect(practice.told(id)).toEqual(['confirmed', 'cancelled']);
    expect(practice.world.cancellationsSent).toHaveLength(1);
  });

  test('that was interrupted goes on though the disk refuses the first write of the new start', async () => {
    practice.pauseAt('cancel-sent');
    practice.cancel(id);
    await practice.clock.advance(11 * SECOND);
    expect(practice.command(id).state).toBe('sending');
    practice.failWrites(1);
    practice.restart();
    await practice.clock.advance(MINUTE);
    expect(practice.booking(id)).toMatchObject({ state: 'cancelled', endedBy: 'patient' });
    expect(practice.world.cancelled(A)).toBe(1);
  });

  test('that begins too late because nothing could be reached is told as not done', async () => {
    practice.world.breakReads(outage);
    practice.clock.setNow(later(practice.booking(id).slot.startsAt, -10 * MINUTE));
    practice.cancel(id, 'reception');
    await practice.clock.advance(11 * MINUTE);
    expect(practice.booking(id).state).toBe('confirmed');
    expect(practice.told(id)).toEqual(['confirmed', 'not-cancelled']);
  });
});

describe('a move on its way to the diary @hazard:H09 @hazard:H10', () => {
  let practice: SmallPractice;
  let old: ReturnType<SmallPractice['book']>;
  beforeEach(async () => {
    practice = smallPractice();
    practice.outbox().start();
    old = practice.book();
    await practice.clock.settle();
  });
  afterEach(() => practice.close());

  const has = () => SLOTS.filter((slot) => practice.world.slot(slot)?.bookedFor === PATIENT_ID);

  test('books the new one before it cancels the old one, and tells of both', async () => {
    const next = practice.move(old, B);
    practice.world.beforeCancel = () => expect(has()).toEqual([A, B]);
    await practice.clock.advance(11 * SECOND);
    expect(has()).toEqual([B]);
    expect(practice.booking(old)).toMatchObject({ state: 'cancelled', endedBy: 'move' });
    expect(practice.told(next)).toEqual(['confirmed', 'moved']);
    expect(practice.told(old)).toEqual(['confirmed']);
  });

  test('whose new time is gone leaves the old one, and the patient is told', async () => {
    const next = practice.move(old, B);
    practice.world.staffBook(B);
    await practice.clock.advance(11 * SECOND);
    expect(has()).toEqual([A]);
    expect(practice.booking(old).state).toBe('confirmed');
    expect(practice.told(next)).toEqual(['not-moved']);
    expect(practice.world.cancellationsSent).toHaveLength(0);
  });

  test('taken back leaves the old one as it was', async () => {
    const next = practice.move(old, B);
    expect(practice.undo(old)).toMatchObject({ ok: true });
    await practice.clock.advance(MINUTE);
    expect(has()).toEqual([A]);
    expect(practice.booking(next)).toMatchObject({ state: 'cancelled', endedBy: 'patient' });
    expect(practice.told(next)).toEqual([]);
    expect(practice.world.sent).toHaveLength(1);
  });

  test('goes on after a crash between its two halves', async () => {
    const next = practice.move(old, B);
    practice.pauseAt('settled');
    await practice.clock.advance(11 * SECOND);
    expect(practice.booking(next).state).toBe('confirmed');
    expect(has()).toEqual([A, B]);
    practice.restart();
    await practice.clock.settle();
    expect(has()).toEqual([B]);
    expect(practice.told(next)).toEqual(['confirmed', 'moved']);
  });

  test('whose old one cannot be cancelled any more shows a person that there are two', async () => {
    practice.world.staffChange(A, { attendance: 'arrived' });
    practice.move(old, B);
    await practice.clock.advance(MINUTE);
    expect(has()).toEqual([A, B]);
    expect(practice.booking(old)).toMatchObject({ state: 'needs-you' });
    expect(practice.booking(old).failure?.message).toContain('old one could not be cancelled');
    expect(practice.world.cancellationsSent).toHaveLength(0);
  });

  test('whose old one staff have moved meanwhile shows a person that there are two @hazard:H10', async () => {
    const next = practice.move(old, B);
    practice.world.beforeSend = () => practice.world.staffMove(A, C);
    await practice.clock.advance(2 * MINUTE);
    expect(has()).toEqual([B, C]);
    expect(practice.booking(next).state).toBe('confirmed');
    expect(practice.booking(old)).toMatchObject({ state: 'needs-you' });
    expect(practice.booking(old).failure?.message).toContain('old one could not be cancelled');
  });

  test('is undone for the old one when staff take the new one out before it is cancelled', async () => {
    const next = practice.move(old, B);
    practice.pauseAt('cancel-pre-read');
    await practice.clock.advance(11 * SECOND);
    expect(practice.booking(next).state).toBe('confirmed');
    practice.world.staffCancel(B);
    practice.noticeGone(next);
    practice.goOn();
    await practice.clock.advance(MINUTE);
    expect(has()).toEqual([A]);
    expect(practice.booking(old).state).toBe('confirmed');
    expect(practice.told(next)).toEqual(['confirmed', 'cancelled-by-practice']);
  });
});
