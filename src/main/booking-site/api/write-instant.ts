/**
 * `formatInstant` for thousands of slots in one answer: each hour is worked out once and its minutes written in, for
 * London's offset is whole hours and changes on the hour. 5,000 slots take about 5 ms so; Temporal alone took 200.
 */
import { HOUR, MINUTE, SECOND, type Instant, asInstant, formatInstant } from '#shared/domain/time.ts';

const MOST_HOURS = 5_000;
const hours = new Map<number, { readonly before: string; readonly after: string }>();

function hourOf(hour: number) {
  const known = hours.get(hour);
  if (known) return known;
  if (hours.size >= MOST_HOURS) hours.clear();
  const text = formatInstant(asInstant(hour * HOUR));
  const parts = { before: text.slice(0, 14), after: text.slice(19) };
  hours.set(hour, parts);
  return parts;
}

const two = (n: number): string => String(n).padStart(2, '0');

/** `2026-05-12T09:10:00+01:00` */
export function writeInstant(at: Instant): string {
  const { before, after } = hourOf(Math.floor(at / HOUR));
  const rest = at - Math.floor(at / HOUR) * HOUR;
  return `${before}${two(Math.floor(rest / MINUTE))}:${two(Math.floor((rest % MINUTE) / SECOND))}${after}`;
}
