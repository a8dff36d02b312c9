/** What a patient is to be told about a booking. Each is told once, however often we try. */
export const NOTICE_KINDS = [
  'confirmed',
  'not-booked',
  'cancelled', // as they asked
  'not-cancelled', // they asked, and it could not be: it stands
  'cancelled-by-practice',
  'moved', // as they asked: the new one is booked and the old one is gone
  'not-moved', // they asked, and it could not be: the old one stands
  'moved-by-practice',
] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];
