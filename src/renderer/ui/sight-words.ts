/** What an EHR's interface does not tell, in words. Pure. Whatever is said here is nowhere shown as a nought. */
import type { EhrSight } from '#shared/domain/ehr.ts';

/** Under a table whose columns are left out for it; empty when all of them are there. */
export function hiddenCounts(sees: EhrSight, ehr: string): string {
  const parts = [
    ...(sees.bookedSlots ? [] : ['booked']),
    ...(sees.blockedSlots ? [] : ['blocked', 'embargoed']),
  ];
  const last = parts.pop();
  if (last === undefined) return '';
  const words = parts.length === 0 ? last : `${parts.join(', ')} or ${last}`;
  return `${ehr} does not tell us about ${words} slots.`;
}

/** Each a sentence or two: what is not told, and what follows from it. */
export function untoldBy(sees: EhrSight, ehr: string): readonly string[] {
  return [
    ...(sees.bookedSlots
      ? []
      : [
          `${ehr} shows free slots only. Appointments that staff book cannot be seen; their slots are no longer free.`,
        ]),
    ...(sees.blockedSlots
      ? []
      : [`${ehr} does not tell us about blocked or embargoed slots. They appear once they are free.`]),
    ...(sees.emptySessions
      ? []
      : [
          sees.bookedSlots
            ? `A session with neither a free slot nor an appointment in it cannot be seen in ${ehr}.`
            : `A session without a free slot cannot be seen in ${ehr}.`,
        ]),
    ...(sees.slotTypesWithoutSlots
      ? []
      : ['A slot type is seen only while it has a free slot. One that seems gone may only be full.']),
    ...(sees.slotTypeIds
      ? []
      : [
          'A slot type is known by its name alone. When a name goes and another comes, Slotkeeper asks whether it was renamed.',
        ]),
    ...(sees.bookableFlag || !sees.slotTypesWithoutSlots
      ? []
      : [`${ehr} does not tell us which slot types the practice has marked as bookable.`]),
    ...(sees.provesNeverBooked
      ? []
      : [
          `When ${ehr}’s answer to a booking is lost and nothing is found afterwards, a person settles it under Live bookings.`,
        ]),
  ];
}
