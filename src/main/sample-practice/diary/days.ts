/**
 * Days and wall-clock minutes of the sample practice, in Europe/London.
 *
 * Summer time is worked out here by its rule (last Sunday of March to last Sunday of October, at
 * 01:00 UTC) and not through the product's own conversions: the practice must not share the
 * mistakes of what it is there to test.
 */

/** Milliseconds since 1970, UTC. */
export type Instant = number;
/** 'YYYY-MM-DD', a day as the practice's wall calendar has it. */
export type LocalDay = string;

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

export const dayNumber = (day: LocalDay): number => Date.parse(`${day}T00:00:00Z`) / DAY_MS;

export const dayFromNumber = (number: number): LocalDay =>
  new Date(number * DAY_MS).toISOString().slice(0, 10);

export const addDays = (day: LocalDay, days: number): LocalDay => dayFromNumber(dayNumber(day) + days);

/** 0 = Monday … 6 = Sunday. */
export const weekdayOf = (day: LocalDay): number => (dayNumber(day) + 3) % 7;

/** Monday of the week the day is in. */
export const mondayOf = (day: LocalDay): LocalDay => addDays(day, -weekdayOf(day));

function lastSundayAtOne(year: number, monthIndex: number): Instant {
  const monthEnd = new Date(Date.UTC(year, monthIndex + 1, 0));
  return monthEnd.getTime() - monthEnd.getUTCDay() * DAY_MS + HOUR_MS;
}

function isSummerTime(at: Instant): boolean {
  const year = new Date(at).getUTCFullYear();
  return at >= lastSundayAtOne(year, 2) && at < lastSundayAtOne(year, 9);
}

/** What the clock on the practice wall says at an instant. */
export function wallClock(at: Instant): { day: LocalDay; minute: number } {
  const local = at + (isSummerTime(at) ? HOUR_MS : 0);
  const day = Math.floor(local / DAY_MS);
  return { day: dayFromNumber(day), minute: Math.floor((local - day * DAY_MS) / 60_000) };
}

/** The instant at which the practice wall says this. In the autumn's doubled hour: the first of the two. */
export function instantAt(day: LocalDay, minute: number): Instant {
  const asIfUtc = dayNumber(day) * DAY_MS + minute * 60_000;
  return isSummerTime(asIfUtc - HOUR_MS) ? asIfUtc - HOUR_MS : asIfUtc;
}

/** Is this text a day that exists? */
export function isLocalDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const number = dayNumber(text);
  return Number.isFinite(number) && dayFromNumber(number) === text;
}
