// The adapter suite on booking: what counts as proof that the diary has it, what as proof that it has not, and that all
// else is doubt which reading back settles.
import { setTimeout as wait } from 'node:timers/promises';

import { describe, expect, it } from 'vitest';

import { addDays } from '#shared/domain/time.ts';

import type { Misbehaviour } from '../../support/ehr-practice-under-test.ts';
import { type Asks, TOKEN, expectNothingPersonalLogged } from './asks.ts';

/** Until the end of a kept connection is known on this side too. */
export const HEARD_MS = 50;

export const FAULTS: readonly Misbehaviour[] = [
  { kind: 'drop', when: 'before-work' },
  { kind: 'drop', when: 'after-work' },
  { kind: 'black-hole', when: 'before-work' },
  { kind: 'black-hole', when: 'after-work' },
  { kind: 'server-error', when: 'before-work' },
  { kind: 'server-error', when: 'after-work' },
  { kind: 'portal' },
  { kind: 'redirect' },
  { kind: 'garbage' },
  { kind: 'cut-off' },
  { kind: 'oversized' },
  { kind: 'overloaded' },
];

export const nameOf = (fault: Misbehaviour): string =>
  'when' in fault ? `${fault.kind}, ${fault.when}` : fault.kind;

export function describeBooking(asks: Asks, knows: ReadonlySet<Misbehaviour['kind']>): void {
  const { under, aSlot, book, readBack, readWindow } = asks;

  describe('booking', () => {
    it('books, and finds its mark when the slot is read back', async () => {
      const { session, slot } = await aSlot('open');
      const { patientId } = under().patient;
      expect(await book(session, slot)).toEqual({ class: 'applied' });
      expect(under().slotInDiary(slot.id)).toMatchObject({ status: 'booked', patientId });
      const back = await readBack(session, slot);
      expect(back).toMatchObject({ id: slot.id, status: 'booked', bookedFor: patientId });
      expect(back?.note).toContain(TOKEN);
      expect(under().bookingsAsked()).toBe(1);
    });

    it('reads back a slot that is still free as free, and one of another patient never as ours', async () => {
      const { session, slot } = await aSlot('open');
      expect((await readBack(session, slot))?.status).toBe('open');
      under().staffBook(slot.id);
      const back = await readBack(session, slot);
      expect(back?.status).toBe(under().diary.sees.bookedSlots ? 'booked' : undefined);
      expect(back?.bookedFor).not.toBe(under().patient.patientId);
      expect(back?.note ?? '').not.toContain(TOKEN);
    });

    it('never takes a booking that staff have cancelled for a live one @hazard:H05', async () => {
      const { session, slot } = await aSlot('open');
      expect((await book(session, slot)).class).toBe('applied');
      const { staff } = under().living;
      const ours = (await staff.bookings()).filter(({ notes }) => notes?.includes(TOKEN));
      expect(ours).toHaveLength(1);
      for (const { slotId } of ours) staff.cancel(slotId);
      const back = await readBack(session, slot);
      expect(back?.status).not.toBe('booked');
      // Where an absence is proof, a slot that has had our booking must not look like one that never had.
      if (under().diary.sees.provesNeverBooked) {
        expect(back?.status).toBe('unknown');
        expect(back?.note).toContain(TOKEN);
      }
    });

    it('finds our booking among equal slots, and leaves the other one free @hazard:H02', async () => {
      const day = addDays(under().today, 1);
      for (let n = 0; n < 2; n += 1) under().living.staff.addSession({ day, name: 'Twin clinic' });
      const twins = async () =>
        (await readWindow({ from: day, to: day })).filter(({ session }) => session.name === 'Twin clinic');
      const places = (await twins()).flatMap(({ session, slots }) =>
        slots.map((slot) => ({ session, slot })),
      );
      const last = places.reduce((one, other) => (other.slot.startsAt >= one.slot.startsAt ? other : one));
      expect((await book(last.session, last.slot)).class).toBe('applied');
      const back = await readBack(last.session, last.slot);
      expect(back).toMatchObject({ id: last.slot.id, bookedFor: under().patient.patientId });
      const equal = (await twins())
        .flatMap(({ slots }) => slots)
        .filter(({ startsAt, status }) => startsAt === last.slot.startsAt && status === 'open');
      expect(equal).toHaveLength(1);
      expect(equal[0]?.id).not.toBe(last.slot.id);
    });

    it('never takes the refusal of a taken slot for proof @hazard:H04', async () => {
      const { session, slot } = await aSlot('open');
      under().staffBook(slot.id);
      expect((await book(session, slot)).class).toBe('ambiguous');
      expect(under().slotInDiary(slot.id)?.patientId).not.toBe(under().patient.patientId);
    });

    it('never says that it is booked when the sign-in is refused, and no only with proof', async () => {
      const { session, slot } = await aSlot('open');
      under().refuseSignIn();
      const answer = await book(session, slot);
      if (under().refusedSignIn === 'proof') {
        expect(answer).toMatchObject({ class: 'not-applied', permanent: false });
        expect(answer.class !== 'applied' && answer.failure.kind).toMatch(/^not-(signed-in|allowed)$/);
      } else {
        expect(answer.class).toBe('ambiguous');
      }
      expect(under().slotInDiary(slot.id)?.status).toBe('open');
    });

    it('knows that nothing was booked when the EHR cannot be reached', async () => {
      const { session, slot } = await aSlot('open');
      await under().shut();
      await wait(HEARD_MS);
      expect(await book(session, slot)).toMatchObject({
        class: 'not-applied',
        permanent: false,
        failure: { kind: under().shutFailure },
      });
    });

    it('knows that nothing was booked when it was stopped before it was sent', async () => {
      const { session, slot } = await aSlot('open');
      const answer = await book(session, slot, AbortSignal.abort());
      expect(answer).toMatchObject({ class: 'not-applied', failure: { kind: 'stopped' } });
      expect(under().bookingsAsked()).toBe(0);
    });

    const faults = FAULTS.filter(({ kind }) => knows.has(kind));
    it.each(faults.map((fault) => [nameOf(fault), fault] as const))(
      'sends once and is in doubt after: %s; reading back tells the truth @hazard:H01 @hazard:H45',
      async (_name, fault) => {
        const { session, slot } = await aSlot('open');
        under().misbehave('writes', fault);
        expect((await book(session, slot)).class).toBe('ambiguous');
        expect(under().bookingsAsked()).toBe(1);
        const isOurs = under().slotInDiary(slot.id)?.patientId === under().patient.patientId;
        if (fault.kind !== 'overloaded') {
          const back = await readBack(session, slot);
          expect([back?.status, back?.bookedFor === under().patient.patientId]).toEqual(
            isOurs ? ['booked', true] : ['open', false],
          );
        }
        expect(under().bookingsAsked()).toBe(1);
        expectNothingPersonalLogged(under());
      },
    );
  });
}
