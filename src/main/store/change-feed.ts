/**
 * Tells what moved: after each commit the listeners hear from which revision to which, and `changesSince` finds the
 * rows by index. A listener that throws is logged and cannot undo what is committed.
 */
import type { Database } from 'better-sqlite3';

import { type BookingId, asId } from '#shared/domain/ids.ts';
import type { LocalDay } from '#shared/domain/time.ts';

import type { Log } from '../ports/log.ts';
import type { ChangedRows, StoreChange } from './store.ts';

export const SLOT_TYPES_CHANGED = 'SELECT 1 FROM slot_types WHERE revision > ? LIMIT 1';
export const DAYS_CHANGED = 'SELECT day FROM days WHERE revision > ? ORDER BY revision';
export const BOOKINGS_CHANGED = 'SELECT booking_id FROM bookings WHERE revision > ? ORDER BY revision';
export const HOLDS_CHANGED = 'SELECT 1 FROM holds WHERE revision > ? LIMIT 1';
export const READINGS_CHANGED = 'SELECT 1 FROM readings WHERE revision > ? LIMIT 1';
export const HEALTH_CHANGED = 'SELECT 1 FROM health WHERE revision > ? LIMIT 1';
export const AUDIT_CHANGED = 'SELECT 1 FROM audit WHERE revision > ? LIMIT 1';

export interface ChangeFeed {
  onChanged(listener: (change: StoreChange) => void): () => void;
  changesSince(revision: number): ChangedRows;
  announce(change: StoreChange): void;
  close(): void;
}

export function createChangeFeed(db: Database, log: Log): ChangeFeed {
  const listeners = new Set<(change: StoreChange) => void>();
  const days = db.prepare<[number], string>(DAYS_CHANGED).pluck();
  const bookings = db.prepare<[number], string>(BOOKINGS_CHANGED).pluck();
  const anyOf = (sql: string) => {
    const statement = db.prepare<[number]>(sql);
    return (revision: number) => statement.get(revision) !== undefined;
  };
  const slotTypes = anyOf(SLOT_TYPES_CHANGED);
  const holds = anyOf(HOLDS_CHANGED);
  const readings = anyOf(READINGS_CHANGED);
  const health = anyOf(HEALTH_CHANGED);
  const audit = anyOf(AUDIT_CHANGED);

  return {
    onChanged(listener) {
      // Wrapped, so that the same function given twice is two listeners.
      const entry = (change: StoreChange) => listener(change);
      listeners.add(entry);
      return () => {
        listeners.delete(entry);
      };
    },
    changesSince: (revision) => ({
      slotTypes: slotTypes(revision),
      days: days.all(revision).map((day) => day as LocalDay),
      bookings: bookings.all(revision).map((id) => asId<BookingId>(id)),
      holds: holds(revision),
      readings: readings(revision),
      health: health(revision),
      audit: audit(revision),
    }),
    announce(change) {
      for (const listener of [...listeners]) {
        try {
          listener(change);
        } catch (error) {
          log.error('store.listener-failed', { kind: error instanceof Error ? error.name : typeof error });
        }
      }
    },
    close: () => listeners.clear(),
  };
}
