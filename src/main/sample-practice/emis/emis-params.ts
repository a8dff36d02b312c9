/**
 * Query parameters as the Partner API takes them: everything in the query, writes too.
 *
 * Names are read without regard to case, as ASP.NET does; values strictly, with a 400 that names
 * the parameter and never repeats its value.
 */
import { dayNumber, type LocalDay } from '../diary/days.ts';
import { EmisRefusal } from './emis-errors.ts';
import { parseDay } from './emis-format.ts';

export type EmisParams = ReturnType<typeof createParams>;

const MOST_DAYS = 90;
const LARGEST_INT32 = 2_147_483_647;

const invalid = (message: string): EmisRefusal => new EmisRefusal(400, 'invalid', message);

export function createParams(query: URLSearchParams) {
  const values = new Map<string, string>();
  for (const [name, value] of query) {
    const key = name.toLowerCase();
    if (!values.has(key)) values.set(key, value);
  }

  const optional = (name: string): string => values.get(name.toLowerCase())?.trim() ?? '';

  function text(name: string): string {
    const value = optional(name);
    if (value === '') throw new EmisRefusal(400, 'required', `The ${name} field is required`);
    return value;
  }

  function whole(name: string): number {
    const value = text(name);
    const number = Number(value);
    if (!/^-?\d{1,10}$/.test(value) || Math.abs(number) > LARGEST_INT32)
      throw invalid(`The ${name} field is not a valid number`);
    return number;
  }

  function day(name: string): LocalDay {
    const found = parseDay(text(name));
    if (found === null) throw invalid(`The ${name} field is not a valid date`);
    return found;
  }

  function window(): { from: LocalDay; to: LocalDay } {
    const from = day('startDate');
    const to = day('endDate');
    if (to < from) throw invalid('The endDate is before the startDate');
    return { from, to };
  }

  function limitedWindow(): { from: LocalDay; to: LocalDay } {
    const asked = window();
    if (dayNumber(asked.to) - dayNumber(asked.from) > MOST_DAYS)
      throw invalid(`The date range is more than ${MOST_DAYS} days`);
    return asked;
  }

  function minutes(name: string, most: number): number {
    const value = whole(name);
    if (value < 0 || value > most) throw invalid(`The ${name} field must be between 0 and ${most}`);
    return value;
  }

  return { optional, text, whole, day, window, limitedWindow, minutes };
}
