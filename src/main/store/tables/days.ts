/**
 * How far each day has been read. A day's revision moves with everything that its diary page shows: a reading, a slot
 * touched by a write, a hold, a booking.
 */
import type { Database } from 'better-sqlite3';
import type { SlotId } from '#shared/domain/ids.ts';
import { type Instant, type LocalDay, asInstant } from '#shared/domain/time.ts';
import type { DayReading, DiaryDayChange, StoreReader } from '../store.ts';
import { unlessNull } from './columns.ts';

const COLUMNS = 'day, generation, counts_read_at, slots_read_at, state, suspect_since, revision';
export const ALL_DAYS = `SELECT ${COLUMNS} FROM days WHERE removed_at IS NULL ORDER BY day`;
export const DAY_BY_DAY = `SELECT ${COLUMNS} FROM days WHERE day = ? AND removed_at IS NULL`;
export const PUT_DAY = `INSERT INTO days (${COLUMNS})
  VALUES (@day, @generation, @countsReadAt, @slotsReadAt, @state, @suspectSince, @revision)
  ON CONFLICT (day) DO UPDATE SET
    generation = excluded.generation, counts_read_at = excluded.counts_read_at,
    slots_read_at = excluded.slots_read_at, state = excluded.state, suspect_since = excluded.suspect_since,
    removed_at = NULL, revision = excluded.revision`;
export const DOUBT_DAY = `UPDATE days
  SET slots_read_at = NULL, counts_read_at = min(counts_read_at, @at), revision = @revision WHERE day = @day`;
export const MARK_DAY_CHANGED = 'UPDATE days SET revision = ? WHERE day = ?';
export const MARK_DAY_OF_SLOT_CHANGED =
  'UPDATE days SET revision = ? WHERE day = (SELECT slots.day FROM slots WHERE slot_id = ?)';
export const END_DAYS = 'UPDATE days SET removed_at = ?, revision = ? WHERE day < ? AND removed_at IS NULL';
export const HAS_DAYS_TO_END = 'SELECT 1 FROM days WHERE day < ? AND removed_at IS NULL LIMIT 1';
export const FORGET_DAYS = 'DELETE FROM days WHERE day < ?';

interface Row {
  readonly day: string;
  readonly generation: number;
  readonly counts_read_at: number;
  readonly slots_read_at: number | null;
  readonly state: 'whole' | 'suspect';
  readonly suspect_since: number | null;
  readonly revision: number;
}

const fromRow = (row: Row): DayReading => ({
  day: row.day as LocalDay,
  generation: row.generation,
  countsReadAt: asInstant(row.counts_read_at),
  ...unlessNull('slotsReadAt', row.slots_read_at, asInstant),
  state: row.state,
  ...unlessNull('suspectSince', row.suspect_since, asInstant),
  revision: row.revision,
});

export interface DayRows {
  readonly read: StoreReader['days'];
  put(change: DiaryDayChange, revision: number): void;
  doubt(day: LocalDay, at: Instant, revision: number): void;
  markChanged(day: LocalDay, revision: number): void;
  markChangedBySlot(slotId: SlotId, revision: number): void;
  /** Leaves tombstones, so that the window hears of it. */
  endBefore(day: LocalDay, at: Instant, takeRevision: () => number): void;
  forgetBefore(day: LocalDay): void;
}

export function createDays(db: Database): DayRows {
  const all = db.prepare<[], Row>(ALL_DAYS);
  const byDay = db.prepare<[string], Row>(DAY_BY_DAY);
  const put = db.prepare(PUT_DAY);
  const doubt = db.prepare(DOUBT_DAY);
  const mark = db.prepare<[number, string]>(MARK_DAY_CHANGED);
  const markBySlot = db.prepare<[number, string]>(MARK_DAY_OF_SLOT_CHANGED);
  const end = db.prepare<[number, number, string]>(END_DAYS);
  const hasDaysToEnd = db.prepare<[string]>(HAS_DAYS_TO_END);
  const forget = db.prepare<[string]>(FORGET_DAYS);

  return {
    read: {
      all: () => all.all().map(fromRow),
      byDay(day) {
        const row = byDay.get(day);
        return row && fromRow(row);
      },
    },
    put(change, revision) {
      put.run({
        day: change.day,
        generation: change.generation,
        countsReadAt: change.countsReadAt,
        slotsReadAt: change.slotsReadAt ?? null,
        state: change.state,
        suspectSince: change.suspectSince ?? null,
        revision,
      });
    },
    doubt(day, at, revision) {
      doubt.run({ day, at, revision });
    },
    markChanged(day, revision) {
      mark.run(revision, day);
    },
    markChangedBySlot(slotId, revision) {
      markBySlot.run(revision, slotId);
    },
    endBefore(day, at, takeRevision) {
      if (hasDaysToEnd.get(day) !== undefined) end.run(at, takeRevision(), day);
    },
    forgetBefore(day) {
      forget.run(day);
    },
  };
}
