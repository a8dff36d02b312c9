/** One appointment place in a session. `status` is what the diary says; whether a patient may book it is the offer engine's to decide. */
import type { Attendance } from './booking.ts';
import type { EhrPatientId, SessionId, SlotId, SlotTypeId } from './ids.ts';
import type { Instant, LocalDay } from './time.ts';

/** Anything that the diary says and we do not know is `unknown`, and never free. */
export const SLOT_STATUSES = ['open', 'booked', 'blocked', 'embargoed', 'unknown'] as const;
export type SlotStatus = (typeof SLOT_STATUSES)[number];

/** How the appointment is held, where the diary says so (GP Connect). A home visit is never offered online. */
export const DELIVERY_CHANNELS = ['in-person', 'telephone', 'video'] as const;
export type DeliveryChannel = (typeof DELIVERY_CHANNELS)[number];

export interface Slot {
  readonly id: SlotId;
  readonly sessionId: SessionId;
  readonly slotTypeId: SlotTypeId;
  readonly day: LocalDay;
  readonly startsAt: Instant;
  readonly durationMin: number;
  readonly status: SlotStatus;
  /** Left out where the protocol does not tell, or told something that we do not know. */
  readonly channel?: DeliveryChannel;
}

/** A slot as just pulled from the diary. Who holds it is for reading back a booking of ours, and is not stored. */
export interface PulledSlot extends Slot {
  readonly bookedFor?: EhrPatientId;
  /** The appointment's own key, where the protocol has one: what a cancellation names. */
  readonly appointmentId?: string;
  /** What staff have marked on it, where the protocol tells. */
  readonly attendance?: Attendance;
  /** The diary's free text on the booking, where our token stands. */
  readonly note?: string;
}
