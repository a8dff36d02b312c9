// Where slots stand in the day diary, and where the arrow keys lead.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DiarySession, DiarySlot } from '#shared/contract/rows.ts';
import { asId } from '#shared/domain/ids.ts';
import { type LocalDay, MINUTE, asInstant, instantOf } from '#shared/domain/time.ts';
import { layDiary } from '../../../src/renderer/features/live-bookings/diary-layout.ts';
import {
  firstPlace,
  moveInDiary,
  placeOf,
} from '../../../src/renderer/features/live-bookings/move-in-diary.ts';

const DAY = '2026-11-23' as LocalDay;
const at = (minutes: number, day = DAY) => {
  const instant = instantOf(day, minutes);
  return typeof instant === 'string' ? asInstant(0) : instant;
};
const slot = (id: string, minutes: number, durationMin: number): DiarySlot => ({
  id: asId(id),
  startsAt: at(minutes),
  durationMin,
  slotTypeId: asId('t'),
  slotTypeName: 'GP telephone',
  status: 'open',
  offer: { slotId: asId(id), isOffered: true, hidden: [] },
});
const session = (
  clinicianName: string,
  from: number,
  to: number,
  slots: readonly DiarySlot[] = [],
): DiarySession => ({
  id: asId(`${clinicianName} ${from}`),
  name: 'Surgery',
  startsAt: at(from),
  endsAt: at(to),
  siteName: 'Main',
  clinicianName,
  open: slots.length,
  offered: slots.length,
  booked: 0,
  blocked: 0,
  embargoed: 0,
  slots,
});

describe('layDiary', () => {
  test('morning and afternoon of one clinician are one column, counts added', () => {
    const { columns } = layDiary({
      sessions: [
        session('Dr B', 840, 900, [slot('b', 840, 10)]),
        session('Dr A', 540, 600),
        session('Dr B', 540, 600, [slot('a', 540, 10)]),
      ],
    });
    expect(columns.map((column) => [column.clinicianName, column.open])).toEqual([
      ['Dr A', 0],
      ['Dr B', 2],
    ]);
    expect(columns[1]?.slots.map((placed) => placed.slot.id)).toEqual(['a', 'b']);
  });

  test('a ten-minute slot is one row of 24 px, and five-minute slots are drawn as tall', () => {
    const ten = layDiary({ sessions: [session('Dr A', 540, 600, [slot('a', 540, 10)])] });
    expect(ten.columns[0]?.slots[0]?.height).toBe(24);
    const five = layDiary({ sessions: [session('Dr A', 540, 600, [slot('a', 540, 5)])] });
    expect(five.columns[0]?.slots[0]?.height).toBe(24);
  });

  test('the day reaches to whole hours around the earliest and latest session', () => {
    const { fromMinute, toMinute } = layDiary({ sessions: [session('Dr A', 430, 1_150)] });
    expect([fromMinute, toMinute]).toEqual([420, 1_200]);
    expect(layDiary({ sessions: [] })).toMatchObject({ fromMinute: 480, toMinute: 1_080, columns: [] });
  });

  test('a session past midnight stays inside its day', () => {
    const late = { ...session('Dr A', 1_380, 1_439), endsAt: asInstant(at(1_380) + 120 * MINUTE) };
    expect(layDiary({ sessions: [late] }).toMinute).toBe(1_440);
  });

  test('slots of one column never cover one another', () => {
    const times = fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 8 })), {
      minLength: 1,
      maxLength: 40,
    });
    fc.assert(
      fc.property(times, (list) => {
        const slots = list.map(([start, length], i) => slot(`s${i}`, 480 + start * 5, length * 5));
        const placed = layDiary({ sessions: [session('Dr A', 480, 1_080, slots)] }).columns[0]?.slots ?? [];
        expect(placed).toHaveLength(slots.length);
        for (const one of placed) {
          expect(one.lane).toBeLessThan(one.lanes);
          for (const other of placed) {
            if (one === other || one.lane !== other.lane) continue;
            const apart =
              one.top + one.height <= other.top + 1e-6 || other.top + other.height <= one.top + 1e-6;
            expect(apart).toBe(true);
          }
        }
      }),
    );
  });
});

describe('moveInDiary', () => {
  const { columns } = layDiary({
    sessions: [
      session('Dr A', 540, 600, [slot('a1', 540, 10), slot('a2', 550, 10), slot('a3', 560, 10)]),
      session('Dr B', 540, 600),
      session('Dr C', 540, 600, [slot('c1', 545, 10), slot('c2', 561, 10)]),
    ],
  });
  const idAt = (place: ReturnType<typeof firstPlace>) =>
    place && columns[place.column]?.slots[place.index]?.slot.id;
  const from = (id: string, key: string) => {
    const place = placeOf(columns, id);
    return place && idAt(moveInDiary(columns, place, key));
  };

  test.each([
    ['a1', 'ArrowDown', 'a2'],
    ['a1', 'ArrowUp', 'a1'],
    ['a3', 'ArrowDown', 'a3'],
    ['a1', 'End', 'a3'],
    ['a3', 'Home', 'a1'],
    ['a3', 'ArrowRight', 'c2'], // over the column without slots, to the nearest in time
    ['c1', 'ArrowLeft', 'a1'],
    ['c2', 'ArrowRight', 'c2'],
  ])('from %s, %s leads to %s', (id, key, to) => expect(from(id, key)).toBe(to));

  test('other keys do not move', () => expect(from('a1', 'x')).toBeUndefined());
  test('the first place is the first slot of the first column that has any', () => {
    expect(firstPlace(columns.slice(1))).toEqual({ column: 1, index: 0 });
    expect(firstPlace([])).toBeUndefined();
    const tops = columns[0]?.slots.map(({ top }) => top) ?? [];
    const middle = Math.floor(tops.length / 2);
    expect(firstPlace(columns, tops[middle])).toEqual({ column: 0, index: middle });
    expect(firstPlace(columns, 100_000)).toEqual({ column: 0, index: tops.length - 1 });
  });
});
