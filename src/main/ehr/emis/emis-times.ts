/** EMIS's days and times: dd/MM/yyyy and HH:mm of the practice's wall clock, without a zone. */
import { type Instant, type LocalDay, parseClock, parseDay } from '#shared/domain/time.ts';

import { wallTime } from '../wall-time.ts';

/** `23/11/2026`, `2026-11-23`, and either with a time after it that is ignored; else `undefined`. */
export function parseEmisDay(text: string): LocalDay | undefined {
  const found = /^(?:(\d{2})\/(\d{2})\/(\d{4})|(\d{4}-\d{2}-\d{2}))(?:[T ]\d{2}:\d{2}\S{0,20})?$/.exec(
    text.trim(),
  );
  if (!found) return undefined;
  return parseDay(found[4] ?? `${found[3]}-${found[2]}-${found[1]}`);
}

/** `02/03/2026 08:30` or `2026-03-02T08:30:00`, the two forms in which a booking's time may be echoed. */
export function parseEmisDateTime(text: string): Instant | undefined {
  const found = /^(\S{10})[T ](\d{2}:\d{2})(?::00(?:\.0+)?)?$/.exec(text.trim());
  const day = parseEmisDay(found?.[1] ?? '');
  const minutes = parseClock(found?.[2] ?? '');
  if (day === undefined || minutes === undefined) return undefined;
  const { at, isCertain } = wallTime(day, minutes);
  return isCertain ? at : undefined;
}
