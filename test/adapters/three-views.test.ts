// The same living practice through three protocols at once: what is free is the same in all three, as far as each is told.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { type LocalDay, addDays } from '#shared/domain/time.ts';

import { SLOT_TYPES } from '../../src/main/sample-practice/diary/practice-plan.ts';
import { type SeenSlot, type View, openThreeViews } from '../support/ehr-three-views.ts';
import { identityOf } from '../support/scenario-practice.ts';

const ALL_TYPES = Object.values(SLOT_TYPES);
const ONLINE = new Set(ALL_TYPES.filter(({ online }) => online).map(({ name }) => name));
const BOOKABLE = new Set(ALL_TYPES.filter(({ bookable }) => bookable).map(({ name }) => name));
const DAYS = 14;
const WRITE = { urgency: 'write' } as const;

let three: Awaited<ReturnType<typeof openThreeViews>>;

beforeEach(async () => {
  three = await openThreeViews('three views');
});
afterEach(() => three.close());

const twoWeeks = () => ({ from: three.today, to: addDays(three.today, DAYS - 1) });

const freeOf = (seen: readonly SeenSlot[], types: ReadonlySet<string>) =>
  seen.filter(({ status, slotType }) => status === 'open' && types.has(slotType)).map(({ key }) => key);

function viewBy(kind: View['kind']): View {
  const view = three.views.find((one) => one.kind === kind);
  if (!view) throw new Error(`There is no view by ${kind}`);
  return view;
}

async function lookAll() {
  const [emis, systmOne, gpConnect] = [
    await viewBy('emis-web').look(twoWeeks()),
    await viewBy('systmone').look(twoWeeks()),
    await viewBy('gp-connect').look(twoWeeks()),
  ];
  return { emis, systmOne, gpConnect };
}

async function expectTheSame(): Promise<number> {
  const { emis, systmOne, gpConnect } = await lookAll();
  const days = Array.from({ length: DAYS }, (_, n): LocalDay => addDays(three.today, n));
  let compared = 0;
  for (const day of days) {
    const on = (seen: readonly SeenSlot[]) =>
      freeOf(
        seen.filter(({ slot }) => slot.day === day),
        ONLINE,
      );
    expect(on(systmOne)).toEqual(on(emis));
    expect(on(gpConnect)).toEqual(on(emis));
    compared += on(emis).length;
  }
  return compared;
}

describe('one diary through three protocols', () => {
  it('has the same free slots on each day of two weeks, and after hundreds of changes too', async () => {
    expect(await expectTheSame()).toBeGreaterThan(500);
    const before = freeOf(await viewBy('emis-web').look(twoWeeks()), ONLINE);
    expect(three.living.live(600)).toBeGreaterThan(300);
    expect(freeOf(await viewBy('emis-web').look(twoWeeks()), ONLINE)).not.toEqual(before);
    expect(await expectTheSame()).toBeGreaterThan(400);
  });

  it('shows less through one of them only by that protocol’s own rule', async () => {
    const { emis, systmOne, gpConnect } = await lookAll();
    const everything = new Set(ALL_TYPES.map(({ name }) => name));
    // GP Connect: free slots of the types that the practice has made bookable online, and nothing else.
    expect(gpConnect.map(({ key }) => key)).toEqual(freeOf(emis, ONLINE));
    // SystmOne: free slots of every bookable type, and what patients have; never what is blocked or kept back.
    expect(freeOf(systmOne, everything)).toEqual(freeOf(emis, BOOKABLE));
    const booked = (seen: readonly SeenSlot[]) =>
      seen.filter(({ status }) => status === 'booked').map(({ key }) => key);
    expect(booked(systmOne)).toEqual(booked(emis));
    expect(new Set(systmOne.map(({ status }) => status))).toEqual(new Set(['open', 'booked']));
    // EMIS: all of it.
    expect(freeOf(emis, everything).length).toBeGreaterThan(freeOf(emis, BOOKABLE).length);
    expect(freeOf(emis, BOOKABLE).length).toBeGreaterThan(freeOf(emis, ONLINE).length);
    expect(new Set(emis.map(({ status }) => status))).toEqual(
      new Set(['open', 'booked', 'blocked', 'embargoed']),
    );
  });

  it('shows a booking made through one of them as taken through the others, and free once it is cancelled there', async () => {
    const { regulars } = three.living.plan.patientList;
    for (const [n, booking] of three.views.entries()) {
      const mine = (await booking.look(twoWeeks())).filter(
        ({ status, slotType }) => status === 'open' && slotType === SLOT_TYPES.smear.name,
      )[n];
      const patient = regulars[n];
      if (!mine || !patient) throw new Error('There is nothing to book, or nobody');
      const found = await booking.diary.findPatient(identityOf(patient), WRITE);
      if (!found.ok) throw new Error(found.failure.message);
      const { session, slot } = mine;
      const ours = { patientId: found.value.id, token: `view${n}Qm2x` };
      const wanted = { session, slot, ...ours, reason: 'Booked online' };
      expect(await booking.diary.sendBooking(wanted, WRITE)).toEqual({ class: 'applied' });
      const [inDiary] = await three.living.staff.find({ patientNumber: patient.patientNumber });
      expect(inDiary).toBeDefined();
      const { day } = mine.slot;
      const freeNow = async (view: View) =>
        freeOf(await view.look({ from: day, to: day }), ONLINE).includes(mine.key);
      for (const view of three.views) {
        expect({ by: booking.kind, seenBy: view.kind, isFree: await freeNow(view) }).toEqual({
          by: booking.kind,
          seenBy: view.kind,
          isFree: false,
        });
      }
      const marked = async () =>
        (await three.living.staff.bookings()).filter(({ notes }) => notes?.includes(ours.token));
      expect((await marked()).map(({ patientNumber }) => patientNumber)).toEqual([patient.patientNumber]);
      const before = await three.living.staff.bookings();
      const seen = await booking.diary.pullSlot({ session, slotId: slot.id, booking: ours }, WRITE);
      if (!seen.ok || !seen.value) throw new Error('The booking is not found again');
      const { appointmentId } = seen.value;
      const key = appointmentId === undefined ? {} : { appointmentId };
      const cancellation = { session, slot: seen.value, ...ours, ...key, by: 'patient' } as const;
      expect(await booking.diary.sendCancellation(cancellation, WRITE)).toEqual({ class: 'applied' });
      expect(await marked()).toEqual([]);
      expect(await three.living.staff.bookings()).toHaveLength(before.length - 1);
      for (const view of three.views) {
        expect({ by: booking.kind, seenBy: view.kind, isFree: await freeNow(view) }).toEqual({
          by: booking.kind,
          seenBy: view.kind,
          isFree: true,
        });
      }
    }
  });

  it('takes out through one of them what was booked through another, and nothing else', async () => {
    const { regulars } = three.living.plan.patientList;
    const day = { from: addDays(three.today, 1), to: addDays(three.today, 1) };
    for (const [n, booker] of three.views.entries()) {
      const canceller = three.views[(n + 1) % three.views.length];
      const patient = regulars[n];
      if (!canceller || !patient) throw new Error('There are three views');
      const identity = identityOf(patient);
      const token = `across${n}Qm2x`;
      const mine = (await booker.look(day)).find(
        ({ status, slotType }) => status === 'open' && slotType === SLOT_TYPES.gpTelephone.name,
      );
      // The same place as the other connector knows it: its own ids, its own key of the patient.
      const theirs = (await canceller.look(day)).find(
        ({ key, status }) => key === mine?.key && status === 'open',
      );
      if (!mine || !theirs) throw new Error('There is no free slot that both show');
      const [byBooker, byCanceller] = [
        await booker.diary.findPatient(identity, WRITE),
        await canceller.diary.findPatient(identity, WRITE),
      ];
      if (!byBooker.ok || !byCanceller.ok) throw new Error('The patient is not found');
      const wanted = { session: mine.session, slot: mine.slot, patientId: byBooker.value.id, token };
      const booked = await booker.diary.sendBooking({ ...wanted, reason: 'Booked online' }, WRITE);
      expect(booked).toEqual({ class: 'applied' });
      const others = async () =>
        (await three.living.staff.bookings()).filter(({ notes }) => !notes?.includes(token));
      const before = await others();

      const ours = { patientId: byCanceller.value.id, token };
      const sought = { session: theirs.session, slotId: theirs.slot.id, booking: ours };
      const seen = await canceller.diary.pullSlot(sought, WRITE);
      if (!seen.ok || !seen.value) throw new Error('The booking is not found by the other way');
      expect(seen.value).toMatchObject({ status: 'booked', bookedFor: ours.patientId });
      expect(seen.value.note).toContain(token);
      const { appointmentId } = seen.value;
      const key = appointmentId === undefined ? {} : { appointmentId };
      const answer = await canceller.diary.sendCancellation(
        { session: theirs.session, slot: seen.value, ...ours, ...key, by: 'practice' },
        WRITE,
      );
      expect({ by: canceller.kind, answer }).toEqual({ by: canceller.kind, answer: { class: 'applied' } });
      expect(await others()).toEqual(before);
      expect((await three.living.staff.bookings()).filter(({ notes }) => notes?.includes(token))).toEqual([]);
      for (const view of three.views) {
        const free = freeOf(await view.look(day), ONLINE);
        expect({ seenBy: view.kind, isFree: free.includes(mine.key) }).toEqual({
          seenBy: view.kind,
          isFree: true,
        });
      }
    }
  });
});
