/** What switching a slot type on or off would do, counted before it is done. */
import type { SlotTypeId } from './ids.ts';
import type { Instant, LocalDay } from './time.ts';

export interface SwitchPreview {
  readonly slotTypeId: SlotTypeId;
  readonly isActive: boolean;
  /** Open appointments gained (switching on) or lost (switching off), from now to the horizon. */
  readonly appointments: number;
  readonly days: number;
  readonly byDay: readonly { readonly day: LocalDay; readonly appointments: number }[];
  readonly byClinician: readonly { readonly clinician: string; readonly appointments: number }[];
  readonly heldNow: number;
  /** Online bookings of the type still to come; switching off does not touch them. */
  readonly futureBookings: number;
  /** False when the EHR's own flag says that the type cannot be booked. */
  readonly bookableInEhr?: boolean;
  /** Start of the oldest reading that this was counted from. */
  readonly asOf?: Instant;
}
