/** A month as weeks of days, Monday first, with the days of the neighbouring months that fill the first and last week. Pure. */
import { type LocalDay, addDays, formatDayLong, weekdayOf } from '#shared/domain/time.ts';

export const firstOfMonth = (day: LocalDay): LocalDay => `${day.slice(0, 7)}-01` as LocalDay;

/** The same month shifted, always its first day. */
export function shiftMonth(day: LocalDay, months: 1 | -1): LocalDay {
  const first = firstOfMonth(day);
  return months === 1 ? firstOfMonth(addDays(first, 31)) : firstOfMonth(addDays(first, -1));
}

export const isSameMonth = (one: LocalDay, other: LocalDay): boolean => one.slice(0, 7) === other.slice(0, 7);

/** `November 2026` */
export const monthName = (day: LocalDay): string => formatDayLong(day).split(' ').slice(2).join(' ');

export function weeksOf(day: LocalDay): LocalDay[][] {
  const first = firstOfMonth(day);
  const weeks: LocalDay[][] = [];
  let monday = addDays(first, 1 - weekdayOf(first));
  while (monday <= first || isSameMonth(monday, first)) {
    const start = monday;
    weeks.push(Array.from({ length: 7 }, (_, i) => addDays(start, i)));
    monday = addDays(monday, 7);
  }
  return weeks;
}

const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  ArrowUp: -7,
  ArrowDown: 7,
};

/** Where a key leads from a day; `undefined` when it does not move. */
export function moveInMonth(from: LocalDay, key: string): LocalDay | undefined {
  const step = STEPS[key];
  if (step !== undefined) return addDays(from, step);
  if (key === 'PageUp') return shiftMonth(from, -1);
  if (key === 'PageDown') return shiftMonth(from, 1);
  return undefined;
}
