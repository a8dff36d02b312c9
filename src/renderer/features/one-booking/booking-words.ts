/** What a booking's state means for the patient and for reception, and what each mark and notice is called. Pure. */
import type { BookingRow } from '#shared/contract/rows.ts';
import type { EndedBy } from '#shared/domain/booking.ts';
import type { NoticeKind } from '#shared/domain/notice.ts';
import type { Instant } from '#shared/domain/time.ts';
import { formatSince } from '#shared/domain/time-words.ts';
import { type StateOfBooking, shownStateOf } from '../../ui/shown-state.ts';

export function meaningOf(
  booking: StateOfBooking & Partial<Pick<BookingRow, 'unproven'>>,
  ehr: string,
): string {
  switch (shownStateOf(booking)) {
    case 'accepted':
      return `Kept safely on this PC and waiting to be written to ${ehr}. The patient has been told that it is accepted, not yet that it is confirmed.`;
    case 'checking':
      return `${ehr} may already have it. Slotkeeper is reading the slot back; until it knows, the patient is told that the practice is checking.`;
    case 'confirmed':
      return booking.standsBeside === undefined
        ? `It is in ${ehr}, and the patient has been told so.`
        : `It is in ${ehr}, and so is the other one of its move: the patient has both. Cancel the one that is not needed.`;
    case 'cancelling':
      return `Still in ${ehr}; its cancellation is on the way. The patient is told that it is cancelled only once ${ehr} has let it go.`;
    case 'moving':
      return `Still in ${ehr}. It is taken out only once the new appointment is certain, so the patient is never left with none.`;
    case 'not-booked':
      return 'The patient was told that it is not booked and can choose another time.';
    case 'cancelled':
      return endOf(booking.endedBy, ehr);
    case 'needs-you':
      return booking.unproven === 'cancel'
        ? `Slotkeeper could not take it out of ${ehr}, or cannot prove that it is out.${booking.replacedBy ? ' The patient has the new appointment, and may have this one as well.' : ''} They have been told that the practice is checking.`
        : `It cannot be proven whether ${ehr} has it. The patient has been told that the practice is checking.`;
  }
}

function endOf(endedBy: EndedBy | undefined, ehr: string): string {
  switch (endedBy) {
    case 'patient':
      return 'The patient cancelled it, or took it back before it was booked.';
    case 'reception':
      return 'Reception cancelled it, and the patient’s page says so.';
    case 'move':
      return 'Another appointment has taken its place, and the patient has been told so.';
    case 'practice':
    case undefined:
      return `Staff took it out of the diary in ${ehr}. The patient’s page says so; ring them if they may not have seen it.`;
  }
}

const TOLD: Readonly<Record<NoticeKind, string>> = {
  confirmed: 'It is booked',
  'not-booked': 'It could not be booked',
  cancelled: 'It is cancelled',
  'not-cancelled': 'It could not be cancelled and stands',
  'cancelled-by-practice': 'The practice has cancelled it',
  moved: 'It is moved',
  'not-moved': 'It could not be moved; the old appointment stands',
  'moved-by-practice': 'The practice has moved it',
};

/** Without a gateway the patient's own page is where they read it. */
export function toldWords({ kind, at, deliveredAt }: NonNullable<BookingRow['told']>, now: Instant): string {
  const sent = deliveredAt === undefined ? 'on their page' : `message sent ${formatSince(deliveredAt, now)}`;
  return `${TOLD[kind]} · ${formatSince(at, now)}, ${sent}`;
}
