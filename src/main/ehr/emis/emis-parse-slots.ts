/**
 * EMIS's slots of one session → our slots. EMIS gives a slot only a time of day, so its day is the session's; a time that is
 * not one certain instant, and a state that we do not know, make it `unknown`, which is never free.
 */
import { z } from 'zod';

import type { Attendance } from '#shared/domain/booking.ts';
import { type EhrPatientId, asId } from '#shared/domain/ids.ts';
import { type Outcome, ok } from '#shared/domain/outcome.ts';
import type { Session } from '#shared/domain/session.ts';
import type { PulledSlot, SlotStatus } from '#shared/domain/slot.ts';
import { endOfDay } from '#shared/domain/time.ts';

import { wallTime } from '../wall-time.ts';
import { check, distinct, key, minutes, typeKey, wholeMinutes, words } from './emis-wire.ts';

/** The vendor's words (Partner API v1.2, and the older interface of the same diary). Any other is `unknown`. */
const STATUSES: ReadonlyMap<string, SlotStatus> = new Map<string, SlotStatus>([
  ['Slot Available', 'open'],
  ['Blocked', 'blocked'],
  ['Embargoed', 'embargoed'],
  ['Booked', 'booked'],
  ['Arrived', 'booked'],
  ['Send In', 'booked'],
  ['Quiet Send In', 'booked'],
  ['Left', 'booked'],
  ['DNA', 'booked'],
  ['Walked Out', 'booked'],
  ['Visited', 'booked'],
  ['Visited - Not In', 'booked'],
  ['Telephone - Complete', 'booked'],
  ['Telephone - Not In', 'booked'],
  ['Start Call', 'booked'],
  ['Cannot Be Seen', 'booked'],
]);

/** What staff have marked. `Cannot Be Seen` says nothing of the patient, so nothing is made of it. */
const ATTENDANCES: ReadonlyMap<string, Attendance> = new Map<string, Attendance>([
  ['Arrived', 'arrived'],
  ['Send In', 'in-progress'],
  ['Quiet Send In', 'in-progress'],
  ['Start Call', 'in-progress'],
  ['Left', 'finished'],
  ['Visited', 'finished'],
  ['Telephone - Complete', 'finished'],
  ['DNA', 'did-not-attend'],
  ['Visited - Not In', 'did-not-attend'],
  ['Telephone - Not In', 'did-not-attend'],
  ['Walked Out', 'walked-out'],
]);

export const emisStatus = (word: string): SlotStatus => STATUSES.get(word) ?? 'unknown';
export const emisAttendance = (word: string): Attendance | undefined => ATTENDANCES.get(word);

const slot = z.object({
  dbid: key,
  startTime: minutes,
  slotLength: wholeMinutes,
  type: z.object({ typeID: typeKey }),
  status: z.string().max(100),
  patientList: z.object({ patient: z.object({ dbid: key }).nullable() }).nullable(),
  notes: words,
  reason: words,
  commentList: z.array(z.unknown()).max(1_000).nullish(),
});

const slotList = z.object({
  slot: z
    .array(slot)
    .max(5_000)
    .refine(
      distinct((one: { dbid: number }) => one.dbid),
      'a slot twice',
    ),
});

export function parseSlots(json: unknown, of: Session): Outcome<readonly PulledSlot[]> {
  const parsed = check(slotList, json, 'slots');
  return parsed.ok ? ok(parsed.value.slot.map((wire) => slotOf(wire, of))) : parsed;
}

function slotOf(wire: z.infer<typeof slot>, of: Session): PulledSlot {
  const { at, isCertain } = wallTime(of.day, wire.startTime);
  // Before the start of a session that runs past midnight it may be meant for the next day: not ours to guess.
  const isOnDay = of.endsAt <= endOfDay(of.day) || at >= of.startsAt;
  const patient = wire.patientList?.patient;
  const attendance = patient ? emisAttendance(wire.status.trim()) : undefined;
  const note = [wire.notes, wire.reason, ...textsIn(wire.commentList ?? [])].filter(Boolean).join('\n');
  return {
    id: asId(String(wire.dbid)),
    sessionId: of.id,
    slotTypeId: asId(wire.type.typeID),
    day: of.day,
    startsAt: at,
    durationMin: wire.slotLength,
    status:
      isCertain && isOnDay ? statusOf(wire.status, patient !== undefined && patient !== null) : 'unknown',
    ...(patient ? { bookedFor: asId<EhrPatientId>(String(patient.dbid)) } : {}),
    ...(attendance === undefined ? {} : { attendance }),
    ...(note === '' ? {} : { note }),
  };
}

/** Free, but with a patient on it: one of the two is wrong, so nobody is offered it. */
function statusOf(word: string, hasPatient: boolean): SlotStatus {
  const status = emisStatus(word.trim());
  return status === 'open' && hasPatient ? 'unknown' : status;
}

/** The specification leaves open what a comment is: a text, or an object with a text in it. */
const textsIn = (comments: readonly unknown[]): string[] =>
  comments
    .flatMap((comment) =>
      typeof comment === 'object' && comment !== null ? Object.values(comment) : [comment],
    )
    .filter((text) => typeof text === 'string');
