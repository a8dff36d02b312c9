// Which booking a change ends, and what is remembered of it.
import { expect, test } from 'vitest';
import { contentAfter, endedAfter } from '../../../src/main/sample-practice/diary/ended-bookings.ts';
import type { DiarySlot } from '../../../src/main/sample-practice/diary/diary-types.ts';

const SLOT: DiarySlot = {
  id: 100,
  sessionId: 1,
  startMinute: 540,
  lengthMinutes: 10,
  releaseAt: null,
  status: 'booked',
  slotTypeId: '12',
  patientNumber: 7,
  reason: 'Knee',
  notes: 'first words',
  comments: [],
  bookedBy: '56',
};
const FREE = {
  ...SLOT,
  status: 'free',
  patientNumber: null,
  reason: null,
  notes: null,
  bookedBy: null,
} as const;
const AT = { revision: 9, at: 1_000 };

test('a slot that is booked says which booking that is and since when', () => {
  const content = contentAfter(FREE, { status: 'booked', patientNumber: 8 }, AT, null);
  expect(content).toMatchObject({ patientNumber: 8, entry: 9, bookedAt: 1_000 });
  expect(content.ended).toBeUndefined();
});

test('other words or another status are still the same booking', () => {
  const booked = {
    ...SLOT,
    entry: 4,
    bookedAt: 500,
    bookedFrom: { name: 'A', odsCode: null, telephone: '1' },
  };
  const content = contentAfter(booked, { notes: 'other words' }, AT, null);
  expect(content).toMatchObject({ entry: 4, bookedAt: 500, bookedFrom: { name: 'A' }, notes: 'other words' });
  expect(content.ended).toBeUndefined();
});

test('a cancelled one is remembered as it was, and leaves nothing of itself in the slot', () => {
  const booked = { ...SLOT, entry: 4, bookedAt: 500 };
  const content = contentAfter(
    booked,
    { status: 'free', patientNumber: null, notes: null },
    AT,
    'Not needed',
  );
  expect(content).toMatchObject({ entry: undefined, bookedAt: undefined });
  expect(content.ended).toMatchObject([
    { patientNumber: 7, entry: 4, bookedAt: 500, notes: 'first words', endedBy: 9, why: 'Not needed' },
  ]);
});

test('one given to somebody else ends the one before, and those before that stay', () => {
  const once = contentAfter(SLOT, { patientNumber: 8 }, AT, null);
  expect(once).toMatchObject({ patientNumber: 8, entry: 9, ended: [{ patientNumber: 7 }] });
  const twice = endedAfter({ ...SLOT, ...once }, null, 10, null);
  expect(twice?.map(({ patientNumber, endedBy }) => [patientNumber, endedBy])).toEqual([
    [7, 9],
    [8, 10],
  ]);
});

test('nothing ends where there was nothing', () => {
  expect(endedAfter(FREE, null, 9, null)).toBeUndefined();
  expect(contentAfter(FREE, { status: 'blocked', notes: 'Kept' }, AT, null).ended).toBeUndefined();
});
