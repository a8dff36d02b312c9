/**
 * Instants, days and the practice's wall clock (Europe/London). Never reads a clock.
 * EHR diaries speak wall-clock time without a zone; in the hour that the clocks go back such a time means two
 * instants, and in the hour they go forward none. `instantOf` says so instead of guessing.
 */
import { Temporal } from 'temporal-polyfill';

declare const brand: unique symbol;
/** Milliseconds since 1970-01-01T00:00Z, whole. */
export type Instant = number & { readonly [brand]: 'instant' };
/** A calendar day in the practice, `YYYY-MM-DD`. */
export type LocalDay = string & { readonly [brand]: 'day' };

const LONDON = 'Europe/London';
export const SECOND = 1_000;
export const MINUTE = 60_000;
export const HOUR = 3_600_000;
export const DAY = 86_400_000;

export const asInstant = (epochMs: number): Instant => Math.round(epochMs) as Instant;
export const later = (at: Instant, ms: number): Instant => asInstant(at + ms);

/** The day, or `undefined` when the text is no day of the calendar (`2026-02-30`). */
export function parseDay(text: string): LocalDay | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString() as LocalDay;
  } catch {
    return undefined;
  }
}

/** A day of the calendar has no clock: in UTC, where every day has 24 hours, counting is enough. */
const utcDayOf = (epochMs: number): LocalDay => new Date(epochMs).toISOString().slice(0, 10) as LocalDay;

export const addDays = (day: LocalDay, days: number): LocalDay => utcDayOf(Date.parse(day) + days * DAY);

/** 1 = Monday … 7 = Sunday. */
export const weekdayOf = (day: LocalDay): number => Temporal.PlainDate.from(day).dayOfWeek;

export const daysBetween = (from: LocalDay, to: LocalDay): number =>
  Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: 'day' }).days;

/** Every day from `from` to `to`, both included. */
export function daysOf(from: LocalDay, to: LocalDay): LocalDay[] {
  const days: LocalDay[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day);
  return days;
}

/** What the clocks of one day need, worked out once: 100,000 slots of a reading share a few dozen days. */
interface ClockOfDay {
  readonly midnight: Instant;
  readonly nextMidnight: Instant;
}
const clocks = new Map<LocalDay, ClockOfDay>();

function clockOf(day: LocalDay): ClockOfDay {
  const known = clocks.get(day);
  if (known) return known;
  const date = Temporal.PlainDate.from(day);
  const startOf = (d: Temporal.PlainDate) => asInstant(d.toZonedDateTime(LONDON).epochMilliseconds);
  const clock = { midnight: startOf(date), nextMidnight: startOf(date.add({ days: 1 })) };
  if (clocks.size > 1_000) clocks.clear();
  clocks.set(day, clock);
  return clock;
}

export const startOfDay = (day: LocalDay): Instant => clockOf(day).midnight;
export const endOfDay = (day: LocalDay): Instant => clockOf(day).nextMidnight;

/** `missing`: the clocks jump over this time. `doubled`: it happens twice. Both on two days a year, between 01:00 and 02:00. */
export type WallClockTrouble = 'missing' | 'doubled';

/** The instant of a wall-clock time in the practice. `minutes`: minutes after midnight, 0–1439. */
export function instantOf(day: LocalDay, minutes: number): Instant | WallClockTrouble {
  const clock = clockOf(day);
  if (clock.nextMidnight - clock.midnight === DAY) return asInstant(clock.midnight + minutes * MINUTE);
  const wall = Temporal.PlainDate.from(day).toPlainDateTime(
    Temporal.PlainTime.from({ hour: Math.floor(minutes / 60), minute: minutes % 60 }),
  );
  const early = wall.toZonedDateTime(LONDON, { disambiguation: 'earlier' });
  const late = wall.toZonedDateTime(LONDON, { disambiguation: 'later' });
  if (early.epochMilliseconds === late.epochMilliseconds) return asInstant(early.epochMilliseconds);
  return early.toPlainDateTime().equals(wall) ? 'doubled' : 'missing';
}

/** `HH:mm` → minutes after midnight, or `undefined`. */
export function parseClock(text: string): number | undefined {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  return match ? Number(match[1]) * 60 + Number(match[2]) : undefined;
}

const inLondon = (at: Instant) => Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(LONDON);

export function dayOf(at: Instant): LocalDay {
  const day = utcDayOf(at);
  if (at >= endOfDay(day)) return addDays(day, 1);
  return at < startOfDay(day) ? addDays(day, -1) : day;
}

/** Minutes after midnight on the practice's wall clock. */
export function minutesOf(at: Instant): number {
  const { midnight, nextMidnight } = clockOf(dayOf(at));
  if (nextMidnight - midnight === DAY) return Math.floor((at - midnight) / MINUTE);
  const { hour, minute } = inLondon(at);
  return hour * 60 + minute;
}

/** `09:10` */
export function formatClock(at: Instant): string {
  const minutes = minutesOf(at);
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

/** `10:42:07` */
export const formatClockWithSeconds = (at: Instant): string =>
  `${formatClock(at)}:${String(inLondon(at).second).padStart(2, '0')}`;

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

/** `Thu 12 May` */
export function formatDay(day: LocalDay): string {
  const date = Temporal.PlainDate.from(day);
  return `${WEEKDAYS[date.dayOfWeek - 1]?.slice(0, 3)} ${date.day} ${MONTHS[date.month - 1]?.slice(0, 3)}`;
}

/** `Thursday 12 May 2026`, for patients. */
export function formatDayLong(day: LocalDay): string {
  const date = Temporal.PlainDate.from(day);
  return `${WEEKDAYS[date.dayOfWeek - 1]} ${date.day} ${MONTHS[date.month - 1]} ${date.year}`;
}

/** `2026-05-12T09:10:00+01:00`: what the JSON API says. */
export const formatInstant = (at: Instant): string =>
  inLondon(at).toString({ timeZoneName: 'never', smallestUnit: 'second' });

/** An ISO 8601 instant with offset or Z, or `undefined`. */
export function parseInstant(text: string): Instant | undefined {
  try {
    return asInstant(Temporal.Instant.from(text).epochMilliseconds);
  } catch {
    return undefined;
  }
}
