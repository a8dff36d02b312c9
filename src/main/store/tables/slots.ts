/**
 * The slots of active types, up to 100,000 of them: rows travel as arrays and one statement decides in SQLite whether a
 * row differs. A slot that a write of ours touched after a reading began is left alone by that reading, put or removed.
 */
import type { Database } from 'better-sqlite3';
import { type SessionId, type SlotId, type SlotTypeId, asId } from '#shared/domain/ids.ts';
import type { DeliveryChannel, Slot, SlotStatus } from '#shared/domain/slot.ts';
import { type Instant, type LocalDay, addDays, dayOf } from '#shared/domain/time.ts';
import type { StoreReader, StoredSlot } from '../store.ts';

const COLUMNS =
  'slot_id, session_id, slot_type_id, day, starts_at, duration_min, channel, status, removed_at, touched_at';
/** All that is not the same in every open slot. */
const OPEN_COLUMNS = 'slot_id, session_id, slot_type_id, day, starts_at, duration_min, channel';
export const SLOTS_ON_DAY = `SELECT ${COLUMNS} FROM slots
  WHERE day = ? AND removed_at IS NULL ORDER BY starts_at, slot_id`;
export const SLOTS_EVER_ON_DAY = `SELECT ${COLUMNS} FROM slots
  WHERE day = ? AND slot_type_id = ? ORDER BY starts_at, slot_id`;
export const OPEN_SLOTS_OF_TYPE = `SELECT ${OPEN_COLUMNS} FROM slots
  WHERE slot_type_id = ? AND starts_at >= ? AND starts_at < ? AND status = 'open' AND removed_at IS NULL
  ORDER BY starts_at`;
/** Along the days as they are laid out: one run over neighbouring pages beats a look-up for each open slot. */
export const OPEN_SLOTS = `SELECT ${OPEN_COLUMNS} FROM slots
  WHERE day BETWEEN ? AND ? AND starts_at >= ? AND starts_at < ? AND status = 'open' AND removed_at IS NULL
  ORDER BY day, starts_at`;
export const SLOT_BY_ID = `SELECT ${COLUMNS} FROM slots WHERE slot_id = ?`;
export const PUT_SLOT = `INSERT INTO slots
  (slot_id, session_id, slot_type_id, day, starts_at, duration_min, channel, status, revision)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (slot_id) DO UPDATE SET
    session_id = excluded.session_id, slot_type_id = excluded.slot_type_id, day = excluded.day,
    starts_at = excluded.starts_at, duration_min = excluded.duration_min, channel = excluded.channel, status = excluded.status,
    removed_at = NULL, revision = excluded.revision
  WHERE (touched_at IS NULL OR touched_at <= ?)
    AND (removed_at IS NOT NULL OR status <> excluded.status OR session_id <> excluded.session_id
      OR slot_type_id <> excluded.slot_type_id OR day <> excluded.day
      OR starts_at <> excluded.starts_at OR duration_min <> excluded.duration_min
      OR channel IS NOT excluded.channel)`;
export const REMOVE_SLOT = `UPDATE slots SET removed_at = ?, revision = ?
  WHERE slot_id = ? AND day = ? AND removed_at IS NULL AND (touched_at IS NULL OR touched_at <= ?)`;
export const REMOVE_SLOTS_OF_SESSION = `UPDATE slots SET removed_at = ?, revision = ?
  WHERE day = ? AND session_id = ? AND removed_at IS NULL AND (touched_at IS NULL OR touched_at <= ?)`;
export const TOUCH_SLOT = `UPDATE slots SET status = @status, touched_at = @at, revision = @revision
  WHERE slot_id = @id RETURNING day`;
export const TOUCHED_BY = 'UPDATE slots SET touched_at = @at WHERE day = @day AND touched_at > @at';
export const FORGET_SLOTS = 'DELETE FROM slots WHERE day < ?';

type OpenRow = readonly [
  id: string,
  sessionId: string,
  slotTypeId: string,
  day: string,
  startsAt: number,
  durationMin: number,
  channel: string | null,
];
type Row = readonly [...OpenRow, status: string, removedAt: number | null, touchedAt: number | null];

function slotFrom(row: OpenRow | Row, status: string): Slot {
  const slot: Slot = {
    id: asId<SlotId>(row[0]),
    sessionId: asId<SessionId>(row[1]),
    slotTypeId: asId<SlotTypeId>(row[2]),
    day: row[3] as LocalDay,
    startsAt: row[4] as Instant,
    durationMin: row[5],
    status: status as SlotStatus,
  };
  return row[6] === null ? slot : { ...slot, channel: row[6] as DeliveryChannel };
}

function fromRow(row: Row): StoredSlot {
  const slot = slotFrom(row, row[7]);
  const [removedAt, touchedAt] = [row[8], row[9]];
  if (removedAt === null && touchedAt === null) return slot;
  return {
    ...slot,
    ...(removedAt === null ? {} : { removedAt: removedAt as Instant }),
    ...(touchedAt === null ? {} : { touchedAt: touchedAt as Instant }),
  };
}

/** What the writes share: when, under which revision, and when the reading began. */
interface Stamp {
  readonly at: Instant;
  readonly revision: number;
  readonly readAt: Instant;
}

export interface SlotRows {
  readonly read: StoreReader['slots'];
  /** These three say how many rows were written. */
  put(slots: readonly Slot[], stamp: Stamp): number;
  remove(ids: readonly SlotId[], day: LocalDay, stamp: Stamp): number;
  removeOfSession(sessionId: SessionId, day: LocalDay, stamp: Stamp): number;
  /** The day of the slot, or `undefined` when the store does not know it. */
  touch(id: SlotId, status: SlotStatus, at: Instant, revision: number): LocalDay | undefined;
  /** Of the day, none was touched later than `at`. */
  touchedBy(day: LocalDay, at: Instant): void;
  forgetBefore(day: LocalDay): void;
}

export function createSlots(db: Database): SlotRows {
  const onDay = db.prepare<[string], Row>(SLOTS_ON_DAY).raw();
  const everOnDay = db.prepare<[string, string], Row>(SLOTS_EVER_ON_DAY).raw();
  const openOfType = db.prepare<[string, number, number], OpenRow>(OPEN_SLOTS_OF_TYPE).raw();
  const open = db.prepare<[string, string, number, number], OpenRow>(OPEN_SLOTS).raw();
  const byId = db.prepare<[string], Row>(SLOT_BY_ID).raw();
  const put = db.prepare(PUT_SLOT);
  const remove = db.prepare(REMOVE_SLOT);
  const removeOfSession = db.prepare(REMOVE_SLOTS_OF_SESSION);
  const touch = db.prepare<object, string>(TOUCH_SLOT).pluck();
  const touchedBy = db.prepare(TOUCHED_BY);
  const forget = db.prepare<[string]>(FORGET_SLOTS);

  /** A session that runs past midnight keeps its day, so the day before belongs to the window too. */
  function openOfAllTypes(from: Instant, to: Instant): OpenRow[] {
    const rows = open.all(addDays(dayOf(from), -1), dayOf(to), from, to);
    return rows.sort((one, other) => one[4] - other[4]);
  }

  return {
    read: {
      onDay: (day) => onDay.all(day).map(fromRow),
      everOnDay: (day, slotTypeId) => everOnDay.all(day, slotTypeId).map(fromRow),
      openBetween(from, to, slotTypeId) {
        const rows =
          slotTypeId === undefined ? openOfAllTypes(from, to) : openOfType.all(slotTypeId, from, to);
        return rows.map((row) => slotFrom(row, 'open'));
      },
      byId(id) {
        const row = byId.get(id);
        return row && fromRow(row);
      },
    },
    put(slots, { revision, readAt }) {
      let written = 0;
      for (const slot of slots) {
        written += put.run(
          slot.id,
          slot.sessionId,
          slot.slotTypeId,
          slot.day,
          slot.startsAt,
          slot.durationMin,
          slot.channel ?? null,
          slot.status,
          revision,
          readAt,
        ).changes;
      }
      return written;
    },
    remove: (ids, day, { at, revision, readAt }) =>
      ids.reduce((written, id) => written + remove.run(at, revision, id, day, readAt).changes, 0),
    removeOfSession: (sessionId, day, { at, revision, readAt }) =>
      removeOfSession.run(at, revision, day, sessionId, readAt).changes,
    touch: (id, status, at, revision) => touch.get({ id, status, at, revision }) as LocalDay | undefined,
    touchedBy(day, at) {
      touchedBy.run({ day, at });
    },
    forgetBefore(day) {
      forget.run(day);
    },
  };
}
