/**
 * Puts the tables together into the store: what can be read, and what can be written inside one transaction.
 * SQLite is synchronous, so everybody shares one connection; a second write cannot begin inside a first.
 */
import type { Database } from 'better-sqlite3';

import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import { createApplyDay } from './apply-day.ts';
import { createChangeFeed } from './change-feed.ts';
import { shrinkWal } from './connection.ts';
import { createMoveCommand } from './move-command.ts';
import { createForgetPast } from './forget-past.ts';
import type { Seal } from './seal.ts';
import { createShiftBooking } from './shift-booking.ts';
import type { Store, StoreReader, StoreWriter } from './store.ts';
import { createAudit } from './tables/audit.ts';
import { createBookings } from './tables/bookings.ts';
import { createCommands } from './tables/commands.ts';
import { createDays } from './tables/days.ts';
import { createHealth } from './tables/health.ts';
import { createHolds } from './tables/holds.ts';
import { createIdentityTries } from './tables/identity-tries.ts';
import { createMeta } from './tables/meta.ts';
import { createNotices } from './tables/notices.ts';
import { createReadings } from './tables/readings.ts';
import { createSessions } from './tables/sessions.ts';
import { createSlotTypes } from './tables/slot-types.ts';
import { createSlots } from './tables/slots.ts';

export interface StoreDeps {
  readonly db: Database;
  readonly seal: Seal;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

export interface BuiltStore {
  readonly store: Store;
  readonly countPatientsSealedWithOtherKeys: () => number;
}

export function createStore({ db, seal, clock, log }: StoreDeps): BuiltStore {
  const meta = createMeta(db);
  const feed = createChangeFeed(db, log);
  const slotTypes = createSlotTypes(db, meta);
  const days = createDays(db);
  const sessions = createSessions(db);
  const slots = createSlots(db);
  const holds = createHolds(db, meta, days);
  const audit = createAudit(db, meta, seal);
  const bookings = createBookings(db, meta, { seal, days });
  const notices = createNotices(db, meta, bookings);
  const commands = createCommands(db);
  const readings = createReadings(db, meta);
  const health = createHealth(db, meta);
  const identityTries = createIdentityTries(db, meta, seal);
  // At the first write too: a process that was killed between forgetting and shrinking left its log behind.
  let mustShrinkWal = true;

  const read: StoreReader = {
    revision: meta.storedRevision,
    slotTypes: slotTypes.read,
    days: days.read,
    sessions: sessions.read,
    slots: slots.read,
    holds: holds.read,
    bookings: bookings.read,
    notices: notices.read,
    commands: commands.read,
    readings: readings.read,
    health: health.read,
    audit: audit.read,
    identityTries: identityTries.read,
  };

  const forgetPast = createForgetPast({ bookings, slots, sessions, days, holds, audit }, meta, clock);

  const writer: StoreWriter = {
    ...read,
    slotTypes: slotTypes.write,
    days: {
      ...days.read,
      apply: createApplyDay({ days, sessions, slots, commands }, meta),
      nextGeneration: meta.nextGeneration,
      doubt(at) {
        for (const { day } of days.read.all()) {
          slots.touchedBy(day, at);
          days.doubt(day, at, meta.revision());
        }
      },
      forgetBefore(day) {
        if (forgetPast(day)) mustShrinkWal = true;
      },
    },
    slots: {
      ...slots.read,
      setStatus(id, status, at) {
        const revision = meta.revision();
        const day = slots.touch(id, status, at, revision);
        if (day === undefined) return;
        days.markChanged(day, revision);
        if (status === 'open') commands.releaseSlot(id, at);
      },
    },
    holds: holds.write,
    bookings: {
      ...bookings.write,
      setSlot: createShiftBooking({ bookings, commands, slots, days }, meta, clock),
    },
    notices: notices.write,
    commands: createMoveCommand({ bookings, commands, slots, audit: audit.write }, meta),
    readings: readings.write,
    health: health.write,
    audit: audit.write,
    identityTries: identityTries.write,
  };

  // better-sqlite3 rolls back on a throw, and refuses a promise: a transaction cannot wait for anything.
  const transaction = db.transaction((work: () => void) => work());

  /** What was forgotten must not live on in the log. The write is done all the same: the next one tries again. */
  function tryToShrinkWal(): boolean {
    try {
      return shrinkWal(db);
    } catch (error) {
      log.warn('store.log-not-shrunk', { kind: error instanceof Error ? error.name : typeof error });
      return false;
    }
  }

  function write<T>(work: (tx: StoreWriter) => T): T {
    if (meta.isWriting()) throw new Error('A write of the store cannot begin inside another.');
    let result: { readonly value: T } | undefined;
    let revision: number | undefined;
    meta.begin();
    try {
      transaction.immediate(() => {
        const value = work(writer);
        if (value instanceof Promise) throw new Error('A write of the store cannot wait for a promise.');
        result = { value };
      });
    } finally {
      revision = meta.end();
    }
    if (!result) throw new Error('A write of the store ended without a result.');
    if (mustShrinkWal) mustShrinkWal = !tryToShrinkWal();
    if (revision !== undefined) feed.announce({ from: revision - 1, to: revision });
    return result.value;
  }

  return {
    store: {
      read,
      write,
      onChanged: feed.onChanged,
      changesSince: feed.changesSince,
      close() {
        feed.close();
        if (!db.open) return;
        tryToShrinkWal();
        db.close();
      },
    },
    countPatientsSealedWithOtherKeys: bookings.countSealedWithOtherKeys,
  };
}
