/**
 * Times on GP Connect's wire: UK local time with the offset that London has then.
 *
 * A time with the other offset, with `Z` or with none is no time here. In the autumn's doubled hour both offsets are
 * right, which is what makes this the one protocol without that ambiguity.
 */
import {
  addDays,
  dayNumber,
  type Instant,
  instantAt,
  isLocalDay,
  type LocalDay,
  wallClock,
} from '../../diary/days.ts';

export type Moment = {
  readonly day: LocalDay;
  /** after midnight on the practice wall; 0 for a date */
  readonly minute: number;
  readonly isDate: boolean;
  /** the first instant that it means, and the first after all that it means */
  readonly from: Instant;
  readonly to: Instant;
};

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const MINUTES_A_DAY = 1_440;
const DATE_TIME = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2}):([0-5]\d)\+0[01]:00$/;

export function formatInstant(at: Instant): string {
  const { day, minute } = wallClock(at);
  const offset =
    (dayNumber(day) * DAY_MS + minute * MINUTE_MS - Math.floor(at / MINUTE_MS) * MINUTE_MS) / MINUTE_MS;
  const local = new Date(at + offset * MINUTE_MS).toISOString().slice(0, 19);
  return `${local}+${offset === 0 ? '00' : '01'}:00`;
}

/** The text of a wall-clock time of the diary. */
export const formatWallTime = (day: LocalDay, minute: number): string =>
  formatInstant(instantAt(day, minute));

export function parseMoment(text: string): Moment | undefined {
  if (isLocalDay(text)) {
    const from = instantAt(text, 0);
    return { day: text, minute: 0, isDate: true, from, to: instantAt(addDays(text, 1), 0) };
  }
  const [, day = '', hours = '', minutes = ''] = DATE_TIME.exec(text) ?? [];
  const at = Date.parse(text);
  if (!isLocalDay(day) || Number.isNaN(at)) return undefined;
  const minute = Number(hours) * 60 + Number(minutes);
  const wall = wallClock(at);
  if (wall.day !== day || wall.minute !== minute) return undefined; // not the offset that London has then
  return { day, minute, isDate: false, from: at, to: at };
}

/** As the limit on a search counts them: by the wall, so that a clock change makes no day longer. */
export const daysBetween = (start: Moment, end: Moment): number =>
  dayNumber(end.day) - dayNumber(start.day) + (end.minute - start.minute) / MINUTES_A_DAY;
