/** How a patient is called where they may be unknown: not matched yet is not the same as sealed with a key that is not here. */
import type { BookingRow } from '#shared/contract/rows.ts';

const DETAILS_NOT_SHOWN = 'Details not shown';

/** `unmatched`: for a booking whose patient the EHR has not matched yet. */
export const patientWords = (
  { patientName, isSealed }: Pick<BookingRow, 'patientName' | 'isSealed'>,
  unmatched = 'Not matched yet',
): string => patientName ?? (isSealed ? DETAILS_NOT_SHOWN : unmatched);
