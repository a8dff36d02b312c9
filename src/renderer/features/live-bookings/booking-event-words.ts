/**
 * What happened to one booking, in words. Pure. `from` and `to` are the states of its command; reception reads the
 * booking's. The `why` of such a line is the kind of a failure, never a sentence: it is put into words here.
 */
import type { BookingRow, EventRow } from '#shared/contract/rows.ts';
import { ATTENDANCES, bookingStateOf } from '#shared/domain/booking.ts';
import { COMMAND_STATES, type CommandState } from '#shared/domain/command.ts';
import { FAILURE_KINDS, failure } from '#shared/domain/failure.ts';
import { briefCauseOf } from '#shared/domain/failure-words.ts';
import { formatClock, formatDay } from '#shared/domain/time.ts';
import { ATTENDANCE_LOOK, type Tone } from '../../ui/state-look.tsx';

export interface EventWords {
  readonly tone: Tone;
  readonly title: string;
  readonly detail: string;
  /** The booking it is about, to open it. */
  readonly booking?: BookingRow;
}

const BOOKING_EVENTS = [
  'booking-moved',
  'cancellation-moved',
  'booking-attended',
  'booking-shifted',
  'booking-settled',
  'booking-closed',
  'booking-change-asked',
] as const;
type BookingEvent = (typeof BOOKING_EVENTS)[number];

export const bookingEventOf = (kind: string): BookingEvent | undefined =>
  BOOKING_EVENTS.find((one) => one === kind);

type Said = readonly [tone: Tone, title: string];

const stateIn = (text: string | undefined): CommandState | undefined =>
  COMMAND_STATES.find((state) => state === text);

/** The failure kinds are ours; anything else was written by a person and stands as it is. */
function whyWords(why: string | undefined, ehr: string): string {
  const kind = FAILURE_KINDS.find((one) => one === why);
  return kind ? briefCauseOf(failure(kind, ''), ehr) : (why ?? '');
}

export function bookingWords(
  kind: BookingEvent,
  event: EventRow,
  booking: BookingRow | undefined,
  ehr: string,
): EventWords {
  const who = booking?.patientName ?? 'A patient';
  const what = booking
    ? `${booking.slotTypeName}, ${booking.clinicianName}, ${formatDay(booking.day)} ${formatClock(booking.startsAt)}`
    : '';
  const [tone, title] = said(kind, event, { who, ehr, isMove: booking?.replaces !== undefined });
  const detail = [what, whyWords(event.why, ehr)].filter(Boolean).join(' · ');
  return { tone, title, detail, ...(booking ? { booking } : {}) };
}

interface Names {
  readonly who: string;
  readonly ehr: string;
  /** It is to take another one's place. */
  readonly isMove: boolean;
}

function said(kind: BookingEvent, event: EventRow, names: Names): Said {
  const { who, ehr } = names;
  const to = stateIn(event.to);
  switch (kind) {
    case 'booking-moved':
      return to ? bookSaid(to, names) : ['unknown', `${who}’s booking changed`];
    case 'cancellation-moved':
      return to ? cancelSaid(to, event, names) : ['unknown', `${who}’s cancellation changed`];
    case 'booking-attended': {
      const mark = ATTENDANCES.find((one) => one === event.to);
      if (!mark) return ['unknown', `${who}: mark taken off in ${ehr}`];
      const { tone, word } = ATTENDANCE_LOOK[mark];
      return [tone, `${who}: ${word.toLowerCase()}`];
    }
    case 'booking-shifted':
      return ['late', `${who}: moved by staff in ${ehr}`];
    case 'booking-settled':
      return ['ok', `${who}: settled by hand`];
    case 'booking-closed':
      return ['unknown', `${who}: closed without an answer, thirty days after the appointment`];
    case 'booking-change-asked':
      return ['busy', `${who}: reception wants it ${event.to === 'move' ? 'moved' : 'cancelled'}`];
  }
}

function bookSaid(to: CommandState, { who, ehr, isMove }: Names): Said {
  if (to === 'undone') return ['unknown', `${who}: ${isMove ? 'move' : 'request'} taken back`];
  const whom = who === 'A patient' ? 'a patient' : who;
  switch (bookingStateOf('book', to)) {
    case 'accepted':
      if (to === 'sending') return ['busy', `${who}: being written to ${ehr}`];
      return ['busy', isMove ? `${who}: to be moved here` : `${who} asked to book`];
    case 'checking':
      return ['busy', `${who}: being looked for in ${ehr}`];
    case 'confirmed':
    case 'cancelling':
      return ['ok', isMove ? `${who} moved here` : `${who} booked`];
    case 'not-booked':
      return ['bad', isMove ? `Could not move ${whom}; the old one stands` : `Could not book ${whom}`];
    case 'cancelled':
      return ['unknown', `${who}: cancelled in ${ehr} by the practice`];
    case 'needs-you':
      return ['you', `${who}’s booking needs you`];
  }
}

function cancelSaid(to: CommandState, { who: asker }: EventRow, { who, ehr }: Names): Said {
  switch (to) {
    case 'received':
    case 'ready':
      if (asker === 'reception') return ['busy', `${who}: reception is cancelling`];
      return [
        'busy',
        asker === 'patient' ? `${who} asked to cancel` : `${who}: old appointment to be taken out`,
      ];
    case 'sending':
      return ['busy', `${who}: being taken out of ${ehr}`];
    case 'unknown':
      return ['busy', `${who}: looking whether ${ehr} let it go`];
    case 'confirmed':
    case 'cancelled-by-practice':
      return ['unknown', `${who}: out of ${ehr}, cancelled`];
    case 'conflict':
    case 'rejected':
    case 'expired':
      return ['bad', `${who}: could not be cancelled and stands`];
    case 'undone':
      return ['ok', `${who}: cancellation taken back, it stands`];
    case 'review':
      return ['you', `${who}’s cancellation needs you`];
  }
}

/** The steps between *asked* and *settled* that say nothing a receptionist can use. A cancellation begins as ready. */
export function isStepBetween({ kind, from, to }: Pick<EventRow, 'kind' | 'from' | 'to'>): boolean {
  if (kind === 'booking-moved') return to === 'ready' || to === 'sending';
  return kind === 'cancellation-moved' && (to === 'sending' || (to === 'ready' && from !== undefined));
}
