/**
 * What each protocol can see, side by side. It is a property of the protocol and not of one practice: what is `false` here
 * is told by none of its answers, however it is asked.
 */
import type { EhrKind, EhrSight } from '#shared/domain/ehr.ts';

export const SIGHTS: Readonly<Record<EhrKind, EhrSight>> = {
  'emis-web': {
    slotTypesWithoutSlots: true,
    slotTypeIds: true,
    bookableFlag: true,
    blockedSlots: true,
    bookedSlots: true,
    emptySessions: true,
    provesNeverBooked: false, // neither versions nor cancelled appointments can be read
    maxWindowDays: 90,
  },
  systmone: {
    slotTypesWithoutSlots: true,
    slotTypeIds: false,
    bookableFlag: false,
    blockedSlots: false,
    bookedSlots: true,
    emptySessions: false,
    provesNeverBooked: false, // a cancelled appointment leaves no trace that is documented
    maxWindowDays: 90,
  },
  'gp-connect': {
    slotTypesWithoutSlots: false,
    slotTypeIds: false,
    bookableFlag: false,
    blockedSlots: false,
    bookedSlots: false,
    emptySessions: false,
    provesNeverBooked: true, // a patient's cancelled bookings can be read
    maxWindowDays: 14,
  },
};
