/** Sessions with the diary's own counts. Only `apply-day` writes them; a row that is the same already is not written. */
import type { Database } from 'better-sqlite3';
import { type SessionId, type SiteId, asId } from '#shared/domain/ids.ts';
import type { Clinician, Session, SlotTypeCount } from '#shared/domain/session.ts';
import { type Instant, type LocalDay, asInstant } from '#shared/domain/time.ts';
import type { StoreReader } from '../store.ts';
import { unlessNull } from './columns.ts';

const COLUMNS = 'session_id, name, day, starts_at, ends_at, site_id, site_name, clinicians, role, counts';
export const SESSIONS_BETWEEN = `SELECT ${COLUMNS} FROM sessions
  WHERE day BETWEEN ? AND ? AND removed_at IS NULL ORDER BY day, starts_at, session_id`;
export const SESSION_BY_ID = `SELECT ${COLUMNS} FROM sessions WHERE session_id = ? AND removed_at IS NULL`;
export const PUT_SESSION = `INSERT INTO sessions (${COLUMNS}, revision)
  VALUES (@id, @name, @day, @startsAt, @endsAt, @siteId, @siteName, @clinicians, @role, @counts, @revision)
  ON CONFLICT (session_id) DO UPDATE SET
    name = excluded.name, day = excluded.day, starts_at = excluded.starts_at, ends_at = excluded.ends_at,
    site_id = excluded.site_id, site_name = excluded.site_name, clinicians = excluded.clinicians,
    role = excluded.role, counts = excluded.counts, removed_at = NULL, revision = excluded.revision
  WHERE removed_at IS NOT NULL OR name <> excluded.name OR day <> excluded.day
    OR starts_at <> excluded.starts_at OR ends_at <> excluded.ends_at
    OR site_id <> excluded.site_id OR site_name <> excluded.site_name
    OR clinicians <> excluded.clinicians OR role IS NOT excluded.role OR counts <> excluded.counts`;
export const REMOVE_SESSION = `UPDATE sessions SET removed_at = @at, revision = @revision
  WHERE session_id = @id AND day = @day AND removed_at IS NULL`;
export const FORGET_SESSIONS = 'DELETE FROM sessions WHERE day < ?';

interface Row {
  readonly session_id: string;
  readonly name: string;
  readonly day: string;
  readonly starts_at: number;
  readonly ends_at: number;
  readonly site_id: string;
  readonly site_name: string;
  readonly clinicians: string;
  readonly role: string | null;
  readonly counts: string;
}

const fromRow = (row: Row): Session => ({
  id: asId<SessionId>(row.session_id),
  name: row.name,
  day: row.day as LocalDay,
  startsAt: asInstant(row.starts_at),
  endsAt: asInstant(row.ends_at),
  site: { id: asId<SiteId>(row.site_id), name: row.site_name },
  clinicians: JSON.parse(row.clinicians) as Clinician[],
  ...unlessNull('role', row.role, String),
  counts: JSON.parse(row.counts) as SlotTypeCount[],
});

/** Always written in one order of properties, so that equal counts are equal text. */
const countsText = (counts: readonly SlotTypeCount[]): string =>
  JSON.stringify(
    counts.map(({ slotTypeId, slotTypeName, total, open, booked, blocked, embargoed }) => ({
      slotTypeId,
      slotTypeName,
      total,
      open,
      booked,
      blocked,
      embargoed,
    })),
  );

const cliniciansText = (clinicians: readonly Clinician[]): string =>
  JSON.stringify(clinicians.map(({ id, name }) => ({ id, name })));

export interface SessionRows {
  readonly read: StoreReader['sessions'];
  /** Both say whether a row was written. */
  put(session: Session, revision: number): boolean;
  remove(id: SessionId, day: LocalDay, at: Instant, revision: number): boolean;
  forgetBefore(day: LocalDay): void;
}

export function createSessions(db: Database): SessionRows {
  const between = db.prepare<[string, string], Row>(SESSIONS_BETWEEN);
  const byId = db.prepare<[string], Row>(SESSION_BY_ID);
  const put = db.prepare(PUT_SESSION);
  const remove = db.prepare(REMOVE_SESSION);
  const forget = db.prepare<[string]>(FORGET_SESSIONS);

  return {
    read: {
      onDay: (day) => between.all(day, day).map(fromRow),
      between: (from, to) => between.all(from, to).map(fromRow),
      byId(id) {
        const row = byId.get(id);
        return row && fromRow(row);
      },
    },
    put: (session, revision) =>
      put.run({
        id: session.id,
        name: session.name,
        day: session.day,
        startsAt: session.startsAt,
        endsAt: session.endsAt,
        siteId: session.site.id,
        siteName: session.site.name,
        clinicians: cliniciansText(session.clinicians),
        role: session.role ?? null,
        counts: countsText(session.counts),
        revision,
      }).changes > 0,
    remove: (id, day, at, revision) => remove.run({ id, day, at, revision }).changes > 0,
    forgetBefore(day) {
      forget.run(day);
    },
  };
}
