/** A booking between its row and its shape. The patient comes from the seal beside it and never from a plain column. */
import type { Attendance, BookingState, EndedBy } from '#shared/domain/booking.ts';
import { type BookingId, type SessionId, type SlotId, type SlotTypeId, asId } from '#shared/domain/ids.ts';
import type { DeliveryChannel, SlotStatus } from '#shared/domain/slot.ts';
import { type LocalDay, asInstant } from '#shared/domain/time.ts';
import type { BookedSlot, Booking, BookingPatient } from '../stored-rows.ts';
import { failureFrom, unlessNull } from './columns.ts';

export interface BookingRow {
  readonly booking_id: string;
  readonly slot_id: string;
  readonly session_id: string;
  readonly slot_type_id: string;
  readonly day: string;
  readonly starts_at: number;
  readonly duration_min: number;
  readonly status: SlotStatus;
  readonly channel: DeliveryChannel | null;
  readonly slot_type_name: string;
  readonly session_name: string;
  readonly clinician_name: string;
  readonly site_name: string;
  readonly patient: Buffer | null;
  readonly state: BookingState;
  readonly ended_by: EndedBy | null;
  readonly attendance: Attendance | null;
  readonly replaces: string | null;
  readonly failure: string | null;
  readonly closed_at: number | null;
  readonly created_at: number;
  readonly state_at: number;
  readonly revision: number;
}

export const bookingFrom = (row: BookingRow, patient: BookingPatient | undefined): Booking => ({
  id: asId<BookingId>(row.booking_id),
  slot: {
    id: asId<SlotId>(row.slot_id),
    sessionId: asId<SessionId>(row.session_id),
    slotTypeId: asId<SlotTypeId>(row.slot_type_id),
    day: row.day as LocalDay,
    startsAt: asInstant(row.starts_at),
    durationMin: row.duration_min,
    status: row.status,
    ...unlessNull('channel', row.channel, (channel) => channel),
    slotTypeName: row.slot_type_name,
    sessionName: row.session_name,
    clinicianName: row.clinician_name,
    siteName: row.site_name,
  },
  ...(patient === undefined ? {} : { patient }),
  ...(patient === undefined && row.patient !== null ? { isSealed: true } : {}),
  state: row.state,
  ...unlessNull('endedBy', row.ended_by, (by) => by),
  ...unlessNull('attendance', row.attendance, (attendance) => attendance),
  ...unlessNull('replaces', row.replaces, (id) => asId<BookingId>(id)),
  ...failureFrom(row.failure),
  ...unlessNull('closedAt', row.closed_at, asInstant),
  createdAt: asInstant(row.created_at),
  stateAt: asInstant(row.state_at),
  revision: row.revision,
});

/** The columns of a booked slot, by the names that the statements give them. */
export const slotColumns = ({ id, channel, ...slot }: BookedSlot) => ({
  ...slot,
  slotId: id,
  channel: channel ?? null,
});
