/**
 * Bank holidays of England and Wales, by rule: the sample practice is shut on them.
 *
 * Royal one-offs are not here; the diary only needs to be believable, not legal.
 */
import { addDays, type LocalDay, mondayOf, weekdayOf } from './days.ts';

export type BankHoliday = { readonly day: LocalDay; readonly name: string };

const byYear = new Map<number, readonly BankHoliday[]>();

const pad = (number: number): string => String(number).padStart(2, '0');

/** Western Easter by the anonymous Gregorian computus. */
function easterSunday(year: number): LocalDay {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7;
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114;
  return `${year}-${pad(Math.floor(f / 31))}-${pad((f % 31) + 1)}`;
}

const firstMonday = (year: number, month: number): LocalDay => mondayOf(`${year}-${pad(month)}-07`);

const lastMonday = (year: number, month: number): LocalDay => mondayOf(`${year}-${pad(month)}-31`);

/** A holiday on a weekend moves to the next weekday that is not taken already. */
function nextWeekday(day: LocalDay, taken: readonly LocalDay[] = []): LocalDay {
  let moved = day;
  while (weekdayOf(moved) > 4 || taken.includes(moved)) moved = addDays(moved, 1);
  return moved;
}

export function bankHolidays(year: number): readonly BankHoliday[] {
  const known = byYear.get(year);
  if (known) return known;
  const easter = easterSunday(year);
  const christmas = nextWeekday(`${year}-12-25`);
  const holidays: readonly BankHoliday[] = [
    { day: nextWeekday(`${year}-01-01`), name: "New Year's Day" },
    { day: addDays(easter, -2), name: 'Good Friday' },
    { day: addDays(easter, 1), name: 'Easter Monday' },
    { day: firstMonday(year, 5), name: 'Early May bank holiday' },
    { day: lastMonday(year, 5), name: 'Spring bank holiday' },
    { day: lastMonday(year, 8), name: 'Summer bank holiday' },
    { day: christmas, name: 'Christmas Day' },
    { day: nextWeekday(`${year}-12-26`, [christmas]), name: 'Boxing Day' },
  ];
  byYear.set(year, holidays);
  return holidays;
}

/** Christmas and New Year's Day on a weekend shut the practice too, besides the weekday given for them. */
const ALWAYS_SHUT = ['12-25', '12-26', '01-01'];

export const isShutFor = (day: LocalDay): boolean =>
  ALWAYS_SHUT.includes(day.slice(5)) ||
  bankHolidays(Number(day.slice(0, 4))).some((holiday) => holiday.day === day);
