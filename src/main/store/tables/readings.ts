/** What each reading of the diary came to, for the Connection screen and for support. The newest 2,000 are kept. */
import type { Database } from 'better-sqlite3';
import { type LocalDay, asInstant } from '#shared/domain/time.ts';
import type { StoredReading, StoreReader, StoreWriter } from '../store.ts';
import { failureColumns, failureFrom } from './columns.ts';
import type { WriteInProgress } from './meta.ts';

const READINGS_KEPT = 2_000;

const COLUMNS =
  'band, from_day, to_day, started_at, duration_ms, sessions, sessions_read, slots_read, slots_changed, failure_kind, failure';
export const RECENT_READINGS = `SELECT reading_id, ${COLUMNS} FROM readings ORDER BY reading_id DESC LIMIT ?`;
export const ADD_READING = `INSERT INTO readings (${COLUMNS}, revision)
  VALUES (@band, @from, @to, @startedAt, @durationMs, @sessions, @sessionsRead, @slotsRead, @slotsChanged,
    @failure_kind, @failure, @revision)`;
export const FORGET_READINGS = 'DELETE FROM readings WHERE reading_id <= ?';

interface Row {
  readonly reading_id: number;
  readonly band: StoredReading['band'];
  readonly from_day: string;
  readonly to_day: string;
  readonly started_at: number;
  readonly duration_ms: number;
  readonly sessions: number;
  readonly sessions_read: number;
  readonly slots_read: number;
  readonly slots_changed: number;
  readonly failure: string | null;
}

const fromRow = (row: Row): StoredReading => ({
  id: row.reading_id,
  band: row.band,
  from: row.from_day as LocalDay,
  to: row.to_day as LocalDay,
  startedAt: asInstant(row.started_at),
  durationMs: row.duration_ms,
  sessions: row.sessions,
  sessionsRead: row.sessions_read,
  slotsRead: row.slots_read,
  slotsChanged: row.slots_changed,
  ...failureFrom(row.failure),
});

export function createReadings(
  db: Database,
  writing: WriteInProgress,
): { read: StoreReader['readings']; write: StoreWriter['readings'] } {
  const recent = db.prepare<[number], Row>(RECENT_READINGS);
  const add = db.prepare(ADD_READING);
  const forget = db.prepare<[number]>(FORGET_READINGS);

  const read: StoreReader['readings'] = { recent: (limit) => recent.all(limit).map(fromRow) };
  return {
    read,
    write: {
      ...read,
      add({ failure, durationMs, ...reading }) {
        const row = {
          ...reading,
          // The monotonic clock counts in fractions; the column does not.
          durationMs: Math.round(durationMs),
          ...failureColumns(failure),
          revision: writing.revision(),
        };
        forget.run(Number(add.run(row).lastInsertRowid) - READINGS_KEPT);
      },
    },
  };
}
