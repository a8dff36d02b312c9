/** Bookings that the diary has: which they are, what staff do to them, moves from one to another, and what is told. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { CommandState } from '#shared/domain/command.ts';
import { NOTICE_KINDS } from '#shared/domain/notice.ts';
import { MINUTE, addDays, later, startOfDay } from '#shared/domain/time.ts';

import type { BookedSlot, Store } from '../../src/main/store/store.ts';
import { TEST_NOW, type TestStore, openTestStore } from '../support/open-test-store.ts';
import {
  DAY_ONE,
  book,
  bookingId,
  cancel,
  commandId,
  dayChange,
  keep,
  noticeId,
  sampleBooking,
  sampleCommand,
  sampleSlot,
  sessionId,
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
const refusedAs = (kind: string) => expect.objectContaining({ failure: expect.objectContaining({ kind }) });
const bookingOf = (id: string) => store.read.bookings.byId(bookingId(id));
const move = (id: string, to: CommandState): void =>
  store.write((tx) => tx.commands.move(commandId(id), { to, at: later5 }));
const changedSince = (revision: number): string[] => [...store.changesSince(revision).bookings].toSorted();
const replaceBy = (id: string, old: string, slot: string): void =>
  store.write((tx) => {
    tx.bookings.add(sampleBooking(id, slot, { replaces: bookingId(old) }));
    tx.commands.add(sampleCommand(id, slot));
  });

describe('kept bookings', () => {
  it('are those confirmed or being cancelled, by their start', () => {
    keep(store, 'kept', 'A');
    keep(store, 'ending', 'B');
    cancel(store, 'end', 'ending', 'B');
    keep(store, 'ended', 'C');
    cancel(store, 'end 2', 'ended', 'C');
    move('end 2', 'confirmed');
    book(store, 'asked', 'D');
    const { startsAt } = sampleSlot('A');
    const kept = (from: number, to: number): string[] =>
      store.read.bookings.kept(later(startsAt, from), later(startsAt, to)).map((booking) => booking.id);
    expect(kept(0, 1)).toEqual(['ending', 'kept']);
    expect(kept(1, 9)).toEqual([]);
    expect(kept(-9, 0)).toEqual([]);
    // Where the confirmed ones stand is told without their patients, and another revision when a row has changed.
    const places = () => store.read.bookings.keptPlaces(startsAt, later(startsAt, 1));
    const { revision } = bookingOf('kept') ?? {};
    expect(places()).toEqual([{ id: 'kept', slotId: slotId('A'), revision }]);
    store.write((tx) => tx.bookings.setAttendance(bookingId('kept'), 'arrived'));
    expect(places()[0]?.revision).toBeGreaterThan(revision ?? 0);
  });

  it('are found by their mark, as long as that is not a cancellation’s', () => {
    keep(store, 'kept', 'A');
    const { token } = store.read.commands.bookOf(bookingId('kept')) ?? {};
    cancel(store, 'end', 'kept', 'A');
    expect(store.read.commands.bookWithToken(token ?? '')).toMatchObject({ kind: 'book', bookingId: 'kept' });
    expect(store.read.commands.bookWithToken('NO SUCH MARK')).toBeUndefined();
  });

  it('one being cancelled is listed whatever its start', () => {
    keep(store, 'ending');
    cancel(store, 'end', 'ending');
    const after = later(sampleSlot('A').startsAt, 1);
    expect(store.read.bookings.since(after).map((booking) => booking.id)).toEqual(['ending']);
    move('end', 'confirmed');
    expect(store.read.bookings.since(after)).toEqual([]);
  });

  it('show what staff have marked, and a mark taken back', () => {
    keep(store, 'one');
    const mark = (attendance: 'arrived' | undefined): boolean => {
      const before = store.read.revision();
      store.write((tx) => tx.bookings.setAttendance(bookingId('one'), attendance));
      return changedSince(before).length > 0;
    };
    expect(mark('arrived')).toBe(true);
    expect(bookingOf('one')).toMatchObject({ state: 'confirmed', attendance: 'arrived' });
    expect(mark('arrived')).toBe(false);
    expect(mark(undefined)).toBe(true);
    expect(bookingOf('one')).not.toHaveProperty('attendance');
    expect(() => store.write((tx) => tx.bookings.setAttendance(bookingId('x'), 'arrived'))).toThrow(
      'no such',
    );
    expect(() => store.write((tx) => tx.bookings.setEndedBy(bookingId('x'), 'practice'))).toThrow('no such');
  });
});

describe('a kept booking that comes to be doubted', () => {
  beforeEach(() => keep(store, 'one'));

  it('is the one under way, although a cancellation that came to nothing is newer', () => {
    cancel(store, 'end', 'one');
    move('end', 'undone');
    expect(store.read.commands.byBooking(bookingId('one'))?.id).toBe('end');
    move('one', 'review');
    expect(store.read.commands.byBooking(bookingId('one'))).toMatchObject({ id: 'one', state: 'review' });
    expect(bookingOf('one')).toMatchObject({ state: 'needs-you' });
    move('one', 'confirmed');
    expect(bookingOf('one')).toMatchObject({ state: 'confirmed' });
  });

  it('is not for a person while its cancellation is on its way: that looks for itself', () => {
    cancel(store, 'end', 'one');
    expect(() => move('one', 'review')).toThrow(refusedAs('try-later'));
    expect(() => move('one', 'cancelled-by-practice')).not.toThrow();
  });

  it.each(['review', 'cancelled-by-practice'] as const)(
    'is not %s by an old look, once it is cancelled as asked',
    (to) => {
      cancel(store, 'end', 'one');
      move('end', 'confirmed');
      expect(() => move('one', to)).toThrow(refusedAs('not-found'));
      expect(bookingOf('one')).toMatchObject({ state: 'cancelled', endedBy: 'patient' });
    },
  );

  it('keeps what a later look said of its slot, and is not sent again into another’s', () => {
    store.write((tx) => {
      tx.days.apply(dayChange({ putSlots: [sampleSlot('A')] }), TEST_NOW);
      tx.slots.setStatus(slotId('A'), 'open', later5);
    });
    book(store, 'two');
    move('one', 'review');
    expect(() => move('one', 'ready')).toThrow(refusedAs('slot-taken'));
    move('two', 'rejected');
    move('one', 'ready');
    expect(() => book(store, 'three')).toThrow(refusedAs('slot-taken'));
  });
});

describe('staff move a booking to another slot', () => {
  const nextDay = addDays(DAY_ONE, 1);
  const elsewhere: BookedSlot = {
    ...sampleSlot('B', 600, { day: nextDay, sessionId: sessionId('S2'), channel: 'telephone' }),
    slotTypeName: 'GP telephone',
    sessionName: 'Dr Roe, morning',
    clinicianName: 'Dr B Roe',
    siteName: 'Branch',
  };
  const shift = (slot: BookedSlot = elsewhere): void =>
    store.write((tx) => tx.bookings.setSlot(bookingId('one'), slot));
  const readNextDay = (generation: number, countsReadAt: typeof TEST_NOW): void =>
    store.write((tx) =>
      tx.days.apply(dayChange({ day: nextDay, generation, countsReadAt, putSlots: [elsewhere] }), later5),
    );
  beforeEach(() => {
    store.write((tx) => tx.days.apply(dayChange({ putSlots: [sampleSlot('A')] }), TEST_NOW));
    readNextDay(2, later(TEST_NOW, -1_000));
    keep(store, 'one');
  });

  it('the booking and its command stand there, and keep it', () => {
    const before = store.read.revision();
    shift();
    expect(bookingOf('one')).toMatchObject({ state: 'confirmed', slot: elsewhere });
    expect(store.read.commands.bookOf(bookingId('one'))).toMatchObject({
      slotId: 'B',
      sessionId: 'S2',
      startsAt: elsewhere.startsAt,
    });
    expect(store.changesSince(before)).toMatchObject({ bookings: ['one'], days: [DAY_ONE, nextDay] });
    expect(() => book(store, 'two', 'B')).toThrow(refusedAs('slot-taken'));
    expect(() => book(store, 'three', 'A')).not.toThrow();
  });

  it('even when the slot that it left was seen open first', () => {
    store.write((tx) => tx.slots.setStatus(slotId('A'), 'open', later5));
    expect(store.read.commands.keepingSlots(TEST_NOW)).toEqual([]);
    shift();
    expect(store.read.commands.keepingSlots(startOfDay(nextDay))).toMatchObject([{ slotId: 'B' }]);
  });

  it('and a reading begun before does not show the new place open', () => {
    shift();
    readNextDay(3, later(TEST_NOW, -1));
    expect(store.read.slots.byId(slotId('B'))?.status).toBe('booked');
    expect(store.read.commands.keepingSlots(TEST_NOW)).toHaveLength(1);
    readNextDay(4, later(TEST_NOW, 1));
    expect(store.read.slots.byId(slotId('B'))?.status).toBe('open');
    expect(store.read.commands.keepingSlots(TEST_NOW)).toEqual([]);
  });

  it('but not where another of ours is, and then nothing of it is done', () => {
    keep(store, 'two', 'B');
    store.write((tx) => {
      expect(() => tx.bookings.setSlot(bookingId('one'), elsewhere)).toThrow(refusedAs('slot-taken'));
    });
    expect(bookingOf('one')?.slot.id).toBe('A');
    expect(store.read.commands.bookOf(bookingId('one'))?.slotId).toBe('A');
    expect(() => store.write((tx) => tx.bookings.setSlot(bookingId('x'), elsewhere))).toThrow('no such');
  });

  it('but not one that is cancelled: it would keep a slot for nobody', () => {
    cancel(store, 'end', 'one');
    move('end', 'confirmed');
    expect(() => shift()).toThrow(refusedAs('not-found'));
    expect(() => book(store, 'two', 'B')).not.toThrow();
  });
});

describe('a move', () => {
  beforeEach(() => keep(store, 'old'));

  it('is a new booking that names the old one; both rows hear of each step', () => {
    const before = store.read.revision();
    replaceBy('new', 'old', 'B');
    expect(bookingOf('new')).toMatchObject({ replaces: 'old', state: 'accepted' });
    expect(bookingOf('old')).toMatchObject({ state: 'confirmed' });
    expect(store.read.bookings.replacementOf(bookingId('old'))?.id).toBe('new');
    expect(store.read.bookings.replacementOf(bookingId('new'))).toBeUndefined();
    expect(changedSince(before)).toEqual(['new', 'old']);
    const then = store.read.revision();
    move('new', 'rejected');
    expect(changedSince(then)).toEqual(['new', 'old']);
    expect(store.read.bookings.replacementOf(bookingId('old'))).toBeUndefined();
  });

  it('goes to one place at a time, and anew once the first has come to nothing @hazard:H10', () => {
    replaceBy('new', 'old', 'B');
    const again = (): void => replaceBy('other', 'old', 'C');
    for (const to of [undefined, 'ready', 'sending', 'unknown', 'confirmed'] as const) {
      if (to) move('new', to);
      expect(again).toThrow(refusedAs('try-later'));
    }
    cancel(store, 'end', 'new', 'B');
    expect(again).toThrow(refusedAs('try-later'));
    move('end', 'confirmed');
    expect(again).not.toThrow();
    expect(store.read.bookings.replacementOf(bookingId('old'))?.id).toBe('other');
  });

  it('ends the old one by the move', () => {
    replaceBy('new', 'old', 'B');
    store.write((tx) => {
      tx.commands.move(commandId('new'), { to: 'ready', at: later5 });
      tx.commands.move(commandId('new'), { to: 'confirmed', at: later5 });
      tx.commands.add(sampleCommand('end', 'A', { kind: 'cancel', bookingId: bookingId('old'), by: 'move' }));
    });
    expect(bookingOf('old')).toMatchObject({ state: 'cancelling' });
    move('end', 'confirmed');
    expect(bookingOf('old')).toMatchObject({ state: 'cancelled', endedBy: 'move' });
    expect(store.read.bookings.replacementOf(bookingId('old'))?.id).toBe('new');
  });

  it('is of a booking that is there, and not of itself', () => {
    expect(() => replaceBy('new', 'nobody', 'B')).toThrow('FOREIGN KEY');
    expect(() => replaceBy('new', 'new', 'B')).toThrow('CHECK');
  });
});

describe('notices', () => {
  beforeEach(() => {
    keep(store, 'one', 'A');
    keep(store, 'two', 'B');
  });
  const tell = (id: string, of: string, at = TEST_NOW): void =>
    store.write((tx) =>
      tx.notices.add({ id: noticeId(id), bookingId: bookingId(of), kind: 'confirmed', at }),
    );
  const due = (at = TEST_NOW, limit = 9): string[] =>
    store.read.notices.due(at, limit).map((notice) => notice.id);

  it('come back as told, in the order in which they were written down, clock or no clock', () => {
    tell('b', 'one', later5);
    tell('a', 'two', TEST_NOW);
    expect(store.read.notices.nextDueAt()).toBe(TEST_NOW);
    expect(due()).toEqual(['a']);
    expect(due(later5)).toEqual(['b', 'a']);
    expect(due(later5, 1)).toEqual(['b']);
    expect(store.read.notices.due(TEST_NOW, 1)).toEqual([
      { id: 'a', bookingId: 'two', kind: 'confirmed', at: TEST_NOW, attempts: 0, notBefore: TEST_NOW },
    ]);
  });

  it('are tried again later and delivered once; the first time counts', () => {
    tell('a', 'one');
    store.write((tx) => tx.notices.tryAgain(noticeId('a'), later5));
    expect(due()).toEqual([]);
    expect(store.read.notices.nextDueAt()).toBe(later5);
    store.write((tx) => tx.notices.delivered(noticeId('a'), later5));
    store.write((tx) => tx.notices.delivered(noticeId('a'), later(later5, MINUTE)));
    store.write((tx) => tx.notices.tryAgain(noticeId('a'), TEST_NOW));
    expect(due(later(later5, MINUTE))).toEqual([]);
    expect(store.read.notices.nextDueAt()).toBeUndefined();
    expect(store.read.notices.lastOf(bookingId('one'))).toMatchObject({ attempts: 2, deliveredAt: later5 });
    for (const work of ['delivered', 'tryAgain'] as const)
      expect(() => store.write((tx) => tx.notices[work](noticeId('x'), TEST_NOW))).toThrow('no such');
  });

  it('wait in the order of writing until they are delivered or given up', () => {
    for (const [id, of, at] of [['c', 'one', later5] as const, ['b', 'two'] as const, ['a', 'one'] as const])
      tell(id, of, at);
    const waiting = (of = 'one') => store.read.notices.waitingOf(bookingId(of)).map(({ id }) => id);
    expect(waiting()).toEqual(['c', 'a']);
    store.write((tx) => tx.notices.tryAgain(noticeId('c'), later(later5, MINUTE)));
    expect(waiting()).toEqual(['c', 'a']);
    store.write((tx) => tx.notices.giveUp(noticeId('c')));
    expect(waiting()).toEqual(['a']);
    store.write((tx) => tx.notices.delivered(noticeId('a'), later5));
    store.write((tx) => tx.notices.giveUp(noticeId('a')));
    expect([waiting(), waiting('two')]).toEqual([[], ['b']]);
    expect(store.read.notices.lastOf(bookingId('one'))).toMatchObject({ id: 'a', deliveredAt: later5 });
    expect(due(later(later5, MINUTE))).toEqual(['b']);
    expect(() => store.write((tx) => tx.notices.giveUp(noticeId('x')))).toThrow('no such');
  });

  it('the newest of each booking shows in its row, which hears when it is told and delivered', () => {
    expect(store.read.notices.lastOf(bookingId('one'))).toBeUndefined();
    const steps = [
      () => tell('z', 'one', later5),
      () => tell('a', 'one', TEST_NOW),
      () => store.write((tx) => tx.notices.tryAgain(noticeId('a'), later5)),
      () => store.write((tx) => tx.notices.delivered(noticeId('a'), later5)),
      () => store.write((tx) => tx.notices.delivered(noticeId('a'), later5)),
    ];
    const heard = steps.map((step) => {
      const before = store.read.revision();
      step();
      return changedSince(before);
    });
    expect(heard).toEqual([['one'], ['one'], [], ['one'], []]);
    expect(store.read.notices.lastOf(bookingId('one'))?.id).toBe('a');
    expect(store.read.notices.lastOf(bookingId('two'))).toBeUndefined();
  });

  it('of every kind fit, each of a booking that is there, and survive a restart', () => {
    for (const kind of NOTICE_KINDS)
      store.write((tx) =>
        tx.notices.add({ id: noticeId(kind), bookingId: bookingId('one'), kind, at: TEST_NOW }),
      );
    expect(() => tell('x', 'nobody')).toThrow('FOREIGN KEY');
    expect(() => tell('moved', 'one')).toThrow('UNIQUE');
    test = test.reopen();
    expect(test.store.read.notices.due(TEST_NOW, 99).map((notice) => notice.kind)).toEqual([...NOTICE_KINDS]);
  });
});
