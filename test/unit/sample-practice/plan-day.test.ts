// The sample diary before anybody touches it: believable, and the same from the same seed.
import { describe, expect, test } from 'vitest';
import { bankHolidays } from '../../../src/main/sample-practice/diary/bank-holidays.ts';
import { addDays, instantAt, wallClock, weekdayOf } from '../../../src/main/sample-practice/diary/days.ts';
import { planDay } from '../../../src/main/sample-practice/diary/plan-day.ts';
import { planPractice } from '../../../src/main/sample-practice/diary/practice-plan.ts';

const plan = planPractice();
const MONDAY = '2026-11-23';
const fortyTwoDays = Array.from({ length: 42 }, (_, index) => addDays(MONDAY, index));

describe('London time by rule', () => {
  test.each([
    ['2026-01-15', 540, '2026-01-15T09:00:00.000Z'],
    ['2026-07-15', 540, '2026-07-15T08:00:00.000Z'],
    ['2026-03-29', 180, '2026-03-29T02:00:00.000Z'],
    ['2026-10-25', 60, '2026-10-25T00:00:00.000Z'],
    ['2026-10-25', 180, '2026-10-25T03:00:00.000Z'],
  ])('%s at minute %i is %s', (day, minute, iso) => {
    expect(new Date(instantAt(day, minute)).toISOString()).toBe(iso);
    expect(wallClock(Date.parse(iso))).toEqual({ day, minute });
  });

  test('agrees with the zone database every three hours of four years', () => {
    const zone = new Intl.DateTimeFormat('en-GB', {
      timeZone: 'Europe/London',
      dateStyle: 'short',
      timeStyle: 'short',
    });
    for (let at = Date.UTC(2025, 0, 1); at < Date.UTC(2029, 0, 1); at += 3 * 3_600_000) {
      const { day, minute } = wallClock(at);
      const [year, month, date] = day.split('-');
      const time = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
      expect(zone.format(at)).toBe(`${date}/${month}/${year}, ${time}`);
    }
  });
});

test('bank holidays of England and Wales', () => {
  expect(bankHolidays(2026).map(({ day }) => day)).toEqual([
    '2026-01-01',
    '2026-04-03',
    '2026-04-06',
    '2026-05-04',
    '2026-05-25',
    '2026-08-31',
    '2026-12-25',
    '2026-12-28',
  ]);
  expect(bankHolidays(2027).map(({ day }) => day)).toEqual(
    expect.arrayContaining(['2027-01-01', '2027-03-26', '2027-03-29', '2027-12-27', '2027-12-28']),
  );
});

describe('a day of the diary', () => {
  test('depends on seed and day alone', () => {
    expect(planDay(planPractice(), MONDAY)).toEqual(planDay(plan, MONDAY));
    expect(planDay(planPractice({ seed: 'other' }), MONDAY)).not.toEqual(planDay(plan, MONDAY));
    expect(planDay(plan, addDays(MONDAY, 7))).not.toEqual(planDay(plan, MONDAY));
  });

  test('no id is ever used twice', () => {
    const sessions = fortyTwoDays.flatMap((day) => planDay(plan, day));
    const slots = sessions.flatMap((session) => session.slots);
    expect(new Set(sessions.map(({ id }) => id)).size).toBe(sessions.length);
    expect(new Set(slots.map(({ id }) => id)).size).toBe(slots.length);
    expect(Math.max(...slots.map(({ id }) => id))).toBeLessThan(2 ** 31);
  });

  test('six weeks are a practice: clinicians, sites, types, several thousand slots', () => {
    const sessions = fortyTwoDays.flatMap((day) => planDay(plan, day));
    const slots = sessions.flatMap((session) => session.slots);
    const named = (name: string) => plan.slotTypes.find((type) => type.name === name);
    expect(new Set(sessions.flatMap(({ clinicianIds }) => clinicianIds)).size).toBeGreaterThanOrEqual(12);
    expect(new Set(sessions.map(({ siteId }) => siteId)).size).toBe(2);
    expect(plan.slotTypes.length).toBeGreaterThanOrEqual(10);
    expect(named('GP telephone')?.bookable).toBe(true);
    expect(named('Nurse - smear')?.bookable).toBe(true);
    expect(named('Staff meeting')?.bookable).toBe(false);
    for (const name of ['GP telephone', 'Nurse - smear', 'Staff meeting']) {
      expect(slots.some(({ slotTypeId }) => slotTypeId === named(name)?.id)).toBe(true);
    }
    expect(slots.length).toBeGreaterThan(5_000);
    for (const status of ['free', 'booked', 'blocked'])
      expect(slots.some((slot) => slot.status === status)).toBe(true);
    expect(slots.some(({ releaseAt }) => releaseAt !== null)).toBe(true);
  });

  test('shut on Sundays and bank holidays, a few sessions on Saturdays', () => {
    const sessionsOn = (day: string) => planDay(plan, day).length;
    expect(fortyTwoDays.filter((day) => weekdayOf(day) === 6).map(sessionsOn)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(['2026-12-25', '2026-12-26', '2026-12-28', '2027-01-01'].map(sessionsOn)).toEqual([0, 0, 0, 0]);
    for (const day of fortyTwoDays.filter((each) => weekdayOf(each) === 5 && each !== '2026-12-26'))
      expect(sessionsOn(day)).toBeGreaterThan(0);
  });

  test('nobody is booked into admin time or a meeting, or into a slot kept back', () => {
    const slots = fortyTwoDays.flatMap((day) => planDay(plan, day)).flatMap((session) => session.slots);
    const booked = slots.filter(({ status }) => status === 'booked');
    expect(booked.filter(({ slotTypeId }) => plan.slotType(slotTypeId)?.bookable !== true)).toEqual([]);
    expect(booked.filter(({ releaseAt }) => releaseAt !== null)).toEqual([]);
    expect(
      slots.filter(({ status, patientNumber }) => (status === 'booked') !== (patientNumber !== null)),
    ).toEqual([]);
  });

  test('grows to a hundred thousand slots when asked', () => {
    const large = planPractice({ clinicians: 120, slotsPerSession: 17 });
    const count = fortyTwoDays
      .flatMap((day) => planDay(large, day))
      .reduce((sum, { slots }) => sum + slots.length, 0);
    expect(count).toBeGreaterThan(100_000);
  });
});
