/** Patients' details at rest: sealed, bound to their row and key, in no byte of any file, and gone after thirty days. */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { MINUTE, addDays, asInstant, later } from '#shared/domain/time.ts';

import { openStore } from '../../src/main/store/open-store.ts';
import { createSeal } from '../../src/main/store/seal.ts';
import type { BookingPatient, Store } from '../../src/main/store/store.ts';
import {
  TEST_NOW,
  TEST_PATIENT_KEY,
  type TestStore,
  openTestStore,
  silentLog,
} from '../support/open-test-store.ts';
import {
  DAY_ONE,
  book,
  bookingId,
  cancel,
  commandId,
  dayAt,
  identity,
  keep,
  sampleBooking,
  sampleCommand,
} from '../support/store-samples.ts';

const OTHER_KEY = new Uint8Array(32).fill(9);
const patient: BookingPatient = {
  ...identity(),
  name: 'Ada Zebedee-Example',
  reason: 'A rash since Tuesday',
};

let test: TestStore;
let store: Store;
beforeEach(() => {
  test = openTestStore();
  store = test.store;
});
afterEach(() => test.close());

describe('the seal', () => {
  const seal = createSeal(TEST_PATIENT_KEY);

  it('opens what it closed, and only in its place', () => {
    const sealed = seal.close('row 1', 'words — ünïcode');
    expect(seal.open('row 1', sealed)).toBe('words — ünïcode');
    expect(seal.open('row 2', sealed)).toBeUndefined();
  });

  it('never closes the same way twice', () => {
    expect(seal.close('row 1', 'same').equals(seal.close('row 1', 'same'))).toBe(false);
  });

  it('does not open with another key, or any bit changed, or cut short', () => {
    const sealed = seal.close('row 1', 'words');
    expect(createSeal(OTHER_KEY).open('row 1', sealed)).toBeUndefined();
    for (let byte = 0; byte < sealed.length; byte += 1) {
      const altered = Buffer.from(sealed);
      altered[byte] = (altered[byte] ?? 0) ^ 1;
      expect(seal.open('row 1', altered)).toBeUndefined();
      expect(seal.open('row 1', sealed.subarray(0, byte))).toBeUndefined();
    }
  });

  it('hashes an NHS number by key, so that the hash says nothing without it', () => {
    const { nhsNumber } = identity();
    expect(seal.hashNhsNumber(nhsNumber).equals(createSeal(TEST_PATIENT_KEY).hashNhsNumber(nhsNumber))).toBe(
      true,
    );
    expect(seal.hashNhsNumber(nhsNumber).equals(createSeal(OTHER_KEY).hashNhsNumber(nhsNumber))).toBe(false);
  });

  it('names the key without telling it', () => {
    expect(seal.keyName).not.toBe(createSeal(OTHER_KEY).keyName);
    expect(seal.keyName).not.toContain(Buffer.from(TEST_PATIENT_KEY).toString('hex').slice(0, 16));
  });
});

describe('a patient in the store', () => {
  beforeEach(() => {
    book(store, 'one');
    store.write((tx) => tx.bookings.setPatient(bookingId('one'), patient));
  });

  it('comes back as given', () => {
    expect(store.read.bookings.byId(bookingId('one'))?.patient).toEqual(patient);
  });

  it('is in no byte of the database or its log, in no form @hazard:H35', () => {
    store.write((tx) => tx.identityTries.addWrong(patient.nhsNumber, TEST_NOW));
    const folder = path.dirname(test.file);
    const files = readdirSync(folder).map((name) => readFileSync(path.join(folder, name)));
    const words = [patient.name, patient.reason, patient.nhsNumber, '1980-02-29', 'Zebedee', 'cough'];
    const forms = words.flatMap((word = '') => [
      Buffer.from(word),
      Buffer.from(word, 'utf16le'),
      Buffer.from(Buffer.from(word).toString('hex')),
      Buffer.from(Buffer.from(word).toString('base64').replace(/=+$/, '')),
    ]);
    expect(files.some((bytes) => bytes.includes('booking-moved'))).toBe(true);
    expect(forms.filter((form) => files.some((bytes) => bytes.includes(form)))).toEqual([]);
  });

  it('does not show with another key; the booking does, and the news says so', () => {
    const reopened = test.reopen(OTHER_KEY);
    expect(reopened.news).toEqual([{ code: 'patients-not-readable', bookings: 1 }]);
    const booking = reopened.store.read.bookings.byId(bookingId('one'));
    expect(booking).toMatchObject({ id: 'one', state: 'accepted' });
    expect(booking).not.toHaveProperty('patient');
    expect(reopened.store.read.bookings.since(TEST_NOW)).toHaveLength(1);
    test = reopened.reopen();
    expect(test.news).toEqual([]);
    expect(test.store.read.bookings.byId(bookingId('one'))?.patient).toEqual(patient);
  });

  it('does not show in another booking’s row', () => {
    book(store, 'two', 'B');
    store.close();
    const db = new Database(test.file);
    db.exec(`UPDATE bookings SET patient = (SELECT patient FROM bookings WHERE booking_id = 'one')`);
    db.close();
    test = test.reopen();
    expect(test.store.read.bookings.byId(bookingId('one'))?.patient).toEqual(patient);
    expect(test.store.read.bookings.byId(bookingId('two'))).not.toHaveProperty('patient');
  });

  it('cannot be kept without a key, and everything else can', () => {
    store.close();
    const opened = openStore({
      path: test.file,
      patientKey: undefined,
      clock: { now: () => TEST_NOW },
      log: silentLog,
    });
    if (!opened.ok) throw new Error(opened.failure.message);
    const keyless = opened.value.store;
    try {
      expect(opened.value.news).toEqual([{ code: 'patients-not-readable', bookings: 1 }]);
      expect(() => keyless.write((tx) => tx.bookings.add(sampleBooking('two', 'B')))).toThrow('key');
      keyless.write((tx) => tx.identityTries.addWrong(patient.nhsNumber, TEST_NOW));
      expect(keyless.read.identityTries.wrongSince(patient.nhsNumber, TEST_NOW)).toBe(1);
    } finally {
      keyless.close();
    }
  });
});

const bytesOnDisk = (): Buffer[] => {
  const folder = path.dirname(test.file);
  return readdirSync(folder).map((name) => readFileSync(path.join(folder, name)));
};
/** The sealed values as they lie in the database, by booking. */
function sealedOnDisk(): Map<string, Buffer> {
  const db = test.peek();
  try {
    const rows = db.prepare<[], { id: string; patient: Buffer }>(
      'SELECT booking_id AS id, patient FROM bookings WHERE patient IS NOT NULL',
    );
    return new Map(rows.all().map((row) => [row.id, row.patient]));
  } finally {
    db.close();
  }
}

describe('what is forgotten', () => {
  it('a patient thirty days after an appointment that is settled; the booking stays', () => {
    book(store, 'settled');
    store.write((tx) => {
      tx.commands.move(commandId('settled'), { to: 'rejected', at: TEST_NOW });
    });
    book(store, 'waiting');
    const forgetOn = (days: number): void =>
      store.write((tx) => tx.days.forgetBefore(addDays(DAY_ONE, days)));
    forgetOn(30);
    expect(store.read.bookings.byId(bookingId('settled'))?.patient).toBeDefined();
    const before = store.read.revision();
    forgetOn(31);
    expect(store.read.bookings.byId(bookingId('settled'))).toMatchObject({ state: 'not-booked' });
    expect(store.read.bookings.byId(bookingId('settled'))).not.toHaveProperty('patient');
    expect(store.read.bookings.byId(bookingId('waiting'))?.patient).toBeDefined();
    expect(store.changesSince(before).bookings).toContain('settled');
    expect(readFileSync(`${test.file}-wal`)).toHaveLength(0);
  });

  it('a patient, in no state from which somebody may still have to be told or asked', () => {
    const ids = ['kept', 'ended', 'ending', 'doubt', 'review'];
    for (const id of ['kept', 'ended', 'ending']) keep(store, id, id);
    for (const id of ['ended', 'ending']) cancel(store, `end ${id}`, id, id);
    for (const id of ['doubt', 'review']) book(store, id, id);
    store.write((tx) => {
      tx.commands.move(commandId('end ended'), { to: 'confirmed', at: TEST_NOW });
      for (const id of ['doubt', 'review'])
        for (const to of ['ready', 'sending', 'unknown'] as const)
          tx.commands.move(commandId(id), { to, at: TEST_NOW });
      tx.commands.move(commandId('review'), { to: 'review', at: TEST_NOW });
      tx.days.forgetBefore(addDays(DAY_ONE, 31));
    });
    const forgotten = ids.filter((id) => !store.read.bookings.byId(bookingId(id))?.patient);
    expect(forgotten).toEqual(['kept', 'ended']);
  });

  it('with the patient the key of the wish, which somebody else made up', () => {
    const wish = { idempotencyKey: 'Ada-cough-1', contentHash: 'hash' };
    const isOnDisk = () => bytesOnDisk().some((bytes) => bytes.includes('Ada-cough'));
    store.write((tx) => {
      tx.bookings.add(sampleBooking('one', 'A', wish));
      tx.commands.add(sampleCommand('one'));
      tx.commands.move(commandId('one'), { to: 'rejected', at: TEST_NOW });
    });
    expect(store.read.bookings.byIdempotencyKey('Ada-cough-1')?.id).toBe('one');
    expect(isOnDisk()).toBe(false);
    store.write((tx) => tx.days.forgetBefore(addDays(DAY_ONE, 31)));
    expect(store.read.bookings.byIdempotencyKey('Ada-cough-1')).toBeUndefined();
  });

  it('the key of a wish of an older version, kept as it was given, and found until then', () => {
    store.write((tx) =>
      tx.bookings.add(sampleBooking('one', 'A', { idempotencyKey: 'x', contentHash: 'hash' })),
    );
    store.close();
    const db = new Database(test.file);
    db.exec(`UPDATE bookings SET idempotency_key = 'Ada-cough-1'`);
    db.close();
    test = test.reopen();
    expect(test.store.read.bookings.byIdempotencyKey('Ada-cough-1')).toEqual({
      id: 'one',
      contentHash: 'hash',
    });
    expect(test.store.read.bookings.byIdempotencyKey('x')).toBeUndefined();
  });

  it('to the last byte: not even the sealed value stays in the database or its log @hazard:H35', () => {
    const count = 150;
    const slots = Array.from({ length: count }, (_, n) => `slot ${n}`);
    store.write((tx) => {
      for (const [n, slot] of slots.entries()) {
        // From a few words to several pages of the database.
        const reason = 'A cough. '.repeat(1 + (n % 10) ** 3);
        tx.bookings.add(sampleBooking(slot, slot, { patient: { ...identity(), reason } }));
        tx.commands.add(sampleCommand(slot, slot));
      }
    });
    const seals = sealedOnDisk();
    // Some are sealed anew, some are done, and some go on: pages are filled, split and left.
    const done = slots.filter((_, n) => n % 3 > 0);
    for (const [n, slot] of slots.entries())
      store.write((tx) => {
        if (n % 2 === 0) tx.bookings.setPatient(bookingId(slot), patient);
        if (n % 3 > 0) tx.commands.move(commandId(slot), { to: 'rejected', at: TEST_NOW });
      });
    const renewed = sealedOnDisk();
    const isThere = (seal: Buffer, files: readonly Buffer[]): boolean =>
      [0, Math.floor(seal.length / 2), seal.length - 40].some((from) =>
        files.some((bytes) => bytes.includes(seal.subarray(from, from + 40))),
      );
    const sought = (id: string): Buffer[] => [seals.get(id), renewed.get(id)].filter((seal) => !!seal);
    expect(done.filter((id) => sought(id).some((seal) => isThere(seal, bytesOnDisk())))).toHaveLength(100);

    store.write((tx) => tx.days.forgetBefore(addDays(DAY_ONE, 31)));
    const files = bytesOnDisk();
    expect(done.filter((id) => sought(id).some((seal) => isThere(seal, files)))).toEqual([]);
    const going = slots.filter((_, n) => n % 3 === 0);
    expect(going.filter((id) => isThere(renewed.get(id) ?? Buffer.alloc(40), files))).toEqual(going);
  });

  it('from the log too when another process was reading meanwhile, once it has gone', () => {
    keep(store, 'one');
    const reader = test.peek();
    try {
      reader.exec('BEGIN; SELECT 1 FROM bookings');
      reader.prepare('SELECT count(*) FROM bookings').get();
      store.write((tx) => tx.days.forgetBefore(addDays(DAY_ONE, 31)));
      expect(readFileSync(`${test.file}-wal`).length).toBeGreaterThan(0);
    } finally {
      reader.close();
    }
    store.write((tx) => tx.identityTries.addWrong(patient.nhsNumber, TEST_NOW));
    expect(readFileSync(`${test.file}-wal`)).toHaveLength(0);
  });

  it('from the log that a killed process left behind, at the first write after the start', () => {
    keep(store, 'one');
    const [bytes, log] = [readFileSync(test.file), readFileSync(`${test.file}-wal`)];
    store.close();
    writeFileSync(test.file, bytes);
    writeFileSync(`${test.file}-wal`, log);
    test = test.reopen();
    expect(readFileSync(`${test.file}-wal`).length).toBeGreaterThan(0);
    expect(test.store.read.bookings.byId(bookingId('one'))?.state).toBe('confirmed');
    test.store.write((tx) => tx.identityTries.addWrong(patient.nhsNumber, TEST_NOW));
    expect(readFileSync(`${test.file}-wal`)).toHaveLength(0);
  });

  it('wrong answers to who you are, after a day', () => {
    const { nhsNumber } = identity();
    const add = (minutes: number): void =>
      store.write((tx) => tx.identityTries.addWrong(nhsNumber, later(TEST_NOW, minutes * MINUTE)));
    for (const minutes of [0, 1, 2]) add(minutes);
    expect(store.read.identityTries.wrongSince(nhsNumber, TEST_NOW)).toBe(3);
    expect(store.read.identityTries.wrongSince(nhsNumber, later(TEST_NOW, MINUTE))).toBe(2);
    expect(store.read.identityTries.wrongSince(identity('999 000 0026').nhsNumber, TEST_NOW)).toBe(0);
    add(24 * 60 + 2);
    expect(store.read.identityTries.wrongSince(nhsNumber, asInstant(0))).toBe(2);
  });
});

describe('a booking', () => {
  it('comes back as it was chosen', () => {
    const wish = sampleBooking('one', 'A', { idempotencyKey: 'key', contentHash: 'hash' });
    store.write((tx) => tx.bookings.add(wish));
    expect(store.read.bookings.byId(bookingId('one'))).toEqual({
      id: 'one',
      slot: wish.slot,
      patient: wish.patient,
      state: 'accepted',
      createdAt: TEST_NOW,
      stateAt: TEST_NOW,
      revision: 1,
    });
    expect(store.read.bookings.byIdempotencyKey('key')).toEqual({ id: 'one', contentHash: 'hash' });
    expect(store.read.bookings.byIdempotencyKey('other')).toBeUndefined();
  });

  it('is refused a second time under one idempotency key, with everything beside it', () => {
    const wish = sampleBooking('one', 'A', { idempotencyKey: 'key', contentHash: 'hash' });
    store.write((tx) => tx.bookings.add(wish));
    const again = () =>
      store.write((tx) => {
        tx.audit.add({ at: TEST_NOW, kind: 'booking-moved', who: 'patient', subject: 'two' });
        tx.bookings.add({ ...wish, id: bookingId('two') });
      });
    expect(again).toThrow(
      expect.objectContaining({ failure: expect.objectContaining({ kind: 'already-asked' }) }),
    );
    expect(store.read.audit.recent(9)).toEqual([]);
  });

  it('is listed from its start on, and while it is not settled whatever its start', () => {
    const past = sampleBooking('past');
    for (const id of ['past', 'past and settled', 'to come']) {
      const startsAt = later(TEST_NOW, id === 'to come' ? MINUTE : -MINUTE);
      store.write((tx) => {
        tx.bookings.add({
          ...past,
          id: bookingId(id),
          slot: { ...past.slot, startsAt, day: dayAt('2026-11-23') },
        });
        tx.commands.add(sampleCommand(id, id));
      });
    }
    store.write((tx) => tx.commands.move(commandId('past and settled'), { to: 'rejected', at: TEST_NOW }));
    expect(store.read.bookings.since(TEST_NOW).map((booking) => booking.id)).toEqual(['past', 'to come']);
  });
});
