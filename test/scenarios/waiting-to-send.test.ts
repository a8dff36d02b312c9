// Where a write has to wait for its place in the EHR's queue it is not on disk as sent meanwhile: it can be taken back, a kill leaves
// nothing in doubt, and a place that is not used is given back.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { failure } from '#shared/domain/failure.ts';
import { HOUR, MINUTE, SECOND } from '#shared/domain/time.ts';
import { PATIENT_ID } from '../support/outbox-diary.ts';
import { A, type SmallPractice, smallPractice } from '../support/outbox-practice.ts';

describe.each(['alone', 'beside'] as const)('a place in the queue that is kept %s', (queue) => {
  let practice: SmallPractice;
  beforeEach(() => {
    practice = smallPractice({ queue });
    practice.outbox().start();
  });
  afterEach(() => practice.close());

  const goOn = async () => {
    practice.world.letThrough();
    await practice.clock.settle();
  };
  const booked = async () => {
    const id = practice.book();
    await practice.clock.settle();
    await goOn();
    expect(practice.booking(id).state).toBe('confirmed');
    return id;
  };

  test('a booking is on disk as sent only once it has its place', async () => {
    const id = practice.book();
    await practice.clock.settle();
    expect(practice.command(id)).toMatchObject({ attempts: 0 });
    expect(['received', 'ready']).toContain(practice.command(id).state);
    practice.world.beforeSend = () => expect(practice.command(id).state).toBe('sending');
    await goOn();
    expect(practice.booking(id).state).toBe('confirmed');
    expect(practice.world.turnsKept()).toBe(0);
  });

  test('killed while it waits, nothing is in doubt: the new start sends it, once @hazard:H01', async () => {
    const id = practice.book();
    await practice.clock.settle();
    practice.restart();
    await practice.clock.settle();
    expect(practice.audit(id)).not.toContain('unknown');
    await goOn();
    await practice.clock.advance(MINUTE);
    expect(practice.booking(id).state).toBe('confirmed');
    expect(practice.world.carriedOut(A)).toBe(1);
  });

  test('taken back while it waits, it is never sent, and its place is given back', async () => {
    const id = practice.book();
    await practice.clock.settle();
    expect(practice.undo(id)).toMatchObject({ ok: true });
    await goOn();
    expect(practice.world.sent).toHaveLength(0);
    expect(practice.world.turnsKept()).toBe(0);
  });

  test('stopping does not wait for it, and a place that comes too late is given back', async () => {
    const id = practice.book();
    await practice.clock.settle();
    await practice.outbox().stop();
    await goOn();
    expect(practice.world.turnsKept()).toBe(0);
    expect(practice.world.sent).toHaveLength(0);
    expect(practice.booking(id).state).toBe('accepted');
  });

  test('one that never comes is waited for within limits, said, and told when its time is over', async () => {
    const id = practice.book();
    await practice.clock.advance(MINUTE);
    expect(practice.booking(id)).toMatchObject({ state: 'accepted', failure: { kind: 'timed-out' } });
    expect(practice.store.read.health.of('write')?.failure?.kind).toBe('timed-out');
    await practice.clock.advance(HOUR);
    expect(practice.booking(id).state).toBe('not-booked');
    expect(practice.world.sent).toHaveLength(0);
  });

  test('a cancellation likewise: not sent before its place, and none is kept when there is nothing to send', async () => {
    const id = await booked();
    practice.cancel(id);
    await practice.clock.advance(11 * SECOND);
    expect(practice.command(id)).toMatchObject({ kind: 'cancel', state: 'ready', attempts: 0 });
    await goOn();
    expect(practice.booking(id)).toMatchObject({ state: 'cancelled', endedBy: 'patient' });
    expect(practice.world.turnsKept()).toBe(0);
    expect(practice.world.slot(A)?.bookedFor).not.toBe(PATIENT_ID);
  });

  test('the diary cannot be read: the place is given back', async () => {
    const id = await booked();
    practice.cancel(id);
    practice.world.breakReads(failure('unreachable', 'EMIS Web could not be reached.'));
    await practice.clock.advance(11 * SECOND);
    await goOn();
    expect(practice.booking(id).state).toBe('cancelling');
    expect(practice.world.turnsKept()).toBe(0);
  });
});

test('where it stands alone the look comes first, else last: EMIS cancels by slot and patient alone @hazard:H07', async () => {
  const looksAfterPlace = async (queue: 'alone' | 'beside') => {
    const practice = smallPractice({ queue });
    practice.outbox().start();
    const id = practice.book();
    await practice.clock.settle();
    practice.world.letThrough();
    await practice.clock.settle();
    practice.cancel(id);
    await practice.clock.advance(11 * SECOND);
    const before = practice.world.reads();
    practice.world.letThrough();
    await practice.clock.settle();
    const looks = practice.world.reads() - before;
    expect(practice.booking(id).state).toBe('cancelled');
    await practice.close();
    return looks;
  };
  expect(await looksAfterPlace('alone')).toBe(0);
  expect(await looksAfterPlace('beside')).toBe(1);
});
