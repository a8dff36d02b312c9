/** Commands, holds and the audit trail: only the moves of the table, one command and one hold a slot, an unbroken chain. */
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { bookingStateOf } from '#shared/domain/booking.ts';
import {
  COMMAND_KINDS,
  COMMAND_STATES,
  type CommandKind,
  type CommandState,
  isSettled,
  mayMove,
} from '#shared/domain/command.ts';
import { failure } from '#shared/domain/failure.ts';
import { MINUTE, later } from '#shared/domain/time.ts';

import type { Store } from '../../src/main/store/store.ts';
import { TEST_NOW, type TestStore, openTestStore } from '../support/open-test-store.ts';
import {
  DAY_ONE,
  book,
  bookingId,
  cancel,
  commandId,
  dayChange,
  holdId,
  keep,
  sampleBooking,
  sampleCommand,
  sampleHold,
  sampleSlot,
  slotId,
} from '../support/store-samples.ts';

let test: TestStore;
let store: Store;
beforeEach(() => {
  test = openTestStore();
  store = test.store;
});
afterEach(() => test.close());

const later5 = later(TEST_NOW, 5 * MINUTE);
const taken = expect.objectContaining({ failure: expect.objectContaining({ kind: 'slot-taken' }) });

const FIRST = { book: 'received', cancel: 'ready' } as const;

/** The shortest way from its first state to each other, by the table itself; `undefined`: none. */
function wayTo(goal: CommandState, kind: CommandKind = 'book'): CommandState[] | undefined {
  const ways: CommandState[][] = [[FIRST[kind]]];
  for (const way of ways) {
    const last = way.at(-1) ?? FIRST[kind];
    if (last === goal) return way.slice(1);
    for (const next of COMMAND_STATES) {
      if (mayMove(kind, last, next) && !way.includes(next)) ways.push([...way, next]);
    }
  }
  return undefined;
}
const bring = (id: string, goal: CommandState, kind: CommandKind = 'book'): void =>
  store.write((tx) => {
    const way = wayTo(goal, kind);
    if (!way) throw new Error(`no way to ${goal}`);
    for (const to of way) tx.commands.move(commandId(id), { to, at: TEST_NOW });
  });
const commandOf = (id: string) => store.read.commands.byBooking(bookingId(id));

describe('a command', () => {
  it('begins as received, with its audit row, and comes back as given', () => {
    book(store, 'one');
    expect(commandOf('one')).toEqual({ ...sampleCommand('one'), state: 'received', attempts: 0 });
    expect(store.read.audit.recent(5)).toMatchObject([
      { kind: 'booking-moved', who: 'patient', subject: 'one', to: 'received' },
    ]);
  });

  it('needs its booking', () => {
    expect(() => store.write((tx) => tx.commands.add(sampleCommand('one')))).toThrow('FOREIGN KEY');
  });

  it('takes its booking and the audit trail along when it moves', () => {
    book(store, 'one');
    const no = failure('refused', 'The diary said no.');
    store.write((tx) => tx.commands.move(commandId('one'), { to: 'rejected', at: later5, failure: no }));
    expect(store.read.bookings.byId(bookingId('one'))).toMatchObject({
      state: 'not-booked',
      stateAt: later5,
      failure: no,
      revision: 2,
    });
    expect(store.read.audit.recent(1)).toEqual([
      {
        seq: 2,
        at: later5,
        kind: 'booking-moved',
        who: 'slotkeeper',
        subject: 'one',
        from: 'received',
        to: 'rejected',
        why: 'refused',
      },
    ]);
  });

  it('keeps what a move does not name, and lets go of what it names as undefined', () => {
    book(store, 'one');
    bring('one', 'sending');
    const doubt = failure('timed-out', 'No answer came in time.');
    store.write((tx) =>
      tx.commands.move(commandId('one'), {
        to: 'unknown',
        at: later5,
        attempts: 1,
        firstSentAt: TEST_NOW,
        lastSentAt: later5,
        absentSince: later5,
        notBefore: later5,
        failure: doubt,
      }),
    );
    const unknown = {
      state: 'unknown',
      attempts: 1,
      firstSentAt: TEST_NOW,
      lastSentAt: later5,
      notBefore: later5,
    };
    expect(commandOf('one')).toMatchObject({ ...unknown, absentSince: later5, failure: doubt });
    store.write((tx) =>
      tx.commands.move(commandId('one'), {
        to: 'confirmed',
        at: later5,
        absentSince: undefined,
        failure: undefined,
      }),
    );
    expect(commandOf('one')).toMatchObject({ ...unknown, state: 'confirmed' });
    expect(commandOf('one')).not.toHaveProperty('absentSince');
    expect(commandOf('one')).not.toHaveProperty('failure');
  });

  it('waits where it is, without audit; its booking hears of a new failure only', () => {
    book(store, 'one');
    const trouble = failure('unreachable', 'EMIS cannot be reached.');
    const wait = () =>
      store.write((tx) =>
        tx.commands.move(commandId('one'), {
          to: 'received',
          at: later5,
          notBefore: later5,
          failure: trouble,
        }),
      );
    wait();
    expect(commandOf('one')).toMatchObject({ state: 'received', notBefore: later5, failure: trouble });
    expect(store.read.bookings.byId(bookingId('one'))).toMatchObject({ failure: trouble, stateAt: TEST_NOW });
    const revision = store.read.revision();
    wait();
    expect(store.read.revision()).toBe(revision);
    expect(store.read.audit.recent(9)).toHaveLength(1);
  });

  it.each([
    ['a try', { attempts: 1 }, true],
    ['a later next try', { notBefore: later(TEST_NOW, 9_000) }, true],
    ['an absence', { absentSince: TEST_NOW }, false],
    ['when it was sent', { lastSentAt: TEST_NOW }, false],
  ])('that notes %s makes its booking’s row new: %s', (_what, more, isShown) => {
    book(store, 'one');
    bring('one', 'unknown');
    const before = store.read.revision();
    store.write((tx) => tx.commands.move(commandId('one'), { to: 'unknown', at: later5, ...more }));
    expect(commandOf('one')).toMatchObject(more);
    expect(store.changesSince(before).bookings).toEqual(isShown ? ['one'] : []);
  });

  it.each(COMMAND_KINDS)('to %s moves as the table says and no other way, from every state', (kind) => {
    const wrong: string[] = [];
    const reachable = COMMAND_STATES.filter((state) => wayTo(state, kind));
    expect(reachable.length).toBeGreaterThan(8);
    for (const [n, from] of reachable.entries()) {
      for (const [m, to] of COMMAND_STATES.entries()) {
        const booked = `${n} ${m}`;
        const id = kind === 'book' ? booked : `end ${booked}`;
        if (kind === 'book') book(store, booked, booked);
        else {
          keep(store, booked, booked);
          cancel(store, id, booked, booked);
        }
        bring(id, from, kind);
        const audit = store.read.audit.recent(1)[0]?.seq;
        const isKept = kind === 'book' && from === 'confirmed';
        const isAllowed = from === to ? !isSettled(from) || isKept : mayMove(kind, from, to);
        let didMove = true;
        try {
          store.write((tx) => tx.commands.move(commandId(id), { to, at: later5 }));
        } catch {
          didMove = false;
        }
        const reached = didMove ? to : from;
        const isRight =
          didMove === isAllowed &&
          commandOf(booked)?.id === id &&
          commandOf(booked)?.state === reached &&
          store.read.bookings.byId(bookingId(booked))?.state === bookingStateOf(kind, reached) &&
          (store.read.audit.recent(1)[0]?.seq !== audit) === (didMove && from !== to);
        if (!isRight) wrong.push(`${from} → ${to}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('cannot move when it is not there', () => {
    expect(() =>
      store.write((tx) => tx.commands.move(commandId('x'), { to: 'ready', at: TEST_NOW })),
    ).toThrow('no such');
  });
});

describe('two commands for one slot @hazard:H02', () => {
  const second = (): void => book(store, 'second');
  const blocking = COMMAND_STATES.filter((state) => !isSettled(state) || state === 'confirmed');

  it.each(blocking)('the second is refused, booking and all, while the first is %s', (state) => {
    book(store, 'first');
    bring('first', state);
    expect(second).toThrow(taken);
    expect(store.read.bookings.byId(bookingId('second'))).toBeUndefined();
  });

  it.each(COMMAND_STATES.filter((state) => !blocking.includes(state)))(
    'is fine once the first is %s',
    (state) => {
      book(store, 'first');
      bring('first', state);
      expect(second).not.toThrow();
    },
  );
});

describe('which commands are due', () => {
  beforeEach(() => {
    for (const [id, minutes, notBefore] of [
      ['late', 600, TEST_NOW],
      ['soon', 540, TEST_NOW],
      ['not yet', 530, later5],
    ] as const) {
      store.write((tx) => {
        tx.bookings.add(sampleBooking(id, id));
        tx.commands.add(sampleCommand(id, id, { startsAt: sampleSlot(id, minutes).startsAt, notBefore }));
      });
    }
  });
  const due = (states: readonly CommandState[], at = TEST_NOW, limit = 10): string[] =>
    store.read.commands.due(states, at, limit).map((command) => command.id);

  it('those in the states asked for whose time has come, soonest appointment first', () => {
    expect(due(['received', 'ready'])).toEqual(['soon', 'late']);
    expect(due(['received'], later5)).toEqual(['not yet', 'soon', 'late']);
    expect(due(['received'], later5, 1)).toEqual(['not yet']);
    expect(due(['ready'])).toEqual([]);
    expect(due([])).toEqual([]);
  });

  it('the next is known, and neither one in review nor one being sent is waited for', () => {
    expect(store.read.commands.nextDueAt()).toBe(TEST_NOW);
    bring('late', 'review');
    bring('soon', 'sending');
    expect(store.read.commands.nextDueAt()).toBe(later5);
    bring('not yet', 'expired');
    expect(store.read.commands.nextDueAt()).toBeUndefined();
    expect(store.read.commands.unsettled().map((command) => command.id)).toEqual(['soon', 'late']);
  });
});

describe('holds', () => {
  const add = (id: string, slot = 'A', more = {}): void =>
    store.write((tx) => tx.holds.add(sampleHold(id, slot, more)));

  it('keep a slot for one', () => {
    add('one');
    expect(() => add('two')).toThrow(taken);
    expect(() => add('three', 'B')).not.toThrow();
    expect(store.read.holds.onSlot(slotId('A'), TEST_NOW)).toEqual(sampleHold('one', 'A'));
    expect(store.read.holds.live(TEST_NOW).map((hold) => hold.id)).toEqual(['one', 'three']);
  });

  it('end by themselves when their time is over, to the millisecond', () => {
    add('one');
    expect(store.read.holds.live(later(later5, -1))).toHaveLength(1);
    expect(store.read.holds.live(later5)).toEqual([]);
    expect(store.read.holds.onSlot(slotId('A'), later5)).toBeUndefined();
    expect(() => add('early', 'A', { createdAt: later(later5, -1), expiresAt: later(later5, 9) })).toThrow(
      taken,
    );
    add('two', 'A', { createdAt: later5, expiresAt: later(later5, MINUTE) });
    expect(store.read.holds.onSlot(slotId('A'), later5)?.id).toBe('two');
    expect(store.read.holds.byId(holdId('one'))?.endedAt).toBe(later5);
  });

  it('are given back once, and then the slot is free', () => {
    add('one');
    const at = later(TEST_NOW, 1_000);
    store.write((tx) => tx.holds.end(holdId('one'), at));
    store.write((tx) => tx.holds.end(holdId('one'), later5));
    store.write((tx) => tx.holds.end(holdId('nobody'), at));
    expect(store.read.holds.byId(holdId('one'))?.endedAt).toBe(at);
    expect(() => add('two')).not.toThrow();
  });

  it('make the day of their slot new for an open day diary', () => {
    store.write((tx) => tx.days.apply(dayChange({ putSlots: [sampleSlot('A')] }), TEST_NOW));
    add('one');
    expect(store.changesSince(1)).toMatchObject({ days: [DAY_ONE], holds: true, bookings: [] });
    store.write((tx) => tx.holds.end(holdId('one'), later5));
    expect(store.changesSince(2)).toMatchObject({ days: [DAY_ONE], holds: true });
  });
});

describe('the audit trail @hazard:H42', () => {
  const fill = (): void => {
    for (const subject of ['a', 'b', 'c', 'd'])
      store.write((tx) =>
        tx.audit.add({ at: TEST_NOW, kind: 'trouble-opened', who: 'slotkeeper', subject, why: 'w' }),
      );
  };
  /** Somebody with the file and a tool, past the triggers. */
  const tamper = (sql: string): number | undefined => {
    store.close();
    const db = new Database(test.file);
    db.exec(`DROP TRIGGER audit_is_not_changed; DROP TRIGGER audit_is_not_deleted; ${sql}`);
    db.close();
    test = test.reopen();
    return test.store.read.audit.firstBrokenSeq();
  };

  it('is whole as we write it, newest first when read', () => {
    fill();
    expect(store.read.audit.firstBrokenSeq()).toBeUndefined();
    expect(store.read.audit.recent(2).map((entry) => entry.subject)).toEqual(['d', 'c']);
  });

  it('cannot be changed or deleted through the database', () => {
    fill();
    const db = new Database(test.file);
    try {
      expect(() => db.exec("UPDATE audit SET who = 'nobody'")).toThrow('never changed');
      expect(() => db.exec('DELETE FROM audit')).toThrow('never deleted');
    } finally {
      db.close();
    }
  });

  it.each([
    ['a changed word', "UPDATE audit SET why = 'other' WHERE seq = 2", 2],
    ['a changed time', 'UPDATE audit SET at = at + 1 WHERE seq = 3', 3],
    ['a missing row', 'DELETE FROM audit WHERE seq = 2', 2],
    ['the first row missing', 'DELETE FROM audit WHERE seq = 1', 1],
    ['the last row missing', 'DELETE FROM audit WHERE seq = 4', 4],
    ['all rows missing', 'DELETE FROM audit', 1],
    ['a copied hash', 'UPDATE audit SET hash = (SELECT hash FROM audit WHERE seq = 1) WHERE seq = 4', 4],
    ['nothing', '', undefined],
  ])('shows %s', (_what, sql, seq) => {
    fill();
    expect(tamper(sql)).toBe(seq);
  });

  it('goes on after a row was cut off, and still shows it', () => {
    fill();
    tamper('DELETE FROM audit WHERE seq = 4');
    store = test.store;
    fill();
    expect(store.read.audit.firstBrokenSeq()).toBe(4);
  });
});
