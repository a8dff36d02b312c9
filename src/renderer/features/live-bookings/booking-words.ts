/** What a booking's state means for the patient and for reception. Pure. */
import type { BookingState } from '#shared/domain/booking.ts';

export function meaningOf(state: BookingState, ehr: string): string {
  switch (state) {
    case 'accepted':
      return `Kept safely on this PC and waiting to be written to ${ehr}. The patient has been told that it is accepted, not yet that it is confirmed.`;
    case 'checking':
      return `${ehr} may already have it. Slotkeeper is reading the slot back; until it knows, the patient is told that the practice is checking.`;
    case 'confirmed':
      return `It is in ${ehr}, and the patient has been told so.`;
    case 'not-booked':
      return 'The patient was told that it is not booked and can choose another time.';
    case 'cancelled':
      return `Staff took it out of the diary in ${ehr}. The patient’s page says so; ring them if they may not have seen it.`;
    case 'needs-you':
      return `It cannot be proven whether ${ehr} has it. The patient has been told that the practice is checking.`;
  }
}
