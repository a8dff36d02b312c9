/**
 * EMIS's appointments of one patient → the one that carries our mark. The answer does not name the patient: whose it is, the
 * question said. A marked one in a state that we do not know fails, since it is neither there for certain nor gone.
 */
import { z } from 'zod';

import { asId } from '#shared/domain/ids.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';
import type { PulledSlot } from '#shared/domain/slot.ts';

import type { MarkedBooking } from '../../ports/ehr-diary.ts';
import { notWhatItMayBe } from '../marked-booking.ts';
import { wallTime } from '../wall-time.ts';
import { EMIS } from './emis-answer.ts';
import { emisAttendance, emisStatus } from './emis-parse-slots.ts';
import { check, day, distinct, key, minutes, typeKey, wholeMinutes, words } from './emis-wire.ts';

const appointment = z.object({
  slotID: key,
  sessionDBID: key,
  date: day,
  startTime: minutes,
  duration: wholeMinutes,
  status: z.string().max(100),
  // An old appointment of a type that is gone must not hide ours.
  slotType: z.object({ id: typeKey }).nullish(),
  notes: words,
  reason: words,
});
type WireAppointment = z.infer<typeof appointment>;

const appointmentList = z.object({
  appointment: z
    .array(appointment)
    .max(5_000)
    .refine(
      distinct((one: { slotID: number }) => one.slotID),
      'a slot twice',
    ),
});

/** `undefined`: none of them is ours and live. Of two, the earliest. */
export function parseMarkedAppointment(
  json: unknown,
  sought: Pick<MarkedBooking, 'patientId' | 'token'>,
): Outcome<PulledSlot | undefined> {
  const parsed = check(appointmentList, json, 'appointments');
  if (!parsed.ok) return parsed;
  const marked = parsed.value.appointment.filter((one) => noteOf(one).includes(sought.token));
  const [ours] = marked
    .filter(({ status }) => emisStatus(status.trim()) === 'booked')
    .map((one) => slotOf(one, sought.patientId))
    .toSorted((one, other) => one.startsAt - other.startsAt);
  if (ours) return ok(ours);
  return marked.some(({ status }) => emisStatus(status.trim()) === 'unknown')
    ? failed(notWhatItMayBe(EMIS))
    : ok(undefined);
}

const noteOf = ({ notes, reason }: WireAppointment): string => [notes, reason].filter(Boolean).join('\n');

function slotOf(wire: WireAppointment, bookedFor: MarkedBooking['patientId']): PulledSlot {
  const attendance = emisAttendance(wire.status.trim());
  return {
    id: asId(String(wire.slotID)),
    sessionId: asId(String(wire.sessionDBID)),
    slotTypeId: asId(wire.slotType?.id ?? ''),
    day: wire.date,
    startsAt: wallTime(wire.date, wire.startTime).at,
    durationMin: wire.duration,
    status: 'booked',
    bookedFor,
    note: noteOf(wire),
    ...(attendance === undefined ? {} : { attendance }),
  };
}
