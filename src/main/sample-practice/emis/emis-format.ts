/**
 * Dates and times as EMIS writes and reads them: dd/MM/yyyy and HH:mm of the practice wall, no zone
 * anywhere.
 *
 * The vendor types its date parameters as date-time and describes them as dd/mm/yyyy, so both are
 * read here; only dd/MM/yyyy is ever written.
 */
import { isLocalDay, type LocalDay } from '../diary/days.ts';

const two = (number: number): string => String(number).padStart(2, '0');

export const formatDay = (day: LocalDay): string =>
  `${day.slice(8, 10)}/${day.slice(5, 7)}/${day.slice(0, 4)}`;

export const formatTime = (minute: number): string =>
  `${two(Math.floor(minute / 60) % 24)}:${two(minute % 60)}`;

/** A day from dd/MM/yyyy or from an ISO date or date-time; null for anything else or no such day. */
export function parseDay(text: string): LocalDay | null {
  const british = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(text);
  if (british) {
    const day = `${british[3]}-${british[2]}-${british[1]}`;
    return isLocalDay(day) ? day : null;
  }
  const iso = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?$/.exec(text);
  return iso?.[1] !== undefined && isLocalDay(iso[1]) ? iso[1] : null;
}
