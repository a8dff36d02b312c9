/**
 * Branded identifiers, so that a slot can never be handed over where a session is meant.
 * All are opaque text: only the connector that made an id may look inside it.
 */
declare const brand: unique symbol;
type Id<Name extends string> = string & { readonly [brand]: Name };

export type SlotId = Id<'slot'>;
export type SessionId = Id<'session'>;
/** The EHR's own id of a slot type where it has one, else its normalised name. */
export type SlotTypeId = Id<'slot type'>;
export type ClinicianId = Id<'clinician'>;
export type SiteId = Id<'site'>;
/** The patient's key inside this practice's EHR. In SystmOne that is the NHS number: kept sealed and never logged, like one. */
export type EhrPatientId = Id<'patient in the EHR'>;
export type HoldId = Id<'hold'>;
export type BookingId = Id<'booking'>;
export type CommandId = Id<'command'>;
export type NoticeId = Id<'notice'>;

/** Marks text as an id of the wanted kind. For the borders only (parsers, the store, checked input). */
export const asId = <Wanted extends Id<string>>(text: string): Wanted => text as Wanted;
