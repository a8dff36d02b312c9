/**
 * GetAppointmentSlots and GetDiary → free slots and booked ones, each still by its six values. Free and booked come from two
 * answers; systmone-join.ts makes one diary of them. An answer of another shape than documented is never taken for an empty
 * one: an empty diary would withdraw every slot.
 */
import type { z } from 'zod';

import type { Attendance } from '#shared/domain/booking.ts';
import { type EhrPatientId, asId } from '#shared/domain/ids.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';
import { parseNhsNumber } from '#shared/domain/patient.ts';
import { type LocalDay, MINUTE, SECOND, addDays, later } from '#shared/domain/time.ts';

import type { DayWindow } from '../../../ports/ehr-diary.ts';
import { type WallTime, wallTime } from '../../wall-time.ts';
import { notUnderstood } from '../line/systmone-failures.ts';
import type { XmlNode } from '../line/systmone-xml.ts';
import type { SlotValues } from '../systmone-ids.ts';
import {
  type WallText,
  box,
  check,
  duration,
  exact,
  many,
  maybe,
  one,
  wallText,
  words,
} from './systmone-wire.ts';

export interface SlotSeen {
  readonly values: SlotValues;
  readonly day: LocalDay;
  readonly startsAt: WallTime;
}

export interface BookingSeen extends SlotSeen {
  /** `unknown`: a status that we do not know. */
  readonly status: 'booked' | 'unknown';
  readonly bookedFor?: EhrPatientId;
  /** What staff have marked. */
  readonly attendance?: Attendance;
  readonly comments?: string;
  readonly uid?: string;
}

const slot = box({ SlotType: one(exact), DateTimeStart: one(wallText), Duration: one(duration) });
type WireSlot = z.infer<typeof slot>;

/** A clinic of a room has no user. */
const clinicNames = { UserName: maybe(exact), SiteName: maybe(exact), ClinicType: maybe(exact) };
const clinic = box({ ...clinicNames, Slot: many(slot, 5_000) });
type WireClinic = Pick<z.infer<typeof clinic>, 'UserName' | 'SiteName' | 'ClinicType'>;

/** TPP's schema has Slot beside Clinic, its text and its templates inside (v33.4). */
const appointment = box({
  Clinic: one(clinic),
  Slot: maybe(slot),
  AppointmentUID: maybe(exact),
  Status: maybe(exact),
  Comments: maybe(words),
});
const identity = box({ NHSNumber: maybe(exact), PseudoNumber: maybe(exact), ClientID: maybe(exact) });
const result = box({ Identity: maybe(identity), Appointment: many(appointment, 5_000) });

/** Still in the diary. A status that is not told is one of these: GetDiary lists what is booked. */
const BOOKED = new Set([
  '',
  'booked',
  'arrived',
  'in progress',
  'finished',
  'did not attend',
  'patient walked out',
]);
const ATTENDANCES: ReadonlyMap<string, Attendance> = new Map<string, Attendance>([
  ['arrived', 'arrived'],
  ['in progress', 'in-progress'],
  ['finished', 'finished'],
  ['did not attend', 'did-not-attend'],
  ['patient walked out', 'walked-out'],
]);
const statusOf = (text: string | undefined): BookingSeen['status'] | 'cancelled' => {
  const status = text?.trim().toLowerCase() ?? '';
  if (BOOKED.has(status)) return 'booked';
  return status.startsWith('cancelled by ') ? 'cancelled' : 'unknown';
};

const seenOf = (names: WireClinic, { SlotType, DateTimeStart, Duration }: WireSlot): SlotSeen => {
  const { at, isCertain } = wallTime(DateTimeStart.day, DateTimeStart.minutes);
  return {
    values: {
      userName: names.UserName ?? '',
      siteName: names.SiteName ?? '',
      clinicType: names.ClinicType ?? '',
      slotType: SlotType,
      start: DateTimeStart.text,
      durationMin: Duration,
    },
    day: DateTimeStart.day,
    startsAt: { at: later(at, DateTimeStart.seconds * SECOND), isCertain },
  };
};

/** `outside`: the answer to another question than was asked. `edge`: of the days beside, which the bounds just touch. */
function placeInWindow(
  { DateTimeStart, Duration }: WireSlot,
  { from, to }: DayWindow,
): 'in' | 'edge' | 'outside' {
  const { day, minutes } = DateTimeStart;
  if (day >= from && day <= to) return 'in';
  if (isMidnight(DateTimeStart) && day === addDays(to, 1)) return 'edge';
  return day === addDays(from, -1) && minutes + Duration > 1_440 ? 'edge' : 'outside';
}
const isMidnight = ({ minutes, seconds }: WallText): boolean => minutes === 0 && seconds === 0;

/** The 8,000 rows of four weeks take 250 ms: parsed in pieces, with `breathe` between them. */
const ROWS_AT_ONCE = 50;

/** `read` is called with each row in turn; its failure ends the reading. */
async function eachRow<Row>(
  { response, name, row }: { response: XmlNode; name: string; row: z.ZodType<Row> },
  read: (row: Row) => string | undefined,
  breathe: () => Promise<void>,
): Promise<Outcome<void>> {
  if (typeof response === 'string') {
    return response.trim() === '' ? ok(undefined) : failed(notUnderstood('text in place of rows'));
  }
  const rows = response[name];
  if (!rows) return failed(notUnderstood(`an answer without ${name}`));
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    if (from > 0) await breathe();
    for (const node of rows.slice(from, from + ROWS_AT_ONCE)) {
      const parsed = check(row, node, name);
      if (!parsed.ok) return parsed;
      const wrong = read(parsed.value);
      if (wrong !== undefined) return failed(notUnderstood(wrong));
    }
  }
  return ok(undefined);
}

const OUTSIDE = 'a time outside the days asked for';

export async function parseFreeSlots(
  response: XmlNode,
  window: DayWindow,
  breathe: () => Promise<void>,
): Promise<Outcome<readonly SlotSeen[]>> {
  const seen: SlotSeen[] = [];
  const read = await eachRow(
    { response, name: 'Clinic', row: clinic },
    ({ Slot, ...names }) => {
      for (const wire of Slot) {
        const place = placeInWindow(wire, window);
        if (place === 'outside') return OUTSIDE;
        if (place === 'in') seen.push(seenOf(names, wire));
      }
      return undefined;
    },
    breathe,
  );
  return read.ok ? ok(seen) : read;
}

export async function parseDiary(
  response: XmlNode,
  window: DayWindow,
  breathe: () => Promise<void>,
): Promise<Outcome<readonly BookingSeen[]>> {
  const seen: BookingSeen[] = [];
  const read = await eachRow(
    { response, name: 'Result', row: result },
    ({ Identity, Appointment }) => {
      const bookedFor = patientOf(Identity);
      for (const { Clinic, Slot, Status, Comments, AppointmentUID } of Appointment) {
        const [wire, ...more] = [...Clinic.Slot, ...(Slot ? [Slot] : [])];
        if (!wire || more.length > 0) return 'an appointment without its one slot';
        const place = placeInWindow(wire, window);
        if (place === 'outside') return OUTSIDE;
        const status = statusOf(Status);
        if (place === 'edge' || status === 'cancelled') continue;
        const attendance = ATTENDANCES.get(Status?.trim().toLowerCase() ?? '');
        const uid = AppointmentUID?.trim() ?? '';
        seen.push({
          ...seenOf(Clinic, wire),
          status,
          ...(bookedFor === undefined ? {} : { bookedFor }),
          ...(attendance === undefined ? {} : { attendance }),
          ...(Comments === undefined ? {} : { comments: Comments }),
          ...(uid === '' ? {} : { uid }),
        });
      }
      return undefined;
    },
    breathe,
  );
  return read.ok ? ok(seen) : read;
}

/** The NHS number, which is how SystmOne is asked for a patient. Who has none is somebody, but nobody whom we could book. */
function patientOf(wire: z.infer<typeof identity> | undefined): EhrPatientId | undefined {
  const number = wire?.NHSNumber?.trim() ?? '';
  if (number !== '') return asId(parseNhsNumber(number) ?? number);
  const other = wire?.PseudoNumber?.trim() || wire?.ClientID?.trim();
  return other ? asId(`without NHS number: ${other}`) : undefined;
}

/** How long a slot lasts, in milliseconds. */
export const lengthOf = ({ values }: SlotSeen): number => values.durationMin * MINUTE;
