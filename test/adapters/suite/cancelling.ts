// The adapter suite on cancelling: it takes out the very appointment that was looked at and nothing else, sends once, says
// *applied* only when it is out, and whatever is in doubt reading back settles.
import { setTimeout as wait } from 'node:timers/promises';

import { describe, expect, it } from 'vitest';

import { type EhrPatientId, asId } from '#shared/domain/ids.ts';
import type { Session } from '#shared/domain/session.ts';
import type { PulledSlot } from '#shared/domain/slot.ts';

import { MARKS, type Misbehaviour } from '../../support/ehr-practice-under-test.ts';
import { type Asks, TOKEN, expectNothingPersonalLogged } from './asks.ts';
import { FAULTS, HEARD_MS, nameOf } from './booking.ts';

export function describeCancelling(asks: Asks, knows: ReadonlySet<Misbehaviour['kind']>): void {
  const { under, aSlot, book, cancel, readBack, readWindow, today } = asks;

  /** An appointment of ours, and the slot as the look before its cancellation shows it. */
  async function ours(): Promise<{ session: Session; slot: PulledSlot; seen: PulledSlot }> {
    const { session, slot } = await aSlot('open');
    expect((await book(session, slot)).class).toBe('applied');
    const seen = await readBack(session, slot);
    if (!seen) throw new Error('Our booking is not found');
    expect(seen.note).toContain(TOKEN);
    return { session, slot, seen };
  }

  const isInDiary = async (): Promise<boolean> =>
    (await under().living.staff.bookings()).some(({ notes }) => notes?.includes(TOKEN));

  /** Counts the requests to cancel from here on. */
  function countAsked(): () => number {
    const before = under().cancellationsAsked();
    return () => under().cancellationsAsked() - before;
  }

  describe('cancelling', () => {
    it.each(['patient', 'practice'] as const)(
      'by the %s takes our appointment out, asks once, and the slot is free for the next reader',
      async (by) => {
        const { session, slot, seen } = await ours();
        const asked = countAsked();
        expect(await cancel(session, seen, { by })).toEqual({ class: 'applied' });
        expect(asked()).toBe(1);
        expect(await isInDiary()).toBe(false);
        expect(under().slotInDiary(slot.id)?.status).toBe('open');
        const read = (await readWindow(today())).flatMap(({ slots }) => slots);
        expect(read.find(({ id }) => id === slot.id)?.status).toBe('open');
        expect((await readBack(session, slot))?.status).toBe(
          under().diary.sees.provesNeverBooked ? 'unknown' : 'open',
        );
      },
    );

    it('names the appointment by its own key, where the protocol has one, and sends nothing under a wrong one', async () => {
      const { session, slot, seen } = await ours();
      expect(seen.appointmentId !== undefined).toBe(under().keysOfAppointments);
      if (!under().keysOfAppointments) return;
      const asked = countAsked();
      expect(await cancel(session, seen, { appointmentId: 'no key / of any' })).toMatchObject({
        class: 'not-applied',
        failure: { kind: 'invalid-input' },
      });
      expect(asked()).toBe(0);
      expect((await cancel(session, seen, { appointmentId: '0000000000000000' })).class).not.toBe('applied');
      expect(under().slotInDiary(slot.id)?.status).toBe('booked');
    });

    it('leaves every other appointment as it is @hazard:H05', async () => {
      const { session, seen } = await ours();
      const rest = async () =>
        (await under().living.staff.bookings()).filter(({ notes }) => !notes?.includes(TOKEN));
      const before = await rest();
      expect(before.length).toBeGreaterThan(100);
      expect((await cancel(session, seen)).class).toBe('applied');
      expect(await rest()).toEqual(before);
    });

    it('never takes out what another patient has in the slot by now @hazard:H05', async () => {
      const { session, slot, seen } = await ours();
      under().staffCancel(slot.id);
      under().staffBook(slot.id);
      const theirs = under().slotInDiary(slot.id);
      expect(theirs?.patientId).not.toBe(under().patient.patientId);
      const answer = await cancel(session, seen);
      expect(under().slotInDiary(slot.id)).toEqual(theirs);
      // Ours is out: who can prove that may say so.
      if (!under().diary.sees.provesNeverBooked) expect(answer.class).toBe('ambiguous');
    });

    it('never takes out our appointment in the name of another patient @hazard:H06', async () => {
      const { session, slot, seen } = await ours();
      const patientId = asId<EhrPatientId>(under().otherPatientId);
      expect((await cancel(session, seen, { patientId })).class).not.toBe('applied');
      expect(under().slotInDiary(slot.id)?.patientId).toBe(under().patient.patientId);
    });

    it('asked twice is harmless, also when somebody has booked the slot in between @hazard:H01', async () => {
      const { session, slot, seen } = await ours();
      expect((await cancel(session, seen)).class).toBe('applied');
      expect(['applied', 'ambiguous']).toContain((await cancel(session, seen)).class);
      expect(under().slotInDiary(slot.id)?.status).toBe('open');
      under().staffBook(slot.id);
      await cancel(session, seen);
      expect(under().slotInDiary(slot.id)?.status).toBe('booked');
    });

    it('finds one that staff have cancelled out of the diary, and is told no more than that', async () => {
      const { session, slot, seen } = await ours();
      under().staffCancel(slot.id);
      const answer = await cancel(session, seen);
      if (answer.class !== 'applied') expect(answer).toMatchObject({ class: 'ambiguous', saidNo: true });
      expect(under().slotInDiary(slot.id)?.status).toBe('open');
      expect((await readBack(session, slot))?.status).not.toBe('booked');
    });

    it('does not follow one that staff have moved to another slot @hazard:H05', async () => {
      const { session, slot, seen } = await ours();
      const { living } = under();
      const [old] = (await living.staff.bookings()).filter(({ notes }) => notes?.includes(TOKEN));
      const [free] = await living.staff.find({ status: 'free', slotType: 'Nurse - smear' });
      if (!old || !free || old.patientNumber === null) throw new Error('There is nowhere to move to');
      living.staff.move(old.slotId, free.slotId);
      const answer = await cancel(session, seen);
      if (!under().diary.sees.provesNeverBooked) expect(answer.class).toBe('ambiguous');
      expect(living.staff.slot(free.slotId)).toMatchObject({
        status: 'booked',
        patientNumber: old.patientNumber,
      });
      expect((await readBack(session, slot))?.status).not.toBe('booked');
    });

    it('is never said to be done when the patient has arrived meanwhile', async () => {
      const { session, slot, seen } = await ours();
      under().staffMark(slot.id, 'arrived');
      expect((await cancel(session, seen)).class).not.toBe('applied');
      expect(await readBack(session, slot)).toMatchObject({ status: 'booked', attendance: 'arrived' });
    });

    it('never says that it is done when the sign-in is refused, and no only with proof', async () => {
      const { session, slot, seen } = await ours();
      under().refuseSignIn();
      const answer = await cancel(session, seen);
      // A line that is signed in stays so: then the refusal comes as an answer to the request itself.
      if (answer.class === 'not-applied') {
        expect(answer.permanent).toBe(false);
        expect(answer.failure.kind).toMatch(/^not-(signed-in|allowed)$/);
      } else expect(answer.class).toBe('ambiguous');
      expect(under().slotInDiary(slot.id)?.status).toBe('booked');
    });

    it('knows that nothing was done when the EHR cannot be reached', async () => {
      const { session, seen } = await ours();
      await under().shut();
      await wait(HEARD_MS);
      expect(await cancel(session, seen)).toMatchObject({
        class: 'not-applied',
        permanent: false,
        failure: { kind: under().shutFailure },
      });
    });

    it('knows that nothing was done when it was stopped before it was sent', async () => {
      const { session, slot, seen } = await ours();
      const asked = countAsked();
      const answer = await cancel(session, seen, { signal: AbortSignal.abort() });
      expect(answer).toMatchObject({ class: 'not-applied', permanent: false, failure: { kind: 'stopped' } });
      expect(asked()).toBe(0);
      expect(under().slotInDiary(slot.id)?.status).toBe('booked');
    });

    const faults = FAULTS.filter(({ kind }) => knows.has(kind));
    it.each(faults.map((fault) => [nameOf(fault), fault] as const))(
      'sends once and is in doubt after: %s; reading back tells the truth @hazard:H01 @hazard:H45',
      async (_name, fault) => {
        const { session, slot, seen } = await ours();
        const asked = countAsked();
        under().misbehave('writes', fault);
        const answer = await cancel(session, seen);
        expect(answer.class).toBe('ambiguous');
        // SystmOne's servers fail by an answer of its own, which says no whatever they have done.
        if (fault.kind !== 'server-error') expect(answer).not.toHaveProperty('saidNo');
        expect(asked()).toBe(1);
        const isStillOurs = await isInDiary();
        if ('when' in fault) expect(isStillOurs).toBe(fault.when === 'before-work');
        if (fault.kind !== 'overloaded') {
          const back = await readBack(session, slot);
          expect(back?.status === 'booked').toBe(isStillOurs);
        }
        expect(asked()).toBe(1);
        expectNothingPersonalLogged(under());
      },
    );
  });

  describe('what staff mark on our appointment', () => {
    it.each(MARKS)('is shown by the next look: %s', async (mark) => {
      const { session, slot, seen } = await ours();
      expect(seen.attendance).toBeUndefined();
      under().staffMark(slot.id, mark);
      const attendance = under().attendances[mark];
      const { patientId } = under().patient;
      expect(await readBack(session, slot)).toMatchObject({
        id: slot.id,
        status: 'booked',
        bookedFor: patientId,
        attendance,
      });
      if (!under().diary.sees.bookedSlots) return;
      const read = (await readWindow(today())).flatMap(({ slots }) => slots);
      expect(read.find(({ id }) => id === slot.id)).toMatchObject({ status: 'booked', attendance });
    });
  });
}
