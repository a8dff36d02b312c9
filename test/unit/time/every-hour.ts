/**
 * One PC in one time zone (TZ): everything of ours that turns an instant into words of a clock or back, at every hour of three
 * years and at every minute of the six days on which the clocks change. What it must come to is told by the sample practice's
 * own calendar, which is worked out by the rule of the clocks and shares nothing with ours. Prints one JSON line.
 */
import { createHash } from 'node:crypto';

import { wallClock } from '../../../src/main/sample-practice/diary/days.ts';
import { writeInstant } from '../../../src/main/booking-site/api/write-instant.ts';
import { parseEmisDateTime } from '../../../src/main/ehr/emis/emis-times.ts';
import { formatEmisDay } from '../../../src/main/ehr/emis/emis-format.ts';
import { parseWireTime } from '../../../src/main/ehr/gp-connect/wire/times.ts';
import { formatToken } from '../../../src/main/ehr/gp-connect/wire/token.ts';
import { formatWallText } from '../../../src/main/ehr/systmone/systmone-format.ts';
import { wallTime } from '../../../src/main/ehr/wall-time.ts';
import {
  HOUR,
  MINUTE,
  SECOND,
  asInstant,
  dayOf,
  endOfDay,
  formatClock,
  formatClockWithSeconds,
  formatInstant,
  instantOf,
  minutesOf,
  parseDay,
  parseInstant,
  startOfDay,
} from '../../../src/shared/domain/time.ts';

const FROM = Date.UTC(2026, 0, 1);
const UNTIL = Date.UTC(2029, 0, 1);
/** 01:00Z of each (reliability.md 4.10). The even ones lose an hour, the others have one twice. */
const CHANGES = [
  '2026-03-29T01:00Z',
  '2026-10-25T01:00Z',
  '2027-03-28T01:00Z',
  '2027-10-31T01:00Z',
  '2028-03-26T01:00Z',
  '2028-10-29T01:00Z',
].map((text) => Date.parse(text));

export interface ZoneReport {
  readonly zone: string;
  readonly hours: number;
  readonly minutes: number;
  readonly comparisons: number;
  readonly mismatches: number;
  readonly examples: readonly string[];
  /** Of all that was put into words: the same on every PC. */
  readonly digest: string;
}

const two = (n: number): string => String(n).padStart(2, '0');
const clockText = (minutes: number): string => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
const examples: string[] = [];
const words = createHash('sha256');
let comparisons = 0;
let mismatches = 0;

function same(what: string, at: number, ours: unknown, right: unknown): void {
  comparisons += 1;
  words.update(String(ours));
  if (ours === right) return;
  mismatches += 1;
  if (examples.length < 5)
    examples.push(
      `${what} at ${new Date(at).toISOString()}: ${JSON.stringify(ours)}, not ${JSON.stringify(right)}`,
    );
}

/** The hour before the clocks go back and the hour after are the same on the wall. */
const isTwice = (at: number): boolean =>
  CHANGES.some((change, index) => index % 2 === 1 && Math.abs(at - change + 0.5) < HOUR);

function tryInstant(ms: number): void {
  const at = asInstant(ms);
  const right = wallClock(ms);
  const clock = clockText(right.minute);
  const isSummer = ms + HOUR === Date.parse(`${right.day}T${clock}Z`);
  const text = `${right.day}T${clock}:00${isSummer ? '+01:00' : '+00:00'}`;
  const day = parseDay(right.day);
  if (day === undefined) throw new Error(`No day: ${right.day}`);
  const known = isTwice(ms) ? undefined : ms;

  same('dayOf', ms, dayOf(at), right.day);
  same('minutesOf', ms, minutesOf(at), right.minute);
  same('formatClock', ms, formatClock(at), clock);
  same('formatClockWithSeconds', ms, formatClockWithSeconds(at), `${clock}:00`);
  same('formatInstant', ms, formatInstant(at), text);
  same('writeInstant', ms, writeInstant(at), text);
  same('parseInstant', ms, parseInstant(text), ms);
  same('instantOf', ms, instantOf(day, right.minute), known ?? 'doubled');
  same('within its day', ms, startOfDay(day) <= at && at < endOfDay(day), true);
  // SystmOne and EMIS give and take the wall's time without a zone; GP Connect gives the offset with it.
  same('SystmOne out', ms, formatWallText(at), `${right.day}T${clock}:00`);
  const wall = wallTime(day, right.minute);
  same('without a zone', ms, wall.isCertain ? wall.at : undefined, known);
  for (const format of ['dd/MM/yyyy', 'iso'] as const)
    same(`EMIS in, ${format}`, ms, parseEmisDateTime(`${formatEmisDay(day, format)} ${clock}`), known);
  const wire = parseWireTime(text);
  same('GP Connect in', ms, wire?.isCertain === true && wire.day === day ? wire.at : undefined, ms);
  const wrong = parseWireTime(text.replace(/\d\d:00$/, isSummer ? '00:00' : '01:00'));
  same('GP Connect, the wrong offset', ms, wrong?.isCertain, isTwice(ms));
}

function tryToken(ms: number): void {
  const subject = {
    audience: 'https://gp.example/fhir',
    practice: { name: 'Sample Surgery', odsCode: 'A12345' },
    user: { id: '1', familyName: 'Example' },
  };
  const claims = formatToken(subject, 'patient/*.read', asInstant(ms)).split('.')[1] ?? '';
  const { iat, exp } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, number>;
  same('the token is of now', ms, iat, ms / SECOND);
  same('the token ends', ms, exp, ms / SECOND + 300);
}

function tryMissingHour(change: number): void {
  const { day } = wallClock(change);
  const known = parseDay(day);
  if (known === undefined) throw new Error(`No day: ${day}`);
  for (let minute = 60; minute < 120; minute += 1) {
    const clock = clockText(minute);
    same('the hour that is not', change, instantOf(known, minute), 'missing');
    same('the hour that is not, EMIS', change, parseEmisDateTime(`${day} ${clock}`), undefined);
    same('the hour that is not, no zone', change, wallTime(known, minute).isCertain, false);
    for (const offset of ['+00:00', '+01:00'])
      same(
        'the hour that is not, GP Connect',
        change,
        parseWireTime(`${day}T${clock}:00${offset}`)?.isCertain,
        false,
      );
  }
}

let hours = 0;
for (let at = FROM; at < UNTIL; at += HOUR) {
  tryInstant(at);
  tryToken(at);
  hours += 1;
}
let minutes = 0;
for (const [index, change] of CHANGES.entries()) {
  for (let at = change - 3 * HOUR; at < change + 3 * HOUR; at += MINUTE) {
    tryInstant(at);
    minutes += 1;
  }
  if (index % 2 === 0) tryMissingHour(change);
}

const report: ZoneReport = {
  zone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
  hours,
  minutes,
  comparisons,
  mismatches,
  examples,
  digest: words.digest('hex'),
};
process.stdout.write(`${JSON.stringify(report)}\n`);
