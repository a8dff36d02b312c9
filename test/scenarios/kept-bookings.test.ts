// What staff do in the EHR to bookings of ours: taken out, given another time, dragged to another slot, marked. Told once,
// and never on the strength of one look.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { failure } from '#shared/domain/failure.ts';
import { type EhrPatientId, asId } from '#shared/domain/ids.ts';
import { HOUR, MINUTE, SECOND, dayOf, later } from '#shared/domain/time.ts';
import { settleReview } from '../../src/main/outbox/by-hand/settle-review.ts';
import { PATIENT_ID, SOMEBODY_ELSE } from '../support/outbox-diary.ts';
import { A, type SmallPractice, SLOTS, smallPractice } from '../support/outbox-practice.ts';

const B = SLOTS[1] ?? A;

describe('a booking that is in the diary', () => {
  let practice: SmallPractice;
  let id: ReturnType<SmallPractice['book']>;
  beforeEach(async () => {
    practice = smallPractice();
    practice.outbox().start();
    id = practice.book();
    await practice.clock.advance(SECOND);
  });
  afterEach(() => practice.close());

  /** As the sync loop hands a day on. */
  const read = (startedAt = practice.clock.now()) =>
    practice.outbox().onSlotsPulled({
      day: dayOf(practice.booking(id).slot.startsAt),
      startedAt,
      slots: SLOTS.flatMap((slot) => practice.world.slot(slot) ?? []),
    });
  const kinds = () => practice.store.read.audit.recent(50).map(({ kind }) => kind);

  test('is left alone as long as readings show it', async () => {
    const before = practice.world.reads();
    read();
    await practice.clock.advance(MINUTE);
    expect(practice.booking(id).state).toBe('confirmed');
    expect(practice.world.reads()).toBe(before);
  });

  test('and taken out by staff is told once two looks agree @hazard:H05', async () => {
    practice.world.staffCancel(A);
    read();
    await practice.clock.advance(9 * SECOND);
    expect(practice.booking(id).state).toBe('confirmed');
    await practice.clock.advance(2 * SECOND);
    expect(practice.booking(id)).toMatchObject({ state: 'cancelled', endedBy: 'practice' });
    read();
    await practice.clock.advance(2 * HOUR);
    expect(practice.told(id)).toEqual(['confirmed', 'cancelled-by-practice']);
    expect(practice.world.sent).toHaveLength(1);
  });

  test('is not told to be gone while its day is in doubt, and is as soon as it is not @hazard:H15', async () => {
    const day = dayOf(practice.booking(id).slot.startsAt);
    const none = { putSessions: [], removeSessions: [], putSlots: [], removeSlots: [] };
    const setDay = (generation: number, state: 'whole' | 'suspect') => {
      const at = practice.clock.now();
      practice.store.write((tx) =>
        tx.days.apply({ day, generation, countsReadAt: at, slotsReadAt: at, state, ...none }, at),
      );
    };
    setDay(1_000, 'suspect');
    practice.world.staffCancel(A);
    practice.outbox().reconcile();
    await practice.clock.advance(5 * MINUTE);
    expect([practice.booking(id).state, practice.told(id)]).toEqual(['confirmed', ['confirmed']]);
    setDay(1_001, 'whole');
    await practice.clock.advance(11 * SECOND);
    expect(practice.told(id)).toEqual(['confirmed', 'cancelled-by-practice']);
  });

  test.each([
    ['given to somebody else', () => practice.world.staffBook(A, SOMEBODY_ELSE)],
    ['closed', () => practice.world.staffChange(A, { status: 'blocked' })],
    ['removed', () => practice.world.staffRemove(A)],
  ])('whose slot is %s is found by the hourly look alone', async (_how, change) => {
    practice.world.staffCancel(A);
    change();
    await practice.clock.advance(HOUR + MINUTE);
    expect(practice.told(id)).toEqual(['confirmed', 'cancelled-by-practice']);
  });

  test('and back at the second look is kept', async () => {
    const slot = practice.world.slot(A);
    practice.world.staffCancel(A);
    read();
    await practice.clock.advance(5 * SECOND);
    practice.world.staffChange(A, { ...slot });
    await practice.clock.advance(2 * HOUR);
    expect(practice.booking(id).state).toBe('confirmed');
    expect(practice.told(id)).toEqual(['confirmed']);
  });

  test('is not believed gone by a reading that began before it was confirmed', async () => {
    const slot = practice.world.slot(A);
    practice.world.staffCancel(A);
    read(later(practice.booking(id).stateAt, -1));
    practice.world.staffChange(A, { ...slot });
    const before = practice.world.reads();
    await practice.clock.advance(MINUTE);
    expect(practice.world.reads()).toBe(before);
  });

  test('is kept while the diary cannot be read, and settled when it can', async () => {
    practice.world.staffCancel(A);
    read();
    practice.world.breakReads(failure('unreachable', 'EMIS Web could not be reached.'));
    await practice.clock.advance(HOUR);
    expect(practice.booking(id).state).toBe('confirmed');
    practice.world.breakReads(undefined);
    await practice.clock.advance(2 * MINUTE);
    expect(practice.booking(id).state).toBe('cancelled');
  });

  test('is still theirs when staff write over our mark', async () => {
    practice.world.staffChange(A, { note: 'Rang, will be late' });
    read();
    await practice.clock.advance(2 * HOUR);
    expect(practice.booking(id).state).toBe('confirmed');
  });

  test('shows what staff mark on it, and shows it no more when it is taken off', async () => {
    practice.world.staffChange(A, { attendance: 'arrived' });
    read();
    expect(practice.booking(id).attendance).toBe('arrived');
    practice.world.staffChange(A, { attendance: 'finished' });
    read();
    read();
    expect(practice.booking(id).attendance).toBe('finished');
    const { attendance: _off, ...rest } = practice.world.slot(A) ?? {};
    practice.world.staffRemove(A);
    practice.world.put(rest as Parameters<SmallPractice['world']['put']>[0]);
    read();
    expect(practice.booking(id).attendance).toBeUndefined();
    expect(kinds().filter((kind) => kind === 'booking-attended')).toHaveLength(3);
  });

  test('is followed to the slot that staff dragged it to, and the patient is told', async () => {
    practice.world.staffMove(A, B);
    read();
    await practice.clock.advance(SECOND);
    expect(practice.booking(id)).toMatchObject({ state: 'confirmed', slot: { id: B } });
    expect(practice.told(id)).toEqual(['confirmed', 'moved-by-practice']);
    expect(kinds()).toContain('booking-shifted');
    practice.cancel(id);
    await practice.clock.advance(11 * SECOND);
    expect(practice.world.slot(B)?.status).toBe('open');
    expect(practice.booking(id)).toMatchObject({ state: 'cancelled', endedBy: 'patient' });
  });

  test('is followed to a slot that no reading has reached, and never told as cancelled', async () => {
    practice.world.staffMove(A, B);
    const only = [practice.world.slot(A)].flatMap((slot) => slot ?? []);
    const { slot } = practice.booking(id);
    practice.outbox().onSlotsPulled({ day: slot.day, startedAt: practice.clock.now(), slots: only });
    await practice.clock.advance(11 * SECOND);
    expect(practice.booking(id)).toMatchObject({ state: 'confirmed', slot: { id: B } });
    await practice.clock.advance(2 * HOUR);
    expect(practice.told(id)).toEqual(['confirmed', 'moved-by-practice']);
  });

  test('is followed to the time that staff gave its slot', async () => {
    const startsAt = later(practice.booking(id).slot.startsAt, 5 * MINUTE);
    practice.world.staffChange(A, { startsAt });
    read();
    await practice.clock.advance(11 * SECOND);
    expect(practice.booking(id)).toMatchObject({ state: 'confirmed', slot: { id: A, startsAt } });
    expect(practice.told(id)).toEqual(['confirmed', 'moved-by-practice']);
  });

  test('that is there twice is shown to a person, and neither is cancelled', async () => {
    const { note } = practice.world.slot(A) ?? {};
    practice.world.staffBook(B, PATIENT_ID);
    practice.world.staffChange(B, { note: note ?? '' });
    read();
    await practice.clock.advance(SECOND);
    expect(practice.booking(id)).toMatchObject({ state: 'needs-you' });
    expect(practice.booking(id).failure?.message).toContain('twice');
    expect(practice.world.cancellationsSent).toHaveLength(0);
  });

  test('that shows now in this of two equal slots and now in the other is one, and kept', async () => {
    const { note } = practice.world.slot(A) ?? {};
    practice.world.staffBook(B, PATIENT_ID);
    practice.world.staffChange(A, { appointmentId: '71' });
    practice.world.staffChange(B, { note: note ?? '', appointmentId: '71' });
    read();
    await practice.clock.advance(2 * HOUR);
    expect(practice.booking(id)).toMatchObject({ state: 'confirmed' });
    expect(practice.told(id)).toEqual(['confirmed']);
  });

  test('whose mark stands on another patient is shown to a person @hazard:H06', async () => {
    practice.world.staffChange(A, { bookedFor: SOMEBODY_ELSE });
    read();
    await practice.clock.advance(11 * SECOND);
    expect(practice.booking(id)).toMatchObject({ state: 'needs-you' });
  });

  describe('that a person has been asked about', () => {
    const settle = (verdict: 'in-diary' | 'try-again' = 'in-diary') => {
      const at = practice.clock.now();
      const { store, dice } = practice;
      return settleReview(store, { bookingId: id, verdict, note: 'Looked', who: 'reception', at, dice });
    };
    const asked = () => practice.audit(id).filter((to) => to === 'review').length;
    const standTwice = (second = B) => {
      practice.world.staffBook(second, PATIENT_ID);
      practice.world.staffChange(second, { note: practice.world.slot(A)?.note ?? '' });
    };
    /** As a day goes: readings, and the hourly look. */
    const goOn = async (hours = 3) => {
      for (let n = 0; n < hours * 4; n += 1) {
        if (practice.booking(id).state === 'confirmed') read();
        await practice.clock.advance(15 * MINUTE);
      }
    };

    test.each([
      ['another patient’s', () => practice.world.staffChange(A, { bookedFor: SOMEBODY_ELSE })],
      ['there twice', () => standTwice()],
    ])('is asked about once: %s @hazard:H06', async (_what, change) => {
      change();
      await goOn();
      expect([practice.booking(id).state, asked()]).toEqual(['needs-you', 1]);
      expect(settle()).toMatchObject({ ok: true });
      await goOn(5);
      expect([practice.booking(id).state, asked()]).toEqual(['confirmed', 1]);
      practice.restart();
      await goOn(5);
      expect([practice.booking(id).state, asked()]).toEqual(['confirmed', 1]);
      expect(practice.told(id)).toEqual(['confirmed']);
    });

    test('costs no looks but the hourly ones', async () => {
      standTwice();
      await goOn(1);
      settle();
      await goOn(1);
      const before = practice.world.reads();
      for (let n = 0; n < 40; n += 1) {
        read();
        await practice.clock.advance(15 * SECOND);
      }
      expect(practice.world.reads() - before).toBeLessThanOrEqual(4);
    });

    test('is asked about again when it is amiss in another way', async () => {
      standTwice();
      await goOn();
      settle();
      practice.world.staffChange(A, { bookedFor: SOMEBODY_ELSE });
      await goOn();
      expect([practice.booking(id).state, asked()]).toEqual(['needs-you', 2]);
      settle();
      practice.world.staffChange(A, { bookedFor: asId<EhrPatientId>('900') });
      await goOn();
      expect([practice.booking(id).state, asked()]).toEqual(['needs-you', 3]);
    });

    test.each([
      [
        'another patient’s',
        () => practice.world.staffChange(A, { bookedFor: SOMEBODY_ELSE }),
        () => practice.world.staffChange(A, { bookedFor: PATIENT_ID }),
      ],
      ['there twice', () => standTwice(), () => practice.world.staffCancel(B)],
    ])('and was put right is asked about when it happens again: %s', async (_what, change, mend) => {
      change();
      await goOn();
      settle();
      await goOn();
      mend();
      await goOn();
      expect(practice.booking(id)).toMatchObject({ state: 'confirmed' });
      expect(practice.booking(id).patient).not.toHaveProperty('askedAbout');
      change();
      await goOn();
      expect([practice.booking(id).state, asked()]).toEqual(['needs-you', 2]);
    });

    test('and is left in the second place alone is followed there', async () => {
      standTwice();
      await goOn();
      settle();
      practice.world.staffCancel(A);
      await goOn();
      expect(practice.booking(id)).toMatchObject({ state: 'confirmed', slot: { id: B } });
      expect(practice.told(id)).toEqual(['confirmed', 'moved-by-practice']);
      expect(asked()).toBe(1);
    });

    test('names nobody in the trail: whose appointment it is lies with the patient’s details', async () => {
      practice.world.staffChange(A, { bookedFor: asId<EhrPatientId>('ehr-4711') });
      await goOn(1);
      expect(practice.booking(id).patient?.askedAbout).toContain('ehr-4711');
      expect(JSON.stringify(practice.store.read.audit.recent(99))).not.toContain('ehr-4711');
      expect(JSON.stringify(practice.command(id))).not.toContain('ehr-4711');
    });

    test('and tried again begins anew', async () => {
      practice.world.staffChange(A, { bookedFor: SOMEBODY_ELSE });
      await goOn(1);
      settle('try-again');
      expect(practice.booking(id).patient).not.toHaveProperty('askedAbout');
    });
  });

  test('that staff took out while its cancellation was being taken back is looked at all the same', async () => {
    practice.cancel(id);
    practice.world.staffCancel(A);
    practice.outbox().reconcile();
    await practice.clock.advance(SECOND);
    practice.undo(id);
    expect(practice.booking(id).state).toBe('confirmed');
    await practice.clock.advance(5 * MINUTE);
    expect(practice.told(id)).toEqual(['confirmed', 'cancelled-by-practice']);
  });

  test('that is being cancelled is the cancellation’s matter', async () => {
    practice.cancel(id);
    practice.world.staffCancel(A);
    read();
    await practice.clock.advance(MINUTE);
    expect(practice.told(id)).toEqual(['confirmed', 'cancelled-by-practice']);
    expect(practice.booking(id).state).toBe('cancelled');
  });
});
