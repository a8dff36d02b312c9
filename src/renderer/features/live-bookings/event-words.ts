/** What happened, in words. Pure. Kinds that this version does not know are still shown, plainly. */
import type { BookingRow, EventRow } from '#shared/contract/rows.ts';
import { formatDay, parseDay } from '#shared/domain/time.ts';
import { type EventWords, bookingEventOf, bookingWords, isStepBetween } from './booking-event-words.ts';

const onOff = (value: string | undefined): 'on' | 'off' =>
  value === 'active' || value === 'on' || value === 'true' ? 'on' : 'off';
const partName = (subject: string): string => (subject === 'write' ? 'Writing' : 'Reading');
const dayName = (subject: string): string => {
  const day = parseDay(subject);
  return day ? formatDay(day) : subject;
};

export function wordsOf(
  event: EventRow,
  bookings: Readonly<Record<string, BookingRow>>,
  ehr: string,
): EventWords {
  const why = event.why ?? '';
  const ofBooking = bookingEventOf(event.kind);
  if (ofBooking) return bookingWords(ofBooking, event, bookings[event.subject], ehr);
  switch (event.kind) {
    case 'slot-type-switched':
      return {
        tone: 'busy',
        title: `${event.subject} switched ${onOff(event.to)}`,
        detail: [event.who === 'manager' ? 'by the manager' : '', why].filter(Boolean).join(': '),
      };
    case 'slot-type-appeared':
      return {
        tone: 'busy',
        title: `New slot type: ${event.subject}`,
        detail: `Seen in ${ehr}. Not active until you switch it on.`,
      };
    case 'slot-type-vanished':
      return { tone: 'late', title: `${event.subject} is no longer in ${ehr}`, detail: why };
    case 'slot-type-maybe-renamed':
      return {
        tone: 'you',
        title: `Was ${event.subject} renamed?`,
        detail: `It is no longer listed in ${ehr}, and ${event.to ?? 'another type'} has come. The practice manager can answer under Slot types.`,
      };
    case 'slot-type-rename-settled':
      return {
        tone: 'busy',
        title: `${event.subject} and ${event.to ?? 'another'}: ${why}`,
        detail: event.who === 'manager' ? 'by the manager' : '',
      };
    case 'day-suspect':
      return {
        tone: 'late',
        title: `${dayName(event.subject)} is being read again`,
        detail:
          why ||
          'A session, or many slots at once, vanished from it. Nothing of that day is offered until a second reading agrees.',
      };
    case 'day-trusted':
      return { tone: 'ok', title: `${dayName(event.subject)} is certain again`, detail: why };
    case 'trouble-opened':
      return { tone: 'bad', title: `${partName(event.subject)} stopped working`, detail: why };
    case 'trouble-closed':
      return { tone: 'ok', title: `${partName(event.subject)} works again`, detail: why };
    case 'bundle-made':
      return { tone: 'unknown', title: 'Diagnostic bundle exported', detail: why };
    case 'notes-sealed':
      return {
        tone: 'unknown',
        title: 'What was written about bookings is sealed now',
        detail: 'An older version had kept it readable on this PC.',
      };
    case 'store-put-aside':
      return { tone: 'late', title: 'The database was put aside and a new one begun', detail: why };
    default:
      return { tone: 'unknown', title: `${event.kind.replaceAll('-', ' ')}: ${event.subject}`, detail: why };
  }
}

export const isWorthTelling = (event: EventRow): boolean => !isStepBetween(event);
