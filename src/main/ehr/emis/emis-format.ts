/** Our words → the query of an EMIS call. Everything stands in the query, even of a write: it must never be logged. */
import type { BookingToSend, CancellationToSend } from '../../ports/ehr-diary.ts';
import type { LocalDay } from '#shared/domain/time.ts';

export type DateFormat = 'dd/MM/yyyy' | 'iso';
export type Query = readonly (readonly [name: string, value: string])[];

export const formatEmisDay = (day: LocalDay, format: DateFormat): string =>
  format === 'iso' ? day : `${day.slice(8, 10)}/${day.slice(5, 7)}/${day.slice(0, 4)}`;

export const formatWindow = (from: LocalDay, to: LocalDay, format: DateFormat): Query => [
  ['startDate', formatEmisDay(from, format)],
  ['endDate', formatEmisDay(to, format)],
];

const LONGEST_REASON = 200;

/** One line, without control characters and halves of characters; EMIS refuses an empty reason. */
export function formatReason(reason: string): string {
  const line = reason
    .replaceAll(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll(/ {2,}/g, ' ')
    .trim();
  // Cut in the middle of a pair, the half that is left could not be encoded.
  return (
    line
      .slice(0, LONGEST_REASON)
      .replace(/\p{Cs}$/u, '')
      .trim() || 'Online booking'
  );
}

const formatToken = (token: string): string => `Online booking ${token}`;

export const formatBooking = ({ slot, patientId, reason, token }: BookingToSend, bookedBy: string): Query => [
  ['slotId', slot.id],
  ['patientNumber', patientId],
  ['reason', formatReason(reason)],
  ['bookedBy', bookedBy],
  ['bookingNote', formatToken(token)],
];

/** EMIS names an appointment by its slot and its patient: there is no key of the appointment itself. */
export const formatCancellation = ({ slot, patientId }: CancellationToSend): Query => [
  ['slotId', slot.id],
  ['patientNumber', patientId],
];

/** `%20`, not `+`: not every server reads a plus as a space. */
export const formatQuery = (query: Query): string =>
  query.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
