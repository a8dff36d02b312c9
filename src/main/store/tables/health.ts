/** The health of reading and of writing, a row each: what the light in the window shows. A row that is the same is not written. */
import type { Database } from 'better-sqlite3';
import type { Health, HealthPart, HealthState } from '#shared/domain/health.ts';
import { asInstant } from '#shared/domain/time.ts';
import type { StoreReader, StoreWriter } from '../store.ts';
import { failureColumns, failureFrom, unlessNull } from './columns.ts';
import type { WriteInProgress } from './meta.ts';

const COLUMNS = 'part, state, since, last_success_at, failures_in_a_row, next_try_at, failure_kind, failure';
export const HEALTH_OF_PART = `SELECT ${COLUMNS} FROM health WHERE part = ?`;
export const PUT_HEALTH = `INSERT INTO health (${COLUMNS}, revision)
  VALUES (@part, @state, @since, @last_success_at, @failures_in_a_row, @next_try_at, @failure_kind, @failure, @revision)
  ON CONFLICT (part) DO UPDATE SET
    state = excluded.state, since = excluded.since, last_success_at = excluded.last_success_at,
    failures_in_a_row = excluded.failures_in_a_row, next_try_at = excluded.next_try_at,
    failure_kind = excluded.failure_kind, failure = excluded.failure, revision = excluded.revision`;

interface Row {
  readonly part: HealthPart;
  readonly state: HealthState;
  readonly since: number;
  readonly last_success_at: number | null;
  readonly failures_in_a_row: number;
  readonly next_try_at: number | null;
  readonly failure_kind: string | null;
  readonly failure: string | null;
}

const fromRow = (row: Row): Health => ({
  part: row.part,
  state: row.state,
  since: asInstant(row.since),
  ...unlessNull('lastSuccessAt', row.last_success_at, asInstant),
  ...failureFrom(row.failure),
  failuresInARow: row.failures_in_a_row,
  ...unlessNull('nextTryAt', row.next_try_at, asInstant),
});

const toRow = (health: Health): Row => ({
  part: health.part,
  state: health.state,
  since: health.since,
  last_success_at: health.lastSuccessAt ?? null,
  failures_in_a_row: health.failuresInARow,
  next_try_at: health.nextTryAt ?? null,
  ...failureColumns(health.failure),
});

const isSame = (one: Row, other: Row): boolean =>
  (Object.keys(one) as (keyof Row)[]).every((column) => one[column] === other[column]);

export function createHealth(
  db: Database,
  writing: WriteInProgress,
): { read: StoreReader['health']; write: StoreWriter['health'] } {
  const ofPart = db.prepare<[string], Row>(HEALTH_OF_PART);
  const put = db.prepare(PUT_HEALTH);

  const read: StoreReader['health'] = {
    of(part) {
      const row = ofPart.get(part);
      return row && fromRow(row);
    },
  };
  return {
    read,
    write: {
      ...read,
      put(health) {
        writing.mustBeOpen();
        const row = toRow(health);
        const stored = ofPart.get(health.part);
        if (stored && isSame(stored, row)) return;
        put.run({ ...row, revision: writing.revision() });
      },
    },
  };
}
