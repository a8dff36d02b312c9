/** What happened, in words. Pure. Kinds that this version does not know are still shown, plainly. */
import type { BookingRow, EventRow } from '#shared/contract/rows.ts';
import { bookingStateOf } from '#shared/domain/booking.ts';
import { COMMAND_STATES } from '#shared/domain/command.ts';
import { formatClock, formatDay, parseDay } from '#shared/domain/time.ts';
import type { Tone } from '../../ui/state-look.tsx';

export interface EventWords {
  readonly tone: Tone;
  readonly title: string;
  readonly detail: string;
  /** The booking it is about, to open it. */
  readonly booking?: BookingRow;
}

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
  switch (event.kind) {
    case 'booking-moved':
      return bookingWords(event, bookings[event.subject], ehr);
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
          why || 'Much of it vanished at once. Nothing of that day is offered until a second reading agrees.',
      };
    case 'day-trusted':
      return { tone: 'ok', title: `${dayName(event.subject)} is certain again`, detail: why };
    case 'trouble-opened':
      return { tone: 'bad', title: `${partName(event.subject)} stopped working`, detail: why };
    case 'trouble-closed':
      return { tone: 'ok', title: `${partName(event.subject)} works again`, detail: why };
    case 'bundle-made':
      return { tone: 'unknown', title: 'Diagnostic bundle exported', detail: why };
    case 'store-put-aside':
      return { tone: 'late', title: 'The database was damaged and put aside', detail: why };
    default:
      return { tone: 'unknown', title: `${event.kind.replaceAll('-', ' ')}: ${event.subject}`, detail: why };
  }
}

/** `from` and `to` are the states of the booking's command; reception reads the booking's state. */
function bookingWords(event: EventRow, booking: BookingRow | undefined, ehr: string): EventWords {
  const who = booking?.patientName ?? 'A patient';
  const what = booking
    ? `${booking.slotTypeName}, ${booking.clinicianName}, ${formatDay(booking.day)} ${formatClock(booking.startsAt)}`
    : '';
  const command = COMMAND_STATES.find((state) => state === event.to);
  const about = booking ? { booking } : {};
  const say = (tone: Tone, title: string): EventWords => ({
    tone,
    title,
    detail: [what, event.why].filter(Boolean).join(' · '),
    ...about,
  });
  if (!command) return say('unknown', `${who}’s booking changed`);
  switch (bookingStateOf('book', command)) {
    case 'accepted':
      return say('busy', command === 'sending' ? `${who}: being written to ${ehr}` : `${who} asked to book`);
    case 'checking':
      return say('busy', `${who}: being looked for in ${ehr}`);
    case 'confirmed':
      return say('ok', `${who} booked`);
    case 'not-booked':
      return say('bad', `Could not book ${booking?.patientName ?? 'a patient'}`);
    case 'cancelled':
      return say('unknown', `${who}: cancelled in ${ehr} by the practice`);
    case 'needs-you':
      return say('you', `${who}’s booking needs you`);
  }
}

/** The steps between *asked* and *settled* that say nothing a receptionist can use. */
export const isWorthTelling = (event: EventRow): boolean =>
  event.kind !== 'booking-moved' || (event.to !== 'ready' && event.to !== 'sending');
