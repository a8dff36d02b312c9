// Times on GP Connect's wire, above all in the hours that the clock changes make: the doubled one has two right texts, the
// missing one has none.
import { expect, test } from 'vitest';
import {
  formatInstant,
  formatWallTime,
  parseMoment,
} from '../../../src/main/sample-practice/gp-connect/wire/gp-connect-times.ts';

test('an instant has the offset that London has then', () => {
  expect(formatInstant(Date.parse('2026-10-25T00:59:59Z'))).toBe('2026-10-25T01:59:59+01:00');
  expect(formatInstant(Date.parse('2026-10-25T01:00:00Z'))).toBe('2026-10-25T01:00:00+00:00');
  expect(formatInstant(Date.parse('2027-03-28T00:59:59Z'))).toBe('2027-03-28T00:59:59+00:00');
  expect(formatInstant(Date.parse('2027-03-28T01:00:00Z'))).toBe('2027-03-28T02:00:00+01:00');
  expect(formatWallTime('2026-11-24', 8 * 60 + 30)).toBe('2026-11-24T08:30:00+00:00');
  expect(formatWallTime('2026-07-01', 0)).toBe('2026-07-01T00:00:00+01:00');
});

test('every quarter of an hour over both clock changes comes back as it went', () => {
  const QUARTER = 15 * 60_000;
  for (const start of ['2026-10-24T00:00:00Z', '2027-03-27T00:00:00Z'].map(Date.parse)) {
    for (let at = start; at < start + 3 * 86_400_000; at += QUARTER)
      expect(parseMoment(formatInstant(at))).toMatchObject({ from: at, to: at, isDate: false });
  }
});

test('the doubled hour may be said in two ways, the missing hour in none', () => {
  expect(parseMoment('2026-10-25T01:30:00+01:00')?.from).toBe(Date.parse('2026-10-25T00:30:00Z'));
  expect(parseMoment('2026-10-25T01:30:00+00:00')?.from).toBe(Date.parse('2026-10-25T01:30:00Z'));
  expect(parseMoment('2027-03-28T01:30:00+00:00')).toBeUndefined();
  expect(parseMoment('2027-03-28T01:30:00+01:00')).toBeUndefined();
});

test('a date means the whole of its day, 23 or 25 hours long when the clock changes', () => {
  const hoursOf = (text: string): number => {
    const moment = parseMoment(text);
    return moment ? (moment.to - moment.from) / 3_600_000 : 0;
  };
  expect(['2026-10-24', '2026-10-25', '2027-03-28'].map(hoursOf)).toEqual([24, 25, 23]);
});
