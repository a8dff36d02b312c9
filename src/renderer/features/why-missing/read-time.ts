/** A typed time of day. Pure. */
import { parseClock } from '#shared/domain/time.ts';

/** `9:10`, `0910` and `9.10` are meant as `09:10`. `undefined` when it is no time. */
export function readTime(typed: string): string | undefined {
  const match = /^(\d{1,2})[:.]?(\d{2})$/.exec(typed.trim());
  const text = match ? `${match[1]?.padStart(2, '0')}:${match[2]}` : '';
  return parseClock(text) === undefined ? undefined : text;
}
