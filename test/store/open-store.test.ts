/** Opening: durable when open, refused where it must not be touched, put aside and said aloud when it cannot be read. */
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { assertDurable, makeDurable, openFile } from '../../src/main/store/connection.ts';
import { migrate, newestVersion } from '../../src/main/store/migrate.ts';
import { isNetworkPlace, placeOf } from '../../src/main/store/network-place.ts';
import { type OpenedStore, openStore } from '../../src/main/store/open-store.ts';
import { TEST_NOW, TEST_PATIENT_KEY, openStoreAt, silentLog } from '../support/open-test-store.ts';
import { DAY_ONE, book, dayChange, sampleSession, sampleSlot } from '../support/store-samples.ts';

let folder: string;
let file: string;
let opened: OpenedStore[] = [];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'slotkeeper-open-'));
  file = path.join(folder, 'data', 'slotkeeper.db');
});
afterEach(() => {
  for (const { store } of opened) store.close();
  opened = [];
  rmSync(folder, { recursive: true, force: true });
});

const open = (): OpenedStore => {
  const one = openStoreAt(file);
  opened.push(one);
  return one;
};
const tryToOpen = (at = file, purpose: 'work' | 'look' = 'work') => {
  const outcome = openStore({
    path: at,
    patientKey: TEST_PATIENT_KEY,
    clock: { now: () => TEST_NOW },
    log: silentLog,
    purpose,
  });
  if (outcome.ok) opened.push(outcome.value);
  return outcome;
};
const filled = (): void => {
  const { store } = open();
  const putSlots = Array.from({ length: 2_000 }, (_, n) => sampleSlot(`slot ${n}`, n % 600));
  store.write((tx) => tx.days.apply(dayChange({ putSessions: [sampleSession()], putSlots }), TEST_NOW));
  store.close();
};
const inFolder = (): string[] => readdirSync(path.dirname(file)).toSorted();
const ASIDE = 'slotkeeper.db.put-aside-2026-11-23T09-00-00Z';

describe('on a PC with other users', () => {
  const modesIn = (at: string): string[] =>
    readdirSync(at).map((name) => `${name} ${(statSync(path.join(at, name)).mode & 0o777).toString(8)}`);

  it('the folder, the database and its log are for this user alone @hazard:H35', () => {
    const { store } = open();
    book(store, 'one');
    expect(statSync(path.dirname(file)).mode & 0o777).toBe(0o700);
    expect(modesIn(path.dirname(file))).toEqual([
      'slotkeeper.db 600',
      'slotkeeper.db-shm 600',
      'slotkeeper.db-wal 600',
    ]);
  });

  it('a database that others could read is kept from them from then on', () => {
    filled();
    chmodSync(file, 0o644);
    open();
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });
});

describe('an open store', () => {
  it('makes its folder and begins empty', () => {
    const { store, news } = open();
    expect(news).toEqual([]);
    expect(store.read.revision()).toBe(0);
    expect(store.read.days.all()).toEqual([]);
  });

  it('is FULL and in WAL after its first transactions', () => {
    mkdirSync(path.dirname(file));
    const db = openFile(file);
    try {
      makeDurable(db);
      migrate(db);
      assertDurable(db);
      db.exec('BEGIN IMMEDIATE; UPDATE meta SET revision = 1; COMMIT');
      expect(db.pragma('synchronous', { simple: true })).toBe(2);
      expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
      expect(db.pragma('busy_timeout', { simple: true })).toBe(250);
      expect(db.pragma('foreign_keys', { simple: true })).toBe(1);
      expect(db.pragma('trusted_schema', { simple: true })).toBe(0);
      expect(db.pragma('cell_size_check', { simple: true })).toBe(1);
      expect(db.pragma('secure_delete', { simple: true })).toBe(1);
    } finally {
      db.close();
    }
  });

  it('will not do without durability', () => {
    const db = new Database(':memory:');
    try {
      migrate(db);
      expect(() => assertDurable(db)).toThrow('not durable');
    } finally {
      db.close();
    }
  });

  it('has everything again after it was closed', () => {
    filled();
    const { store, news } = open();
    expect(news).toEqual([]);
    expect(store.read.slots.onDay(DAY_ONE)).toHaveLength(2_000);
    expect(store.read.revision()).toBe(1);
  });

  it('can be closed twice', () => {
    const { store } = open();
    store.close();
    expect(() => store.close()).not.toThrow();
  });
});

describe('refused and untouched', () => {
  it('a database of a newer version', () => {
    filled();
    const db = new Database(file);
    db.pragma(`user_version = ${newestVersion() + 10}`);
    db.close();
    const before = readFileSync(file);
    expect(tryToOpen()).toMatchObject({
      ok: false,
      failure: { kind: 'store-trouble', message: expect.stringContaining('newer version') },
    });
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(inFolder().filter((name) => name.includes('put-aside'))).toEqual([]);
  });

  it.each([
    '\\\\server\\share\\slotkeeper.db',
    '//server/share/slotkeeper.db',
    '\\\\?\\UNC\\server\\share\\x.db',
  ])('a network path: %s', (at) => {
    expect(tryToOpen(at)).toMatchObject({
      ok: false,
      failure: { kind: 'store-trouble', message: expect.stringContaining('network') },
    });
  });

  it.each([
    [
      'a drive letter or a link that leads to one',
      { path: 'Z:\\slotkeeper.db', realPath: '\\\\server\\share' },
      true,
    ],
    ['a mount of NFS', { path: '/data/x.db', realPath: '/data', fileSystem: 0x6969 }, true],
    [
      'a mount of SMB, whose number has the highest bit',
      { path: '/data/x.db', fileSystem: 0xff534d42 | 0 },
      true,
    ],
    ['a disk of this PC', { path: '/data/x.db', realPath: '/data', fileSystem: 0xef53 }, false],
    ['a folder that tells nothing', { path: 'C:\\Slotkeeper\\x.db' }, false],
    ['a local path as Windows writes it', { path: '\\\\?\\C:\\Slotkeeper\\x.db' }, false],
  ])('only a path that is on the network: %s', (_what, place, isRefused) => {
    expect(isNetworkPlace(place)).toBe(isRefused);
  });

  it('no folder of this PC, there or not, through a link or not', () => {
    const link = path.join(folder, 'link');
    symlinkSync(folder, link);
    for (const at of [file, path.join(link, 'not', 'yet', 'x.db')]) {
      expect(placeOf(at)).toMatchObject({ realPath: realpathSync(folder) });
      expect(isNetworkPlace(placeOf(at))).toBe(false);
    }
  });

  it('a database that somebody else keeps locked', () => {
    filled();
    const other = new Database(file);
    try {
      other.pragma('locking_mode = EXCLUSIVE');
      other.exec('BEGIN EXCLUSIVE');
      expect(tryToOpen()).toMatchObject({
        ok: false,
        failure: { kind: 'store-trouble', message: expect.stringContaining('Another program') },
      });
      expect(inFolder().filter((name) => name.includes('put-aside'))).toEqual([]);
    } finally {
      other.close();
    }
  });

  it('a folder where a file is in the way', () => {
    writeFileSync(path.join(folder, 'data'), 'not a folder');
    expect(tryToOpen()).toMatchObject({ ok: false, failure: { kind: 'store-trouble' } });
  });

  it('a key of the wrong length', () => {
    const outcome = openStore({
      path: file,
      patientKey: new Uint8Array(31),
      clock: { now: () => TEST_NOW },
      log: silentLog,
    });
    expect(outcome.ok).toBe(false);
  });
});

describe('put aside, and a new one begun', () => {
  /** Opens anew and says what reception hears; the old bytes must all still be there. */
  const expectPutAside = (before: Buffer): string => {
    const { store, news } = open();
    const aside = path.join(path.dirname(file), ASIDE);
    expect(news).toEqual([{ code: 'put-aside', path: aside, why: expect.any(String) }]);
    expect(readFileSync(aside).equals(before)).toBe(true);
    expect(store.read.days.all()).toEqual([]);
    expect(store.read.audit.recent(1)).toMatchObject([{ kind: 'store-put-aside', subject: ASIDE }]);
    return news[0]?.code === 'put-aside' ? news[0].why : '';
  };

  it('rubbish in place of a database', () => {
    mkdirSync(path.dirname(file));
    const rubbish = Buffer.from('this is no database '.repeat(500));
    writeFileSync(file, rubbish);
    expect(expectPutAside(rubbish)).toBe('It does not begin as a database does.');
  });

  it('rubbish written over a database, with its log', () => {
    filled();
    const rubbish = Buffer.alloc(statSync(file).size, 'x');
    writeFileSync(file, rubbish);
    writeFileSync(`${file}-wal`, 'old log');
    expectPutAside(rubbish);
    expect(inFolder()).toContain(`${ASIDE}-wal`);
    expect(readFileSync(path.join(path.dirname(file), `${ASIDE}-wal`), 'utf8')).toBe('old log');
  });

  it.each([1, 100, 4_096, 5_000, 40_960, 200_000])('a database cut off after %i bytes', (bytes) => {
    filled();
    expect(statSync(file).size).toBeGreaterThan(200_000);
    truncateSync(file, bytes);
    expectPutAside(readFileSync(file));
  });

  it('an empty file', () => {
    mkdirSync(path.dirname(file));
    writeFileSync(file, '');
    expect(expectPutAside(Buffer.alloc(0))).toBe('The file was empty.');
  });

  it('a log whose database is gone', () => {
    filled();
    rmSync(file);
    writeFileSync(`${file}-wal`, 'old log');
    expect(open().news).toMatchObject([{ code: 'put-aside' }]);
    expect(readFileSync(path.join(path.dirname(file), `${ASIDE}-wal`), 'utf8')).toBe('old log');
  });

  it('pages overwritten in the middle', () => {
    filled();
    const bytes = readFileSync(file);
    bytes.fill(0xff, 16_384, 65_536);
    writeFileSync(file, bytes);
    expect(expectPutAside(bytes)).not.toBe('');
  });

  it('a database of another program', () => {
    mkdirSync(path.dirname(file));
    const other = new Database(file);
    other.exec('CREATE TABLE songs (name TEXT)');
    other.close();
    expect(expectPutAside(readFileSync(file))).toContain('another program');
  });

  it('keeps the log that was not yet in the damaged database', () => {
    const { store } = open();
    book(store, 'one');
    book(store, 'two', 'B'); // the first write after opening empties the log
    const log = readFileSync(`${file}-wal`);
    const bytes = readFileSync(file);
    store.close();
    writeFileSync(`${file}-wal`, log);
    writeFileSync(file, bytes.fill('x'));
    open();
    expect(readFileSync(path.join(path.dirname(file), `${ASIDE}-wal`)).equals(log)).toBe(true);
    expect(log.length).toBeGreaterThan(10_000);
  });

  it('twice in the same second, each kept', () => {
    mkdirSync(path.dirname(file));
    for (const text of ['one', 'two']) {
      writeFileSync(file, text.repeat(400));
      open().store.close();
    }
    expect(inFolder().filter((name) => name.includes('put-aside'))).toEqual([ASIDE, `${ASIDE}-2`]);
  });
});

describe('a look beside a running Slotkeeper', () => {
  it('reads what the other one wrote', () => {
    const { store } = open();
    book(store, 'one');
    const look = tryToOpen(file, 'look');
    expect(look.ok && look.value.store.read.bookings.since(TEST_NOW)).toHaveLength(1);
  });

  it('puts nothing aside', () => {
    mkdirSync(path.dirname(file));
    writeFileSync(file, 'rubbish '.repeat(600));
    expect(tryToOpen(file, 'look')).toMatchObject({
      ok: false,
      failure: { kind: 'store-trouble', message: expect.stringContaining('damaged') },
    });
    expect(inFolder()).toEqual(['slotkeeper.db']);
  });

  it('brings nothing up to date', () => {
    filled();
    const db = new Database(file);
    db.pragma('user_version = 1');
    db.close();
    expect(tryToOpen(file, 'look')).toMatchObject({
      ok: false,
      failure: { kind: 'store-trouble', message: expect.stringContaining('older version') },
    });
  });
});
