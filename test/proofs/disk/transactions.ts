/**
 * The real transactions on which a disk may fail, each with what it must find, what it does and how to see afterwards
 * whether it is there whole, in parts or not at all.
 */
import Database from 'better-sqlite3';

import { failure } from '#shared/domain/failure.ts';
import { addDays, later } from '#shared/domain/time.ts';

import { makeDurable, openFile } from '../../../src/main/store/connection.ts';
import { MIGRATIONS, migrate } from '../../../src/main/store/migrate.ts';
import type { Store } from '../../../src/main/store/store.ts';
import { TEST_NOW, openStoreAt } from '../../support/open-test-store.ts';
import {
  DAY_ONE,
  book,
  bookingId,
  commandId,
  dayChange,
  identity,
  sampleCommand,
  sampleSession,
  sampleSlot,
  slotId,
  slotTypeId,
} from '../../support/store-samples.ts';

export type Seen = 'whole' | 'nothing' | 'in parts';

export interface DiskTransaction {
  readonly name: string;
  /** The file as it is before, if there is one. */
  make(file: string): void;
  /** Returns only once it is acknowledged. Throws when it could not be done. */
  run(file: string, ready: () => void): void;
  see(store: Store): Seen;
  /** Without the rows that the others begin with: there is nothing to lose. */
  readonly isOfAnEmptyFile?: true;
}

const seenBy = (...parts: readonly boolean[]): Seen =>
  parts.every(Boolean) ? 'whole' : parts.some(Boolean) ? 'in parts' : 'nothing';

/** One kept booking, of which nothing may ever be missing, and one that is being sent. */
function fill(store: Store): void {
  store.write((tx) => {
    tx.slotTypes.see([{ id: slotTypeId('1'), name: 'GP telephone' }], TEST_NOW);
    tx.slotTypes.setActive(slotTypeId('1'), true, TEST_NOW, 'for the test');
    tx.days.apply(
      dayChange({
        putSessions: [sampleSession()],
        putSlots: ['A', 'B', 'C'].map((id, n) => sampleSlot(id, 540 + n * 10)),
      }),
      TEST_NOW,
    );
  });
  book(store, 'kept', 'A');
  book(store, 'sent', 'B');
  store.write((tx) => {
    for (const id of ['kept', 'sent'].map(commandId)) {
      tx.commands.move(id, { to: 'ready', at: TEST_NOW });
      tx.commands.move(id, { to: 'sending', at: TEST_NOW, attempts: 1 });
    }
    tx.commands.move(commandId('kept'), { to: 'confirmed', at: TEST_NOW });
  });
}

/** What was acknowledged before the fault: always there. Says what is missing. */
function missingOf(store: Store): string | undefined {
  const kept = store.read.bookings.byId(bookingId('kept'));
  if (
    (kept?.state !== 'confirmed' && kept?.state !== 'cancelling') ||
    store.read.bookings.byId(bookingId('sent')) === undefined
  ) {
    return 'a row that had been acknowledged is lost';
  }
  return store.read.audit.firstBrokenSeq() === undefined ? undefined : 'the audit trail is broken';
}

function withStore(file: string, work: (store: Store) => void): void {
  const { store, news } = openStoreAt(file);
  try {
    if (news.length > 0) throw new Error(`begun anew: ${news[0]?.code}`);
    work(store);
  } finally {
    store.close();
  }
}

/** The first write of a store also copies its whole log into the database, and syncs both: whatever it wrote is on disk then. */
const writeBefore = (store: Store): void =>
  store.write((tx) => {
    tx.audit.add({ at: TEST_NOW, kind: 'bundle-made', who: 'patient', subject: 'before', to: 'written' });
  });

/** On a store that has been open for a while, as nearly all are; or as the first write of its life. */
const onStore = (
  name: string,
  run: (store: Store) => void,
  see: (store: Store) => Seen,
  when: 'later' | 'first' = 'later',
): DiskTransaction => ({
  name,
  see,
  make: (file) => withStore(file, fill),
  run(file, ready) {
    const { store } = openStoreAt(file);
    try {
      if (when === 'later') writeBefore(store);
      ready();
      run(store);
    } catch (error) {
      // It may be closed only badly now; what matters is what is on the disk.
      try {
        store.close();
      } catch {
        // Told by the first error already.
      }
      throw error;
    }
  },
});

const stateOf = (store: Store, id: string) => store.read.commands.byBooking(bookingId(id))?.state;
const AUDIT_ROWS = 10_000;
const auditOf = (store: Store, subject: string, to: string): boolean =>
  store.read.audit.recent(AUDIT_ROWS).some((entry) => entry.subject === subject && entry.to === to);

const bookNew = (store: Store): void => book(store, 'new', 'C');
const seeNew = (store: Store): Seen =>
  seenBy(
    store.read.bookings.byId(bookingId('new'))?.patient !== undefined,
    stateOf(store, 'new') === 'received',
    auditOf(store, 'new', 'received'),
  );

const MANY = Array.from({ length: 60 }, (_, n) => `N${n}`);
const open = (file: string, ready: () => void): void => {
  ready();
  openStoreAt(file);
};
const OLD_VERSION = MIGRATIONS.slice(0, -1);

export const TRANSACTIONS: readonly DiskTransaction[] = [
  onStore('book', bookNew, seeNew),
  onStore('book, as the first write', bookNew, seeNew, 'first'),
  onStore(
    'confirm',
    (store) =>
      store.write((tx) => {
        tx.commands.move(commandId('sent'), { to: 'confirmed', at: TEST_NOW });
        tx.bookings.setPatient(bookingId('sent'), { ...identity(), reason: 'A cough', name: 'Ada Example' });
        tx.slots.setStatus(slotId('B'), 'booked', later(TEST_NOW, 1));
      }),
    (store) =>
      seenBy(
        stateOf(store, 'sent') === 'confirmed',
        store.read.bookings.byId(bookingId('sent'))?.state === 'confirmed',
        auditOf(store, 'sent', 'confirmed'),
        store.read.bookings.byId(bookingId('sent'))?.patient?.name === 'Ada Example',
      ),
  ),
  onStore(
    'ask to cancel',
    (store) =>
      store.write((tx) => {
        tx.commands.add({
          ...sampleCommand('away', 'A'),
          bookingId: bookingId('kept'),
          kind: 'cancel',
          by: 'patient',
        });
        tx.audit.add({ at: TEST_NOW, kind: 'bundle-made', who: 'patient', subject: 'asked', to: 'cancel' });
      }),
    (store) => seenBy(stateOf(store, 'kept') === 'ready', auditOf(store, 'asked', 'cancel')),
  ),
  onStore(
    'apply a reading',
    (store) =>
      store.write((tx) => {
        const putSlots = MANY.map((id, n) => sampleSlot(id, 600 + n));
        tx.days.apply(dayChange({ generation: 2, putSlots }), TEST_NOW);
        tx.readings.add({
          ...{ band: 'near', from: DAY_ONE, to: DAY_ONE, startedAt: TEST_NOW, durationMs: 5 },
          ...{ sessions: 1, sessionsRead: 1, slotsRead: MANY.length, slotsChanged: MANY.length },
          failure: failure('timed-out', 'For the test.'),
        });
      }),
    (store) =>
      seenBy(
        ...MANY.map((id) => store.read.slots.byId(slotId(id)) !== undefined),
        store.read.days.byDay(DAY_ONE)?.generation === 2,
        store.read.readings.recent(5).length === 1,
      ),
  ),
  // Also empties the log, so that nothing of what was forgotten lives on in it.
  onStore(
    'forget what is past',
    (store) => store.write((tx) => tx.days.forgetBefore(addDays(DAY_ONE, 1))),
    (store) =>
      seenBy(store.read.slots.onDay(DAY_ONE).length === 0, store.read.sessions.onDay(DAY_ONE).length === 0),
  ),
  {
    name: 'open an older file',
    isOfAnEmptyFile: true,
    make(file) {
      const db = openFile(file);
      makeDurable(db);
      migrate(db, OLD_VERSION);
      db.close();
    },
    run: open,
    see: () => 'whole',
  },
  { name: 'start for the first time', isOfAnEmptyFile: true, make: () => {}, run: open, see: () => 'whole' },
];

/** No transaction of ours: it does not wait for the disk. Shows that a proof would see it if one of ours did not. */
export const CARELESS: DiskTransaction = {
  ...onStore(
    'syncing nothing',
    () => {},
    (store) => seenBy(store.read.slots.byId(slotId('C'))?.status === 'blocked'),
  ),
  run(file, ready) {
    const db = new Database(file);
    db.pragma('synchronous = OFF');
    ready();
    db.exec("UPDATE slots SET status = 'blocked' WHERE slot_id = 'C'");
  },
};

export interface Looked {
  readonly seen: Seen | 'did not open';
  /** What may not be, whatever became of the transaction. */
  readonly trouble?: string;
}

/** What is left of it, without any fault any more. */
export function lookAt(transaction: DiskTransaction, file: string): Looked {
  try {
    const { store, news } = openStoreAt(file);
    const trouble =
      news.length > 0 && !transaction.isOfAnEmptyFile
        ? `begun anew: ${news[0]?.code}`
        : transaction.isOfAnEmptyFile
          ? undefined
          : missingOf(store);
    const seen = transaction.see(store);
    store.close();
    const db = new Database(file, { readonly: true });
    const integrity = String(db.pragma('integrity_check', { simple: true }));
    db.close();
    const wrong = integrity === 'ok' ? trouble : `the file is damaged: ${integrity}`;
    return { seen, ...(wrong === undefined ? {} : { trouble: wrong }) };
  } catch (error) {
    return { seen: 'did not open', trouble: error instanceof Error ? error.message : 'unknown' };
  }
}
