/** The shape of the database: golden, strict, and every statement that the store ships finds its rows by an index. */
import Database from 'better-sqlite3';
import { afterEach, describe, expect, it } from 'vitest';

import { ATTENDANCES, BOOKING_STATES, ENDED_BY } from '../../src/shared/domain/booking.ts';
import { COMMAND_KINDS, COMMAND_STATES, isSettled } from '../../src/shared/domain/command.ts';
import { FAILURE_KINDS } from '../../src/shared/domain/failure.ts';
import { HEALTH_PARTS, HEALTH_STATES } from '../../src/shared/domain/health.ts';
import { NOTICE_KINDS } from '../../src/shared/domain/notice.ts';
import { DELIVERY_CHANNELS, SLOT_STATUSES } from '../../src/shared/domain/slot.ts';
import { MIGRATIONS, migrate, newestVersion, versionOf } from '../../src/main/store/migrate.ts';
import * as changeFeed from '../../src/main/store/change-feed.ts';
import * as holdsSealedPatients from '../../src/main/store/holds-sealed-patients.ts';
import * as audit from '../../src/main/store/tables/audit.ts';
import * as bookings from '../../src/main/store/tables/bookings.ts';
import * as commands from '../../src/main/store/tables/commands.ts';
import * as days from '../../src/main/store/tables/days.ts';
import * as health from '../../src/main/store/tables/health.ts';
import * as holds from '../../src/main/store/tables/holds.ts';
import * as identityTries from '../../src/main/store/tables/identity-tries.ts';
import * as notices from '../../src/main/store/tables/notices.ts';
import * as meta from '../../src/main/store/tables/meta.ts';
import * as readings from '../../src/main/store/tables/readings.ts';
import * as sealOldNotes from '../../src/main/store/seal-old-notes.ts';
import * as sessions from '../../src/main/store/tables/sessions.ts';
import * as slotTypes from '../../src/main/store/tables/slot-types.ts';
import * as slots from '../../src/main/store/tables/slots.ts';
import * as whoseRows from '../../src/main/store/whose-rows.ts';

const MODULES = {
  audit,
  bookings,
  changeFeed,
  commands,
  days,
  health,
  holds,
  holdsSealedPatients,
  identityTries,
  meta,
  notices,
  readings,
  sealOldNotes,
  sessions,
  slotTypes,
  slots,
  whoseRows,
};

const STATEMENTS = Object.entries(MODULES).flatMap(([room, module]) =>
  Object.entries(module).flatMap(([name, value]: [string, unknown]) =>
    typeof value === 'string' && /^[A-Z_]+$/.test(name) ? [{ name: `${room}.${name}`, sql: value }] : [],
  ),
);

/** Lists that are meant to be read whole, each short or read in order from one end. */
const READ_WHOLE = new Set([
  'slotTypes.ALL_SLOT_TYPES',
  'slotTypes.ACTIVE_SLOT_TYPE_IDS',
  'days.ALL_DAYS',
  'audit.RECENT_AUDIT',
  'audit.AUDIT_IN_ORDER',
  'audit.LAST_AUDIT',
  'audit.LAST_AUDIT_SEQ_GIVEN', // SQLite's own table has a row for each table that counts
  'readings.RECENT_READINGS',
  'bookings.SEALED_WITH_OTHER_KEYS', // once, at the start
  'audit.FORGET_AUDIT_NOTES', // those of a month or two, once a day
  'sealOldNotes.FIRST_PLAIN_NOTE', // an index of its own, empty but for one start
  'holdsSealedPatients.ANY_SEALED_PATIENT', // stops at the first
  'changeFeed.HEALTH_CHANGED', // two rows
]);

let open: Database.Database | undefined;
const migrated = (): Database.Database => {
  open = new Database(':memory:');
  migrate(open);
  return open;
};
afterEach(() => {
  open?.close();
  open = undefined;
});

/** How SQLite would go about a statement, a line for each step. */
function planOf(db: Database.Database, sql: string): string[] {
  const names = [...sql.matchAll(/@(\w+)/g)].map((match) => [match[1] ?? '', null]);
  const marks = [...sql.matchAll(/\?/g)].map(() => null);
  const plan = db.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`);
  const rows = names.length > 0 ? plan.all(Object.fromEntries(names)) : plan.all(...marks);
  return rows.map((row) => row.detail);
}

const scansIn = (plan: readonly string[]): string[] =>
  plan.filter((step) => /\bSCAN\b/.test(step) && !/SCAN json_each|SCAN CONSTANT ROW/.test(step));

describe('the schema', () => {
  it('is the golden one', async () => {
    const rows = migrated()
      .prepare<[], string>(
        "SELECT sql || ';' FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type DESC, name",
      )
      .pluck()
      .all();
    await expect(`${rows.join('\n\n')}\n`).toMatchFileSnapshot('schema.sql');
  });

  /** What a check lets through: the words quoted in it. */
  const allowed = (table: string, column: string): string[] => {
    const sql = migrated()
      .prepare<[string], string>('SELECT sql FROM sqlite_schema WHERE name = ?')
      .pluck()
      .get(table);
    const text = sql ?? '';
    const from = text.search(new RegExp(`CHECK \\(${column} (IN|=|IS)`));
    let depth = 0;
    let end = from + 'CHECK '.length;
    do depth += { '(': 1, ')': -1 }[text[end++] ?? ''] ?? 0;
    while (depth > 0 && end < text.length);
    const words = [...text.slice(from, end).matchAll(/'([^']+)'/g)].map((match) => match[1] ?? '');
    return [...new Set(words)];
  };

  it.each([
    ['bookings', 'state', BOOKING_STATES],
    ['bookings', 'ended_by', ENDED_BY],
    ['bookings', 'attendance', ATTENDANCES],
    ['bookings', 'status', SLOT_STATUSES],
    ['bookings', 'channel', DELIVERY_CHANNELS],
    ['commands', 'kind', COMMAND_KINDS],
    ['commands', 'state', COMMAND_STATES],
    ['commands', 'by_whom', ENDED_BY],
    ['notices', 'kind', NOTICE_KINDS],
    ['slots', 'status', SLOT_STATUSES],
    ['slots', 'channel', DELIVERY_CHANNELS],
    ['health', 'part', HEALTH_PARTS],
    ['health', 'state', HEALTH_STATES],
  ])(
    'lets every %s.%s of today’s language through, and no other: else a migration is due',
    (table, column, list) => {
      const found = allowed(table, column);
      expect(found).toHaveLength(list.length);
      expect(new Set(found)).toEqual(new Set(list));
    },
  );

  it('counts as unsettled what the domain does: one at a time of a booking, one in a slot', () => {
    const unsettled = COMMAND_STATES.filter((state) => !isSettled(state));
    for (const [index, states] of [
      ['commands_one_unsettled_per_booking', unsettled],
      ['commands_one_per_slot', [...unsettled, 'confirmed']],
    ] as const) {
      const sql = migrated()
        .prepare<[string], string>('SELECT sql FROM sqlite_schema WHERE name = ?')
        .pluck()
        .get(index);
      const words = [...(sql?.split('state IN')[1] ?? '').matchAll(/'([^']+)'/g)].map((match) => match[1]);
      expect(new Set(words)).toEqual(new Set(states));
    }
  });

  it('has only strict tables', () => {
    const lax = migrated()
      .prepare(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND strict = 0 AND name NOT LIKE 'sqlite_%'",
      )
      .pluck()
      .all();
    expect(lax).toEqual([]);
  });

  it('gives every row that the window shows a revision', () => {
    const db = migrated();
    const without = [
      'slot_types',
      'days',
      'sessions',
      'slots',
      'holds',
      'bookings',
      'readings',
      'health',
      'audit',
    ].filter(
      (table) => !db.prepare(`SELECT 1 FROM pragma_table_info('${table}') WHERE name = 'revision'`).get(),
    );
    expect(without).toEqual([]);
  });
});

describe('migrations', () => {
  it('go up in order, each named once', () => {
    const versions = MIGRATIONS.map((migration) => migration.version);
    expect(versions).toEqual([...new Set(versions)].toSorted((one, other) => one - other));
    expect(versionOf(migrated())).toBe(newestVersion());
  });

  it('do nothing the second time', () => {
    const db = migrated();
    db.exec('UPDATE meta SET revision = 7');
    migrate(db);
    expect(db.prepare('SELECT revision FROM meta').pluck().get()).toBe(7);
  });

  it('run only what is missing, from whichever version', () => {
    const db = migrated();
    const next = newestVersion() + 10;
    migrate(db, [...MIGRATIONS, { version: next, sql: 'CREATE TABLE later (n INTEGER) STRICT' }]);
    expect(versionOf(db)).toBe(next);
    expect(db.prepare('SELECT count(*) FROM later').pluck().get()).toBe(0);
  });

  it('of a database that knew only EMIS: bookings, commands, readings and health are kept to the letter, and every failure fits', () => {
    const db = (open = new Database(':memory:'));
    db.pragma('foreign_keys = 1');
    migrate(
      db,
      MIGRATIONS.filter(({ version }) => version <= 20),
    );
    const why = `'timed-out', '{"kind":"timed-out","message":"No answer."}'`;
    db.exec(`
      INSERT INTO slot_types VALUES ('1', 'GP', 1, 1, 5, 'Asked for', 1, 9, NULL, 7), ('2', 'Old', NULL, 0, NULL, NULL, 1, 4, 6, 7);
      INSERT INTO slots VALUES ('s', 'S', '1', '2026-11-24', 10, 10, 'open', NULL, NULL, 7);
      INSERT INTO bookings VALUES ('b', 's', 'S', '1', '2026-11-24', 10, 10, 'open', 'GP', 'Morning', 'Dr A', 'Main',
        x'0102', 'key', 'checking', 'idem', 'hash', 1, 2, 7, ${why});
      INSERT INTO commands VALUES ('c', 'book', 'b', 's', 'S', 10, 'TOKEN', 'unknown', 2, 1, 1, 1, NULL, 3, 9, NULL, 1, ${why});
      INSERT INTO readings VALUES (41, 'near', '2026-11-23', '2026-11-24', 1, 2, 3, 4, 5, 6, 7, ${why});
      INSERT INTO health VALUES ('write', 'late', 1, NULL, 2, 3, 7, ${why});`);
    const tables = ['bookings', 'commands', 'readings', 'health', 'slots'];
    const rowsOf = (table: string) => db.prepare(`SELECT * FROM ${table}`).get() as Record<string, unknown>;
    const before = tables.map(rowsOf);
    migrate(db);
    expect(versionOf(db)).toBe(newestVersion());
    for (const [i, table] of tables.entries()) expect(rowsOf(table)).toMatchObject(before[i] ?? {});
    expect(db.prepare('SELECT missing_since FROM slot_types ORDER BY name').pluck().all()).toEqual([null, 6]);
    expect(db.pragma('foreign_key_check')).toEqual([]);
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(() => db.exec("DELETE FROM bookings WHERE booking_id = 'b'")).toThrow('FOREIGN KEY');
    for (const kind of FAILURE_KINDS)
      for (const table of ['bookings', 'commands', 'readings', 'health'])
        db.prepare(`UPDATE ${table} SET failure_kind = ?, failure = '{}'`).run(kind);
  });

  it('of a database that could only book: every booking and command is kept to the letter, and may now be cancelled and moved', () => {
    const db = (open = new Database(':memory:'));
    db.pragma('foreign_keys = 1');
    migrate(
      db,
      MIGRATIONS.filter(({ version }) => version <= 30),
    );
    const states = [
      ...['received', 'ready', 'sending', 'unknown', 'confirmed', 'conflict', 'rejected', 'expired'],
      ...['cancelled-by-practice', 'review'],
    ];
    const bookingStates = ['accepted', 'checking', 'confirmed', 'not-booked', 'cancelled', 'needs-you'];
    const why = `'busy', '{"kind":"busy","message":"Later."}'`;
    for (const [n, state] of states.entries())
      db.exec(`
        INSERT INTO bookings VALUES ('b${n}', 's${n}', 'S', '1', '2026-11-24', ${n}, 10, 'open', 'telephone', 'GP', 'Morning',
          'Dr A', 'Main', x'0102', 'key', '${bookingStates[n % 6]}', 'idem ${n}', 'hash', 1, 2, 7, ${why});
        INSERT INTO commands VALUES ('c${n}', 'book', 'b${n}', 's${n}', 'S', ${n}, 'TOKEN ${n}', '${state}', 2, 1, 1, 1, NULL,
          3, 9, ${state === 'confirmed' ? 8 : 'NULL'}, 1, ${why});`);
    const rowsOf = (table: string): Record<string, unknown>[] =>
      db.prepare<[], Record<string, unknown>>(`SELECT * FROM ${table} ORDER BY 1`).all();
    const [bookingsBefore, commandsBefore] = [rowsOf('bookings'), rowsOf('commands')];
    migrate(db);
    expect(rowsOf('bookings')).toEqual(
      bookingsBefore.map((row) => ({
        ...row,
        ended_by: row['state'] === 'cancelled' ? 'practice' : null,
        attendance: null,
        replaces: null,
        closed_at: null,
      })),
    );
    expect(rowsOf('commands')).toEqual(commandsBefore.map((row) => ({ ...row, nth: 1, by_whom: null })));
    expect(db.pragma('foreign_key_check')).toEqual([]);
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(() => db.exec("DELETE FROM bookings WHERE booking_id = 'b4'")).toThrow('FOREIGN KEY');
    const cancelIt = `INSERT INTO commands SELECT 'end', 'cancel', booking_id, 2, 'patient', slot_id, session_id, starts_at,
      token, 'ready', 2, 0, NULL, NULL, NULL, 3, 9, NULL, 2, NULL, NULL FROM commands WHERE command_id = 'c4'`;
    db.exec(`UPDATE bookings SET replaces = 'b4' WHERE booking_id = 'b0'; ${cancelIt}`);
    expect(db.pragma('foreign_key_check')).toEqual([]);
  });

  it('leave the older shape whole when a step fails', () => {
    const db = migrated();
    const sql = 'CREATE TABLE half (n INTEGER) STRICT; INSERT INTO nowhere VALUES (1)';
    expect(() => migrate(db, [...MIGRATIONS, { version: newestVersion() + 10, sql }])).toThrow('nowhere');
    expect(versionOf(db)).toBe(newestVersion());
    expect(db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'half'").get()).toBeUndefined();
  });
});

describe('query plans', () => {
  it('cover the statements of every table', () => {
    expect(STATEMENTS.length).toBeGreaterThan(60);
  });

  it.each(STATEMENTS)('$name looks rows up', ({ name, sql }) => {
    const plan = planOf(migrated(), sql);
    if (READ_WHOLE.has(name)) expect(plan.length).toBeGreaterThan(0);
    else expect(scansIn(plan)).toEqual([]);
  });

  it('see a scan where there is one', () => {
    expect(scansIn(planOf(migrated(), "SELECT * FROM slots WHERE status = 'open'"))).not.toEqual([]);
  });

  it.each([
    ['slots.SLOTS_ON_DAY', slots.SLOTS_ON_DAY],
    ['slots.OPEN_SLOTS', slots.OPEN_SLOTS],
    ['slots.OPEN_SLOTS_OF_TYPE', slots.OPEN_SLOTS_OF_TYPE],
    ['holds.LIVE_HOLDS', holds.LIVE_HOLDS],
    ['holds.HOLDS_FOR_BOOKING', holds.HOLDS_FOR_BOOKING],
  ])('%s comes in order without sorting', (_name, sql) => {
    expect(planOf(migrated(), sql).filter((step) => step.includes('TEMP B-TREE'))).toEqual([]);
  });
});
