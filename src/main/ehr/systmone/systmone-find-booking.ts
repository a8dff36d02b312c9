/**
 * Where a booking of ours stands now, by what the diary shows as booked (GetDiary alone). The patient's record would name it
 * too, but may be looked into once in half a minute only. Beside our mark the patient must be the right one: staff copy texts.
 */
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';
import type { PulledSlot } from '#shared/domain/slot.ts';
import type { LocalDay } from '#shared/domain/time.ts';

import type { Ask, MarkedBooking } from '../../ports/ehr-diary.ts';
import { daysToSearch, notWhatItMayBe } from '../marked-booking.ts';
import { SYSTMONE } from './line/systmone-failures.ts';
import type { BookingSeen } from './parse/systmone-parse-slots.ts';
import type { DiaryReader } from './systmone-read.ts';

export interface FindBookingDeps {
  readonly reader: DiaryReader;
  readonly today: LocalDay;
  readonly maxDays: number;
}

export async function findBooking(
  { patientId, token, window }: MarkedBooking,
  ask: Ask,
  { reader, today, maxDays }: FindBookingDeps,
): Promise<Outcome<PulledSlot | undefined>> {
  const days = daysToSearch(window, { product: SYSTMONE, today, maxDays });
  if (!days.ok) return days;
  // Somebody whom the answer does not name may be our patient: not found, and not gone either.
  const mayBeOurs = (text: string | undefined, of: BookingSeen['bookedFor']) =>
    (text ?? '').includes(token) && (of === undefined || of === patientId);
  const seen = await reader.readBookedDays(
    days.value,
    ({ comments, bookedFor }) => mayBeOurs(comments, bookedFor),
    ask,
  );
  if (!seen.ok) return seen;
  const marked = seen.value
    .flatMap(({ slots }) => slots)
    .filter(({ note, bookedFor }) => mayBeOurs(note, bookedFor))
    .toSorted((one, other) => one.startsAt - other.startsAt);
  const ours = marked.find(({ status, bookedFor }) => status === 'booked' && bookedFor === patientId);
  if (ours) return ok(ours);
  return marked.length > 0 ? failed(notWhatItMayBe(SYSTMONE)) : ok(undefined);
}
