// Counting offers over many slots, and what a switch would change, with slots and sessions of one moment.

import { expect, it } from 'vitest';

import { offerContext } from '../../../src/main/offer/offer-context.ts';
import { countOffers, offeredOf, oldestReadingOf } from '../../../src/main/offer/offer-diary.ts';
import { previewSwitch } from '../../../src/main/offer/preview-switch.ts';
import { SECOND, addDays, daysOf, later } from '../../../src/shared/domain/time.ts';
import { typeId } from '../../support/diary-of-rows.ts';
import { NOW, TODAY, TOMORROW, at, count, facts, sessionOn, slotAt } from './facts.ts';

const context = offerContext(facts());
const slots = [
  slotAt(TODAY, '10:10'),
  slotAt(TODAY, '11:00'),
  slotAt(TOMORROW, '09:00'),
  slotAt(TOMORROW, '09:10', { status: 'booked' }),
  slotAt(TOMORROW, '09:20', { slotTypeId: typeId('nurse') }),
];

it('counts what patients can book, per type, and never a type that is off', () => {
  expect(offeredOf(slots, context).map(({ startsAt }) => startsAt)).toEqual([
    at(TODAY, '11:00'),
    at(TOMORROW, '09:00'),
  ]);
  expect([...countOffers(slots, context)]).toEqual([
    [
      typeId('gp'),
      { offered: 2, offeredDays: 2, nextOfferedAt: at(TODAY, '11:00'), asOf: later(NOW, -20 * SECOND) },
    ],
  ]);
});

it('says how old the oldest reading is, and nothing while a day is unread', () => {
  expect(oldestReadingOf(context)).toBeUndefined();
  const days = daysOf(TODAY, addDays(TODAY, 28)).map((day, i) => ({
    day,
    countsReadAt: NOW,
    slotsReadAt: later(NOW, -i),
    state: 'whole' as const,
  }));
  expect(oldestReadingOf(offerContext(facts({ days })))).toBe(later(NOW, -28));
});

it('previews switching on from the counts of the sessions that are not over', () => {
  const nurse = { ...sessionOn(TOMORROW), counts: [count('nurse', 4, { booked: 3 }), count('gp', 9)] };
  const preview = previewSwitch({
    slotType: { id: typeId('nurse'), bookableInEhr: true },
    isActive: true,
    sessions: [
      sessionOn(TODAY, { endsAt: at(TODAY, '09:59'), counts: [count('nurse', 7)] }),
      sessionOn(TODAY, { counts: [count('nurse', 2)], clinicians: [] }),
      nurse,
      sessionOn(addDays(TODAY, 40), { counts: [count('nurse', 50)] }),
    ],
    slots: [],
    heldNow: 0,
    futureBookings: 1,
    context,
  });
  expect(preview).toEqual({
    slotTypeId: 'nurse',
    isActive: true,
    appointments: 6,
    days: 2,
    byDay: [
      { day: TODAY, appointments: 2 },
      { day: TOMORROW, appointments: 4 },
    ],
    byClinician: [
      { clinician: 'Dr Ada Example', appointments: 4 },
      { clinician: 'Morning', appointments: 2 },
    ],
    heldNow: 0,
    futureBookings: 1,
    bookableInEhr: true,
    asOf: later(NOW, -5 * SECOND),
  });
});

it('previews switching off as exactly what patients lose', () => {
  const preview = previewSwitch({
    slotType: { id: typeId('gp') },
    isActive: false,
    sessions: [sessionOn(TODAY), sessionOn(TOMORROW)],
    slots,
    heldNow: 1,
    futureBookings: 3,
    context,
  });
  expect(preview.appointments).toBe(countOffers(slots, context).get(typeId('gp'))?.offered);
  expect(preview.byClinician).toEqual([{ clinician: 'Dr Ada Example', appointments: 2 }]);
  expect([preview.heldNow, preview.futureBookings]).toEqual([1, 3]);
});
