/** What reception writes about bookings: sealed at rest, covered by the audit chain, forgotten with the patient, and sealed late where an older version had not. */
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';

import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { addDays } from '#shared/domain/time.ts';

import { MIGRATIONS, migrate } from '../../src/main/store/migrate.ts';
import { openStore } from '../../src/main/store/open-store.ts';
import { BEFORE_THE_FIRST, hashOf } from '../../src/main/store/tables/audit-chain.ts';
import { TEST_NOW, type TestStore, openTestStore, silentLog } from '../support/open-test-store.ts';
import { DAY_ONE, bookingId, keep } from '../support/store-samples.ts';

const OTHER_KEY = new Uint8Array(32).fill(9);
const NOTE = 'Mrs Zebedee rang, her lump is gone';

let test: TestStore;
beforeEach(() => {
  test = openTestStore();
  keep(test.store, 'one');
});
afterEach(() => test.close());

const addNote = (note = NOTE): void =>
  test.store.write((tx) => {
    const about = { at: TEST_NOW, who: 'reception', subject: 'one' } as const;
    tx.audit.add({ ...about, kind: 'booking-change-asked', to: 'cancel', note });
    tx.audit.add({ ...about, kind: 'booking-moved', to: 'confirmed' });
  });
const notes = (): (string | undefined)[] =>
  test.store.read.audit
    .recent(100)
    .filter(({ kind }) => kind === 'booking-change-asked')
    .map(({ note }) => note);
const bytesOnDisk = (): Buffer[] => {
  const folder = path.dirname(test.file);
  return readdirSync(folder).map((name) => readFileSync(path.join(folder, name)));
};
const isOnDisk = (words: string): boolean =>
  [words, words.toUpperCase()].some((form) => bytesOnDisk().some((bytes) => bytes.includes(form)));
/** Past the store and its guards. */
function tamper(sql: string): void {
  test.store.close();
  const db = new Database(test.file);
  db.exec(sql);
  db.close();
  test = test.reopen();
}

describe('a note', () => {
  it('comes back as written, and is in no byte of the database or its log @hazard:H35', () => {
    addNote();
    expect(notes()).toEqual([NOTE]);
    expect(isOnDisk('booking-change-asked')).toBe(true);
    expect(isOnDisk('Zebedee')).toBe(false);
    expect(isOnDisk('lump is gone')).toBe(false);
    expect(test.store.read.audit.firstBrokenSeq()).toBeUndefined();
  });

  it('does not show with another key, and the trail stands', () => {
    addNote();
    test = test.reopen(OTHER_KEY);
    expect(notes()).toEqual([undefined]);
    expect(test.store.read.audit.firstBrokenSeq()).toBeUndefined();
  });

  it('cannot be kept in the clear, whoever writes', () => {
    const inTheClear = () =>
      test.store.write((tx) =>
        tx.audit.add({ at: TEST_NOW, kind: 'booking-settled', who: 'reception', subject: 'one', why: NOTE }),
      );
    expect(inTheClear).toThrow('sealed');
  });

  it('that was altered, or put beside another row, shows @hazard:H42', () => {
    addNote();
    addNote('The second one');
    const [second, first] = test.store.read.audit
      .recent(100)
      .filter(({ note }) => note !== undefined)
      .map(({ seq }) => seq);
    tamper(
      `UPDATE audit_notes SET note = (SELECT note FROM audit_notes WHERE seq = ${second}) WHERE seq = ${first}`,
    );
    expect(test.store.read.audit.firstBrokenSeq()).toBe(first);
    expect(notes()).toEqual(['The second one', undefined]);
  });

  it('is forgotten with the patient, thirty days after the appointment, and the trail stands @hazard:H35', () => {
    addNote();
    test.store.write((tx) => tx.days.forgetBefore(addDays(DAY_ONE, 30)));
    expect(notes()).toEqual([NOTE]);
    const db = test.peek();
    const sealed = db.prepare<[], Buffer>('SELECT note FROM audit_notes').pluck().get();
    db.close();
    const isThere = () => bytesOnDisk().some((bytes) => sealed && bytes.includes(sealed.subarray(13, 53)));
    expect(isThere()).toBe(true);
    test.store.write((tx) => tx.days.forgetBefore(addDays(DAY_ONE, 31)));
    expect(notes()).toEqual([undefined]);
    expect(isThere()).toBe(false);
    expect(test.store.read.bookings.byId(bookingId('one'))).not.toHaveProperty('patient');
    expect(test.store.read.audit.firstBrokenSeq()).toBeUndefined();
  });
});

describe('what an older version kept in the clear', () => {
  const OLD = [
    ['booking-moved', 'one', null],
    ['booking-change-asked', 'one', NOTE],
    ['slot-type-switched', 'Nurse - smear', 'Winter clinics'],
    ['booking-settled', 'one', 'Zebedee was there'],
    ['booking-settled', 'a booking that is gone', 'Zebedee too'],
    ['booking-moved', 'one', 'refused'],
  ] as const;

  /** A database that could only book, with these rows, chained as it chained them. `spoil` may tamper with it. */
  function oldDatabase(spoil = ''): void {
    test.store.close();
    for (const end of ['', '-wal', '-shm']) rmSync(test.file + end, { force: true });
    const db = new Database(test.file);
    db.pragma('journal_mode = WAL');
    migrate(
      db,
      MIGRATIONS.filter(({ version }) => version <= 40),
    );
    db.exec(`INSERT INTO bookings VALUES ('one', 's', 'S', '1', '2026-11-24', ${TEST_NOW}, 10, 'open', NULL, 'GP', 'Morning',
      'Dr A', 'Main', NULL, NULL, 'confirmed', NULL, NULL, NULL, NULL, NULL, 1, 2, 7, NULL, NULL)`);
    const add = db.prepare('INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 7)');
    let before = BEFORE_THE_FIRST;
    for (const [n, [kind, subject, why]] of OLD.entries()) {
      const row = {
        seq: n + 1,
        at: 5,
        kind,
        who: 'reception',
        subject,
        from_value: null,
        to_value: null,
        why,
      };
      before = hashOf(before, { ...row, note_digest: null });
      add.run(row.seq, row.at, kind, row.who, subject, null, null, why, before);
    }
    db.exec(spoil);
    db.close();
  }
  const told = () =>
    test.store.read.audit
      .recent(100)
      .toReversed()
      .map(({ kind, why, note }) => [kind, why, note]);

  it('is sealed at the next start, with the trail whole and not a word of it left @hazard:H35 @hazard:H42', () => {
    oldDatabase();
    expect(isOnDisk('Zebedee')).toBe(true);
    test = test.reopen();
    expect(told()).toEqual([
      ['booking-moved', undefined, undefined],
      ['booking-change-asked', undefined, NOTE],
      ['slot-type-switched', 'Winter clinics', undefined],
      ['booking-settled', undefined, 'Zebedee was there'],
      ['booking-settled', undefined, undefined],
      ['booking-moved', 'refused', undefined],
      ['notes-sealed', undefined, undefined],
    ]);
    expect(isOnDisk('Zebedee')).toBe(false);
    expect(test.store.read.audit.firstBrokenSeq()).toBeUndefined();
    test = test.reopen();
    expect(told()).toHaveLength(OLD.length + 1);
    tamper(`DROP TRIGGER audit_is_not_changed; UPDATE audit SET why = 'other' WHERE seq = 6`);
    expect(test.store.read.audit.firstBrokenSeq()).toBe(6);
  });

  it.each([
    ['a changed row before', 'DROP TRIGGER audit_is_not_changed; UPDATE audit SET at = 6 WHERE seq = 1', 1],
    ['a changed note', `DROP TRIGGER audit_is_not_changed; UPDATE audit SET why = 'x' WHERE seq = 2`, 2],
    ['a changed row after', 'DROP TRIGGER audit_is_not_changed; UPDATE audit SET at = 6 WHERE seq = 6', 6],
    ['a missing row', 'DROP TRIGGER audit_is_not_deleted; DELETE FROM audit WHERE seq = 3', 3],
    ['the last row missing', 'DROP TRIGGER audit_is_not_deleted; DELETE FROM audit WHERE seq = 6', 6],
  ])('hides no trace of %s @hazard:H42', (_what, spoil, seq) => {
    oldDatabase(spoil);
    const restore = ['changed', 'deleted'].map((act) => {
      const on = act === 'changed' ? 'UPDATE' : 'DELETE';
      return `CREATE TRIGGER IF NOT EXISTS audit_is_not_${act} BEFORE ${on} ON audit
        BEGIN SELECT RAISE(ABORT, 'audit rows are never ${act}'); END;`;
    });
    const db = new Database(test.file);
    db.exec(restore.join(''));
    db.close();
    test = test.reopen();
    expect(isOnDisk('Zebedee')).toBe(false);
    expect(test.store.read.audit.firstBrokenSeq()).toBe(seq);
  });

  it('waits while there is no key', () => {
    oldDatabase();
    const opened = openStore({
      ...{ path: test.file, patientKey: undefined, clock: { now: () => TEST_NOW }, log: silentLog },
    });
    if (!opened.ok) throw new Error(opened.failure.message);
    opened.value.store.close();
    expect(isOnDisk('Zebedee')).toBe(true);
    test = test.reopen();
    expect(isOnDisk('Zebedee')).toBe(false);
  });
});
