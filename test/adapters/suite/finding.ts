// The adapter suite on finding a booking of ours by its mark, wherever staff have put it: never anybody else's, and *it is not
// there* only when the whole answer has come.
import { setTimeout as wait } from 'node:timers/promises';

import { describe, expect, it } from 'vitest';

import { type EhrPatientId, asId } from '#shared/domain/ids.ts';
import type { Outcome } from '#shared/domain/outcome.ts';
import type { PulledSlot } from '#shared/domain/slot.ts';
import { addDays, dayOf, minutesOf } from '#shared/domain/time.ts';

import type { MarkedBooking } from '../../../src/main/ports/ehr-diary.ts';
import type { SlotView } from '../../../src/main/sample-practice/diary/staff-desk.ts';
import type { Misbehaviour } from '../../support/ehr-practice-under-test.ts';
import { type Asks, TOKEN, WRITE, expectNothingPersonalLogged, failureOf, valueOf } from './asks.ts';
import { FAULTS, HEARD_MS, nameOf } from './booking.ts';

const DAYS = 14;

export function describeFinding(asks: Asks, knows: ReadonlySet<Misbehaviour['kind']>): void {
  const { under, aSlot, book } = asks;

  const find = (more: Partial<MarkedBooking> = {}): Promise<Outcome<PulledSlot | undefined>> =>
    under().diary.findBooking(
      {
        patientId: asId<EhrPatientId>(under().patient.patientId),
        token: TOKEN,
        window: { from: under().today, to: addDays(under().today, DAYS - 1) },
        ...more,
      },
      WRITE,
    );

  async function ours(): Promise<{ slot: PulledSlot; inDiary: SlotView }> {
    const { session, slot } = await aSlot('open');
    expect((await book(session, slot)).class).toBe('applied');
    const [inDiary] = (await under().living.staff.bookings()).filter(({ notes }) => notes?.includes(TOKEN));
    if (!inDiary) throw new Error('Our booking is not in the diary');
    return { slot, inDiary };
  }

  /** A free slot of another day, of a type that this protocol shows. */
  async function elsewhere(days: number): Promise<SlotView> {
    const day = addDays(under().today, days);
    const [free] = await under().living.staff.find({ from: day, to: day, status: 'free' });
    if (!free) throw new Error('That day is full');
    return free;
  }

  /** Somebody at the desk books with these words on it, our mark copied perhaps. */
  function bookAtDesk(slotId: number, patientNumber: number | null, notes: string | null): void {
    const words = { reason: 'Knee', notes, bookedBy: '56', evenIfEmbargoed: true };
    const made = under().living.appointments.book({ slotId, patientNumber: patientNumber ?? 0, ...words });
    if (!made.ok) throw new Error(`The diary refuses: ${made.why}`);
  }

  describe('finding our booking by its mark', () => {
    it('finds it in its own slot, under the id that it was booked under', async () => {
      const { slot } = await ours();
      const { id, day, startsAt, durationMin, slotTypeId } = slot;
      const found = valueOf(await find());
      expect(found).toMatchObject({ id, day, startsAt, durationMin, slotTypeId, status: 'booked' });
      expect(found?.bookedFor).toBe(under().patient.patientId);
      expect(found?.note).toContain(TOKEN);
      expect(found?.appointmentId !== undefined).toBe(under().keysOfAppointments);
      // Where a booking does not tell its session, none is made up.
      expect([slot.sessionId, '']).toContain(found?.sessionId);
      expect(under().bookingsAsked()).toBe(1);
      expectNothingPersonalLogged(under());
    });

    it('finds it on the day to which staff have moved it @hazard:H05', async () => {
      const { slot, inDiary } = await ours();
      const free = await elsewhere(3);
      under().living.staff.move(inDiary.slotId, free.slotId);
      const found = valueOf(await find());
      if (!found) throw new Error('A booking that was moved is not found');
      expect(found.id).not.toBe(slot.id);
      expect(found).toMatchObject({ day: free.day, durationMin: free.lengthMinutes, status: 'booked' });
      expect([dayOf(found.startsAt), minutesOf(found.startsAt)]).toEqual([free.day, free.startMinute]);
      expect(found.bookedFor).toBe(under().patient.patientId);
      expectNothingPersonalLogged(under());
    });

    it('does not find it outside the days that it is looked for in', async () => {
      const { inDiary } = await ours();
      under().living.staff.move(inDiary.slotId, (await elsewhere(3)).slotId);
      const { today } = under();
      expect(valueOf(await find({ window: { from: today, to: addDays(today, 2) } }))).toBeUndefined();
      const day = addDays(today, 3);
      expect(valueOf(await find({ window: { from: day, to: day } }))?.day).toBe(day);
    });

    it('looks from today on, and no further than it may: what is left of the days is asked for', async () => {
      const { slot } = await ours();
      const { today } = under();
      const wide = { from: addDays(today, -5), to: addDays(today, 200) };
      expect(valueOf(await find({ window: wide }))?.id).toBe(slot.id);
      const past = { from: addDays(today, -5), to: addDays(today, -1) };
      expect(failureOf(await find({ window: past })).kind).toBe('invalid-input');
    });

    it('finds nothing when staff have cancelled it', async () => {
      const { inDiary } = await ours();
      under().living.staff.cancel(inDiary.slotId);
      expect(valueOf(await find())).toBeUndefined();
    });

    it('still finds it when the patient has arrived, and says so', async () => {
      const { slot } = await ours();
      under().staffMark(slot.id, 'arrived');
      expect(valueOf(await find())).toMatchObject({ id: slot.id, status: 'booked', attendance: 'arrived' });
    });

    it('gives the earliest of two that bear the mark', async () => {
      const { slot, inDiary } = await ours();
      const { living, patient } = under();
      bookAtDesk((await elsewhere(1)).slotId, inDiary.patientNumber, inDiary.notes);
      expect(valueOf(await find())).toMatchObject({ id: slot.id, bookedFor: patient.patientId });
      living.staff.cancel(inDiary.slotId);
      expect(valueOf(await find())?.day).toBe(addDays(under().today, 1));
    });

    it('never takes the booking of another patient for it, whatever is written on that @hazard:H06', async () => {
      const { inDiary } = await ours();
      const { living } = under();
      const other = living.plan.patientList.regulars.find(
        ({ patientNumber }) => patientNumber !== inDiary.patientNumber,
      );
      if (!other) throw new Error('The practice has no other patient');
      living.staff.cancel(inDiary.slotId);
      bookAtDesk(inDiary.slotId, other.patientNumber, inDiary.notes);
      expect(living.staff.slot(inDiary.slotId)?.notes).toContain(TOKEN);
      expect(valueOf(await find())).toBeUndefined();
      bookAtDesk((await elsewhere(1)).slotId, inDiary.patientNumber, 'No mark');
      expect(valueOf(await find())).toBeUndefined();
      expect(valueOf(await find({ token: 'zzzzzzzzzzzz' }))).toBeUndefined();
    });

    it('fails when the EHR cannot be reached', async () => {
      await ours();
      await under().shut();
      await wait(HEARD_MS);
      expect(failureOf(await find()).kind).toBe(under().shutFailure);
      expectNothingPersonalLogged(under());
    });

    const faults = FAULTS.filter(({ kind }) => knows.has(kind));
    it.each(faults.map((fault) => [nameOf(fault), fault] as const))(
      'fails after: %s, and never says that it is not there @hazard:H15',
      async (_name, fault) => {
        await ours();
        under().misbehave('reads', fault);
        expect((await find()).ok).toBe(false);
        expectNothingPersonalLogged(under());
      },
    );
  });
}
