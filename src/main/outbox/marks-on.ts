/** Our marks in what is written on an appointment. Staff may have written something beside them. */
import type { PulledSlot } from '#shared/domain/slot.ts';

/** As `newToken` makes them. */
const MARKS = /(?<![0-9A-Za-z])[0-9A-HJKMNP-TV-Z]{12}(?![0-9A-Za-z])/g;

export const marksOn = (slot: Pick<PulledSlot, 'note'> | undefined): readonly string[] =>
  [...(slot?.note ?? '').matchAll(MARKS)].map(([mark]) => mark);
