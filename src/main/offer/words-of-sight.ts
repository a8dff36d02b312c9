/**
 * What a protocol does not tell, in words. Wherever an absence could be taken for a *none*, one of these sentences
 * stands beside it; where the protocol tells everything there is nothing to say.
 */
import type { EhrProduct, EhrSight } from '#shared/domain/ehr.ts';

export interface Seen {
  /** `EMIS Web` */
  readonly ehr: EhrProduct;
  readonly sees: EhrSight;
}

/** Where people build sessions: GP Connect is only the way to it. */
export const appointmentBookOf = ({ ehr }: Seen): string =>
  ehr === 'GP Connect' ? 'the practice’s own appointment book' : ehr;

/** For a count of slots. */
export function unseenSlots({ ehr, sees }: Seen): string | undefined {
  if (!sees.bookedSlots)
    return `${ehr} tells us about free slots only: booked, blocked and embargoed ones are not counted.`;
  return sees.blockedSlots ? undefined : `${ehr} does not tell us about blocked or embargoed slots.`;
}

/** For a session that was not found. */
export function unseenSessions({ ehr, sees }: Seen): string | undefined {
  if (sees.emptySessions) return undefined;
  const shown = sees.bookedSlots
    ? 'by its free slots and its booked appointments'
    : 'while it has a free slot';
  return `${ehr} shows a session only ${shown}: one that is built but has none of them looks as if it were not there.`;
}

/** For a slot that is not shown any more. */
export function whyNoLongerShown({ ehr, sees }: Seen): string {
  return sees.bookedSlots
    ? `${ehr} does not tell us about blocked slots: it may be blocked, embargoed or taken out.`
    : `${ehr} tells us about free slots only: it may be booked, blocked, embargoed or taken out.`;
}

/** For a slot type that is not on the list. */
export const unseenTypes = ({ ehr, sees }: Seen): string | undefined =>
  sees.slotTypesWithoutSlots ? undefined : `${ehr} lists a slot type only while it has a free slot.`;
