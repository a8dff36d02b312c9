/**
 * Holds: a slot kept for one patient while they choose. At most one live hold a slot, kept by a unique index over those
 * not ended; one whose time ran out is ended here, when the next is added, because no timer does it.
 */
import type { Database } from 'better-sqlite3';
import { type BookingId, type HoldId, type SlotId, asId } from '#shared/domain/ids.ts';
import { type Instant, asInstant } from '#shared/domain/time.ts';
import type { Hold, StoreReader, StoreWriter } from '../store.ts';
import { refuseWhenTaken } from '../store-refusal.ts';
import { unlessNull } from './columns.ts';
import type { DayRows } from './days.ts';
import type { WriteInProgress } from './meta.ts';

const COLUMNS = 'hold_id, slot_id, created_at, expires_at, ended_at, for_booking';
export const LIVE_HOLDS = `SELECT ${COLUMNS} FROM holds
  WHERE expires_at > ? AND ended_at IS NULL ORDER BY expires_at`;
export const LIVE_HOLD_ON_SLOT = `SELECT ${COLUMNS} FROM holds
  WHERE slot_id = ? AND ended_at IS NULL AND expires_at > ?`;
export const HOLD_BY_ID = `SELECT ${COLUMNS} FROM holds WHERE hold_id = ?`;
export const HOLDS_FOR_BOOKING = `SELECT ${COLUMNS} FROM holds
  WHERE for_booking = ?`;
export const ADD_HOLD = `INSERT INTO holds (${COLUMNS}, revision)
  VALUES (@id, @slotId, @createdAt, @expiresAt, @endedAt, @forBooking, @revision)`;
export const END_EXPIRED_HOLD = `UPDATE holds SET ended_at = expires_at, revision = ?
  WHERE slot_id = ? AND ended_at IS NULL AND expires_at <= ?`;
export const END_HOLD = `UPDATE holds SET ended_at = ?, revision = ?
  WHERE hold_id = ? AND ended_at IS NULL RETURNING slot_id`;
export const FORGET_HOLDS = 'DELETE FROM holds WHERE expires_at < ?';

interface Row {
  readonly hold_id: string;
  readonly slot_id: string;
  readonly created_at: number;
  readonly expires_at: number;
  readonly ended_at: number | null;
  readonly for_booking: string | null;
}

const fromRow = (row: Row): Hold => ({
  id: asId<HoldId>(row.hold_id),
  slotId: asId<SlotId>(row.slot_id),
  createdAt: asInstant(row.created_at),
  expiresAt: asInstant(row.expires_at),
  ...unlessNull('endedAt', row.ended_at, asInstant),
  ...unlessNull('forBooking', row.for_booking, asId<BookingId>),
});

export interface HoldRows {
  readonly read: StoreReader['holds'];
  readonly write: StoreWriter['holds'];
  forgetBefore(at: Instant): void;
}

export function createHolds(db: Database, writing: WriteInProgress, days: DayRows): HoldRows {
  const live = db.prepare<[number], Row>(LIVE_HOLDS);
  const onSlot = db.prepare<[string, number], Row>(LIVE_HOLD_ON_SLOT);
  const byId = db.prepare<[string], Row>(HOLD_BY_ID);
  const forBooking = db.prepare<[string], Row>(HOLDS_FOR_BOOKING);
  const add = db.prepare(ADD_HOLD);
  const endExpired = db.prepare<[number, string, number]>(END_EXPIRED_HOLD);
  const end = db.prepare<[number, number, string], string>(END_HOLD).pluck();
  const forget = db.prepare<[number]>(FORGET_HOLDS);

  const read: StoreReader['holds'] = {
    live: (now) => live.all(now).map(fromRow),
    onSlot(slotId, now) {
      const row = onSlot.get(slotId, now);
      return row && fromRow(row);
    },
    byId(id) {
      const row = byId.get(id);
      return row && fromRow(row);
    },
    forBooking: (id) => forBooking.all(id).map(fromRow),
  };

  return {
    read,
    write: {
      ...read,
      add(hold) {
        const revision = writing.revision();
        endExpired.run(revision, hold.slotId, hold.createdAt);
        refuseWhenTaken(
          () =>
            add.run({
              ...hold,
              endedAt: hold.endedAt ?? null,
              forBooking: hold.forBooking ?? null,
              revision,
            }),
          'holds.slot_id',
          'slot-taken',
          'Somebody else is choosing this slot.',
        );
        days.markChangedBySlot(hold.slotId, revision);
      },
      end(id, at) {
        writing.mustBeOpen();
        if (byId.get(id)?.ended_at !== null) return;
        const revision = writing.revision();
        const slotId = end.get(at, revision, id);
        if (slotId !== undefined) days.markChangedBySlot(asId<SlotId>(slotId), revision);
      },
    },
    forgetBefore(at) {
      forget.run(at);
    },
  };
}
