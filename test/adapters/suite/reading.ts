// The adapter suite on reading: what a connector says is what stands in the diary, as far as its protocol can see.
import { describe, expect, it } from 'vitest';

import { type SlotId, asId } from '#shared/domain/ids.ts';
import type { SlotStatus } from '#shared/domain/slot.ts';
import { addDays } from '#shared/domain/time.ts';

import { type Asks, NEAR, type SessionRead, WRITE, byId, failureOf, valueOf } from './asks.ts';

export const countsAgree = ({ session, slots }: SessionRead): void => {
  for (const count of session.counts) {
    const mine = slots.filter((slot) => slot.slotTypeId === count.slotTypeId);
    const of = (status: SlotStatus) => mine.filter((slot) => slot.status === status).length;
    expect([mine.length, of('open'), of('booked'), of('blocked'), of('embargoed')]).toEqual([
      count.total,
      count.open,
      count.booked,
      count.blocked,
      count.embargoed,
    ]);
  }
  const counted = session.counts.reduce((sum, { total }) => sum + total, 0);
  expect(slots).toHaveLength(counted);
  expect(slots.every((slot) => slot.sessionId === session.id && slot.day === session.day)).toBe(true);
};

export function describeReading({
  under,
  today,
  days,
  aSlot,
  sessionsToday,
  sessionsOf,
  readWindow,
  readAsTruth,
}: Asks): void {
  describe('reading', () => {
    it('lists the slot types, those without a slot too where the protocol knows them', async () => {
      const { diary } = under();
      const types = valueOf(await diary.pullSlotTypes(NEAR));
      const names = types.map((type) => type.name);
      expect(names).toEqual(expect.arrayContaining(['GP telephone', 'Nurse - smear']));
      expect(names.includes('Stop smoking advice')).toBe(diary.sees.slotTypesWithoutSlots);
      expect(new Set(types.map((type) => type.id)).size).toBe(types.length);
      const says = types.map(({ bookableInEhr }) => bookableInEhr !== undefined);
      expect(says).toEqual(types.map(() => diary.sees.bookableFlag));
    });

    it('reads each of the next days exactly as it stands in the diary', async () => {
      let seen = 0;
      for (const day of days(5)) {
        const truth = await under().truth(day);
        const read = await readAsTruth({ from: day, to: day });
        expect(byId(read)).toEqual(byId(truth));
        expect(read).toHaveLength(truth.length);
        seen += read.length;
      }
      expect(seen).toBeGreaterThan(250);
    });

    it('shows no state that the protocol cannot see', async () => {
      const { sees } = under().diary;
      const read = await readWindow({ from: under().today, to: addDays(under().today, 2) });
      const states = new Set(read.flatMap(({ slots }) => slots.map(({ status }) => status)));
      expect(states.has('open')).toBe(true);
      expect(states.has('booked')).toBe(sees.bookedSlots);
      expect(states.has('blocked')).toBe(sees.blockedSlots);
      expect(read.some(({ slots }) => slots.every(({ status }) => status !== 'open'))).toBe(
        sees.emptySessions || sees.bookedSlots,
      );
    });

    it('reads several days at once as it reads them one by one', async () => {
      const [first, , last] = days(3);
      if (!first || !last) throw new Error('There are three days');
      const together = await readAsTruth({ from: first, to: last });
      const apart = [];
      for (const day of days(3)) apart.push(...(await readAsTruth({ from: day, to: day })));
      expect(byId(together)).toEqual(byId(apart));
    });

    it('counts per session and slot type what the slots then show', async () => {
      const read = await readWindow(today());
      expect(read.length).toBeGreaterThan(5);
      for (const one of read) {
        countsAgree(one);
        const starts = one.slots.map(({ startsAt }) => startsAt);
        expect(one.session.startsAt).toBeLessThanOrEqual(Math.min(...starts));
        expect(one.session.endsAt).toBeGreaterThan(Math.max(...starts));
      }
    });

    it('says of one session what it says of the whole day', async () => {
      for (const { session, slots } of (await readWindow(today())).slice(0, 5)) {
        expect(valueOf(await under().diary.pullSlots(session, NEAR))).toEqual(slots);
      }
    });

    it('keeps the number of equal slots side by side, each with an id of its own @hazard:H02', async () => {
      const { living } = under();
      const day = addDays(under().today, 1);
      for (let n = 0; n < 2; n += 1) living.staff.addSession({ day, name: 'Twin clinic' });
      const free = async () =>
        (await readWindow({ from: day, to: day }))
          .filter(({ session }) => session.name === 'Twin clinic')
          .flatMap(({ slots }) => slots.filter(({ status }) => status === 'open'));
      const before = await free();
      expect(before).toHaveLength(12);
      expect(new Set(before.map(({ id }) => id)).size).toBe(12);
      expect(new Set(before.map(({ startsAt }) => startsAt)).size).toBe(6);
      const [one] = before;
      if (!one) throw new Error('There is a free slot');
      under().staffBook(one.id);
      const after = await free();
      expect(after).toHaveLength(11);
      expect(after.filter(({ startsAt }) => startsAt === one.startsAt)).toHaveLength(1);
    });

    it('tells the clock of the EHR only where its answers carry it', async () => {
      const { ehrClock } = valueOf(await under().diary.pullSessions(today(), NEAR));
      expect(typeof ehrClock).toBe(under().tellsClock ? 'number' : 'undefined');
    });

    it('refuses a longer window than the EHR answers, and one that ends before it begins', async () => {
      const { diary } = under();
      const { from } = today();
      const last = addDays(from, diary.sees.maxWindowDays - 1);
      expect((await diary.pullSessions({ from, to: last }, NEAR)).ok).toBe(true);
      for (const to of [addDays(last, 1), addDays(from, -1)]) {
        expect(failureOf(await diary.pullSessions({ from, to }, NEAR)).kind).toBe('invalid-input');
      }
    });

    it('has no sessions on a day without any', async () => {
      const sunday = addDays(under().today, 6);
      expect(await sessionsOf({ from: sunday, to: sunday })).toEqual([]);
    });

    it('sees one slot as it is now, and says when it is gone', async () => {
      const { diary } = under();
      const { session, slot } = await aSlot('open');
      expect(valueOf(await diary.pullSlot({ session, slotId: slot.id }, WRITE))).toEqual(slot);
      under().staffBook(slot.id);
      const now = valueOf(await diary.pullSlot({ session, slotId: slot.id }, WRITE));
      expect(now?.status).toBe(diary.sees.bookedSlots ? 'booked' : undefined);
      const nowhere = asId<SlotId>('2147483647');
      expect(valueOf(await diary.pullSlot({ session, slotId: nowhere }, WRITE))).toBeUndefined();
    });

    it('says that a slot is gone with its whole session', async () => {
      const session = (await sessionsToday()).find((one) =>
        one.counts.every((count) => count.booked === 0 && count.open > 0),
      );
      if (!session) throw new Error('Every session of today has a booking');
      const [slot] = valueOf(await under().diary.pullSlots(session, NEAR));
      if (!slot) throw new Error('The session has no slots');
      under().staffRemove(session.id);
      expect(valueOf(await under().diary.pullSlot({ session, slotId: slot.id }, WRITE))).toBeUndefined();
      expect(await readWindow(today())).not.toContainEqual(
        expect.objectContaining({ session: expect.objectContaining({ id: session.id }) }),
      );
    });
  });

  describe('finding a patient', () => {
    it('finds who is exactly this person', async () => {
      const { nhsNumber, dateOfBirth, patientId } = under().patient;
      const found = valueOf(await under().diary.findPatient({ nhsNumber, dateOfBirth }, WRITE));
      expect(found).toEqual({ nhsNumber, dateOfBirth, id: patientId, name: 'Ada Example' });
    });

    it('answers every other person with one and the same failure @hazard:H06', async () => {
      const asked = Object.entries(under().strangers);
      expect(asked.length).toBeGreaterThanOrEqual(4);
      for (const [who, identity] of asked) {
        const outcome = await under().diary.findPatient(identity, WRITE);
        expect({ who, outcome }).toEqual({
          who,
          outcome: {
            ok: false,
            failure: {
              kind: 'patient-not-matched',
              message: 'No patient of this practice has this NHS number and date of birth.',
            },
          },
        });
      }
    });
  });
}
