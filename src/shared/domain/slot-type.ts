/** The practice's label on a slot ("GP telephone"). *Active* is the practice's choice here; *bookable* is the EHR's own flag. */
import type { SlotTypeId } from './ids.ts';

export interface SlotType {
  readonly id: SlotTypeId;
  readonly name: string;
  /** The EHR's own bookable flag, where it has one. */
  readonly bookableInEhr?: boolean;
}
