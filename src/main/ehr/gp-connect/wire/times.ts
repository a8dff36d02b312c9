/**
 * GP Connect's times: UK wall-clock time with its offset. The offset is believed only where it is the one that London has
 * at that very instant; a clock that is an hour off would put a patient into the wrong hour.
 */
import {
  type Instant,
  type LocalDay,
  MINUTE,
  asInstant,
  dayOf,
  instantOf,
  parseClock,
  parseDay,
} from '#shared/domain/time.ts';

export interface WireTime {
  readonly at: Instant;
  readonly day: LocalDay;
  /** The text gave London's own offset. Without it the slot must not be offered. */
  readonly isCertain: boolean;
}

const DATE_TIME = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}):(\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:\d{2})$/;

/** `2026-05-12T09:10:00+01:00`; `undefined` when it is no time or names no zone. */
export function parseWireTime(text: string): WireTime | undefined {
  const [, date = '', clock = '', seconds = '', fraction = '', offset = ''] = DATE_TIME.exec(text) ?? [];
  const day = parseDay(date);
  const minutes = parseClock(clock);
  const offsetMinutes = parseOffset(offset);
  if (day === undefined || minutes === undefined || offsetMinutes === undefined) return undefined;
  if (Number(seconds) > 59) return undefined;
  const withinMinute = Number(seconds) * 1_000 + Number(fraction.padEnd(3, '0').slice(0, 3));
  const wall = Date.parse(`${day}T${clock}:00Z`);
  const minute = asInstant(wall - offsetMinutes * MINUTE);
  const isCertain = isLondons(day, minutes, minute, offset);
  const at = asInstant(minute + withinMinute);
  return { at, day: isCertain ? day : dayOf(at), isCertain };
}

/** GP Connect writes neither `Z` nor any other offset than London's two. */
function isLondons(day: LocalDay, minutes: number, at: Instant, offset: string): boolean {
  if (offset !== '+00:00' && offset !== '+01:00') return false;
  const expected = instantOf(day, minutes);
  if (expected === 'missing') return false;
  return expected === 'doubled' || expected === at; // doubled: both offsets are London's, one after the other
}

function parseOffset(offset: string): number | undefined {
  if (offset === 'Z') return 0;
  const minutes = parseClock(offset.slice(1));
  if (minutes === undefined) return undefined;
  return offset.startsWith('-') ? -minutes : minutes;
}
