/**
 * The three EHR connections by the names that people and configurations give them, and what each protocol can see. A
 * screen that shows a count or an absence asks here first: what a protocol does not tell is said, never shown as none.
 */
export const EHR_KINDS = ['emis-web', 'systmone', 'gp-connect'] as const;
export type EhrKind = (typeof EHR_KINDS)[number];

export const EHR_PRODUCTS = ['EMIS Web', 'SystmOne', 'GP Connect'] as const;
export type EhrProduct = (typeof EHR_PRODUCTS)[number];

export const PRODUCT_OF: Readonly<Record<EhrKind, EhrProduct>> = {
  'emis-web': 'EMIS Web',
  systmone: 'SystmOne',
  'gp-connect': 'GP Connect',
};

export interface EhrSight {
  /** Lists every slot type, those without a slot too. Without it, a type that is not seen may only have no free slot. */
  readonly slotTypesWithoutSlots: boolean;
  /** A slot type has an id of its own. Without it its name is the key, and a rename looks like one gone and one new. */
  readonly slotTypeIds: boolean;
  readonly bookableFlag: boolean;
  /** Blocked and embargoed slots. */
  readonly blockedSlots: boolean;
  readonly bookedSlots: boolean;
  readonly emptySessions: boolean;
  /** Can a reading prove that a booking which is not there never was? Without it, an absence after doubt is for a person. */
  readonly provesNeverBooked: boolean;
  readonly maxWindowDays: number;
}
