// The words and groups that patients choose from.
import { describe, expect, it } from 'vitest';
import type { OfferedSlot } from '../../../src/main/booking-site/deps.ts';
import {
  countByType,
  groupByWeek,
  groupTimes,
  howWords,
  weekWords,
  whenWords,
  whereWords,
  wholeWhen,
} from '../../../src/main/booking-site/pages/slot-words.ts';
import { type SlotId, type SlotTypeId, asId } from '#shared/domain/ids.ts';
import { type LocalDay, asInstant, instantOf, parseDay } from '#shared/domain/time.ts';

const day = (text: string): LocalDay => {
  const parsed = parseDay(text);
  if (parsed === undefined) throw new Error(text);
  return parsed;
};
const MONDAY = day('2026-11-23');

let serial = 0;
function slot(on: string, hour: number, more: Partial<OfferedSlot> = {}): OfferedSlot {
  const startsAt = instantOf(day(on), hour * 60);
  if (typeof startsAt !== 'number') throw new Error(startsAt);
  return {
    id: asId<SlotId>(`s${(serial += 1)}`),
    slotTypeId: asId<SlotTypeId>('1'),
    slotTypeName: 'GP telephone',
    day: day(on),
    startsAt,
    durationMin: 10,
    sessionName: 'Morning surgery',
    clinicianName: 'Dr Patel',
    siteName: 'Main',
    asOf: asInstant(0),
    ...more,
  };
}

it('names days and times as people do', () => {
  expect(whenWords(slot('2026-11-23', 14).startsAt, MONDAY)).toBe('today at 14:00');
  expect(whenWords(slot('2026-11-24', 9).startsAt, MONDAY)).toBe('tomorrow at 09:00');
  expect(whenWords(slot('2026-11-26', 9).startsAt, MONDAY)).toBe('Thursday 26 November at 09:00');
  expect(whenWords(slot('2027-01-04', 9).startsAt, MONDAY)).toBe('Monday 4 January 2027 at 09:00');
  expect(wholeWhen(slot('2026-11-26', 9), MONDAY)).toBe('Thursday 26 November at 09:00, for 10 minutes');
});

it('says how the patient is seen where the diary says so, and guesses nothing from a name', () => {
  const video = slot('2026-11-26', 9, { channel: 'video' });
  expect([howWords(video), whereWords(video)]).toEqual(['Video', 'Main (video)']);
  expect(howWords(slot('2026-11-26', 9, { channel: 'in-person' }))).toBe('In person');
  const unsaid = slot('2026-11-26', 9);
  expect([howWords(unsaid), whereWords(unsaid)]).toEqual([undefined, 'Main']);
  // At one time in two ways: the patient chooses between them.
  const phone = slot('2026-11-26', 9, { channel: 'telephone' });
  expect(groupTimes([video, phone, unsaid]).map(({ where }) => where)).toEqual([
    'Main (video)',
    'Main (telephone)',
    'Main',
  ]);
});

it('groups days by week, in order, whatever the order given', () => {
  const weeks = groupByWeek([
    slot('2026-12-09', 9),
    slot('2026-11-24', 11),
    slot('2026-11-24', 9),
    slot('2026-11-29', 9),
    slot('2026-11-30', 9),
  ]);
  expect(
    weeks.map(({ monday, days }) => [weekWords(monday, MONDAY), days.map((d) => [d.day, d.slots])]),
  ).toEqual([
    [
      'This week',
      [
        ['2026-11-24', 2],
        ['2026-11-29', 1],
      ],
    ],
    ['Next week', [['2026-11-30', 1]]],
    ['Week of 7 December', [['2026-12-09', 1]]],
  ]);
  expect(weeks[0]?.days[0]?.first).toBe(slot('2026-11-24', 9).startsAt);
});

describe('groupTimes', () => {
  it('keeps one clinician at two sites apart, and calls an unnamed clinic by its session', () => {
    const groups = groupTimes([
      slot('2026-11-24', 18),
      slot('2026-11-24', 9),
      slot('2026-11-24', 13, { siteName: 'Branch' }),
      slot('2026-11-24', 12, { clinicianName: '', sessionName: 'Flu clinic' }),
    ]);
    expect(groups.map(({ who, where, parts }) => [who, where, parts.map(({ part }) => part)])).toEqual([
      ['Dr Patel', 'Main', ['Morning', 'Evening']],
      ['Flu clinic', 'Main', ['Afternoon']],
      ['Dr Patel', 'Branch', ['Afternoon']],
    ]);
  });
});

it('counts slots and days of each type', () => {
  const other = asId<SlotTypeId>('2');
  const counts = countByType([
    slot('2026-11-24', 11),
    slot('2026-11-24', 9),
    slot('2026-11-25', 9),
    slot('2026-11-25', 9, { slotTypeId: other }),
  ]);
  expect(counts.get('1')).toEqual({ slots: 3, days: 2, first: slot('2026-11-24', 9).startsAt });
  expect(counts.get('2')).toMatchObject({ slots: 1, days: 1 });
});
