/** Cancellations: one at a time, who ended the booking, and whose the slot is at each step of the way. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { bookingStateOf } from '#shared/domain/booking.ts';
import { failure } from '#shared/domain/failure.ts';
import { MINUTE, later } from '#shared/domain/time.ts';

import type { CommandState } from '../../src/shared/domain/command.ts';
import type { CommandMove, Store } from '../../src/main/store/store.ts';
import { TEST_NOW, type TestStore, openTestStore } from '../support/open-test-store.ts';
import {
  book,
  bookingId,
  cancel,
  commandId,
  dayChange,
  keep,
  sampleBooking,
  sampleCancellation,
  sampleCommand,
  sampleSlot,
  slotId,
} from '../support/store-samples.ts';

let test: TestStore;
let store: Store;
beforeEach(() => {
  test = openTestStore();
  store = test.store;
  store.write((tx) => tx.days.apply(dayChange({ putSlots: [sampleSlot('A')] }), TEST_NOW));
});
afterEach(() => test.close());

const later5 = later(TEST_NOW, 5 * MINUTE);
const refusedAs = (kind: string) => expect.objectContaining({ failure: expect.objectContaining({ kind }) });
const bookingOf = (id: string) => store.read.bookings.byId(bookingId(id));
const move = (id: string, to: CommandState, more: Partial<CommandMove> = {}): void =>
  store.write((tx) => tx.commands.move(commandId(id), { to, at: later5, ...more }));
const bookAgain = (): void => book(store, 'second');
const keeping = (): string[] =>
  store.read.commands.keepingSlots(TEST_NOW).map((command) => command.bookingId);

describe('a cancellation', () => {
  it('begins as ready, says who asked, and its booking is being cancelled', () => {
    keep(store, 'one');
    const wish = sampleCancellation('end', 'one', 'A', { by: 'reception', createdAt: later5 });
    store.write((tx) => tx.commands.add(wish));
    expect(store.read.commands.byBooking(bookingId('one'))).toEqual({ ...wish, state: 'ready', attempts: 0 });
    expect(store.read.commands.bookOf(bookingId('one'))).toMatchObject({ id: 'one', state: 'confirmed' });
    expect(bookingOf('one')).toMatchObject({ state: 'cancelling', stateAt: later5 });
    expect(store.read.audit.recent(1)).toMatchObject([
      { kind: 'cancellation-moved', who: 'reception', subject: 'one', to: 'ready' },
    ]);
  });

  it.each(['ready', 'sending', 'unknown', 'review'] as const)(
    'is one at a time: not while one is %s',
    (state) => {
      keep(store, 'one');
      cancel(store, 'end', 'one');
      for (const to of {
        ready: [],
        sending: ['sending'],
        unknown: ['sending', 'unknown'],
        review: ['review'],
      }[state] as CommandState[])
        move('end', to);
      expect(() => cancel(store, 'again', 'one')).toThrow(refusedAs('try-later'));
      expect(bookingOf('one')).toMatchObject({ state: bookingStateOf('cancel', state) });
    },
  );

  it.each([[], ['ready'], ['ready', 'sending'], ['ready', 'sending', 'unknown']] as CommandState[][])(
    'waits until the booking is certain: %s',
    (...way) => {
      book(store, 'one');
      for (const to of way) move('one', to);
      expect(() => cancel(store, 'end', 'one')).toThrow(refusedAs('try-later'));
    },
  );

  it.each(['rejected', 'undone'] as const)('has nothing to end when the booking was %s', (state) => {
    book(store, 'one');
    move('one', state);
    const before = store.read.revision();
    expect(() => cancel(store, 'end', 'one')).toThrow(refusedAs('not-found'));
    expect(store.read.revision()).toBe(before);
  });

  it('leaves nothing behind when its refusal is caught inside the write', () => {
    book(store, 'one');
    move('one', 'rejected');
    store.write((tx) => {
      expect(() => tx.commands.add(sampleCancellation('end', 'one'))).toThrow(refusedAs('not-found'));
    });
    expect(store.read.commands.byBooking(bookingId('one'))?.id).toBe('one');
  });

  it('is the newest of its booking, even when the clock was set back before it was asked', () => {
    keep(store, 'one');
    const early = later(TEST_NOW, -60 * MINUTE);
    cancel(store, 'end', 'one', 'A', { createdAt: early });
    expect(store.read.commands.byBooking(bookingId('one'))?.id).toBe('end');
    move('end', 'undone');
    cancel(store, 'b', 'one', 'A', { createdAt: later(early, -1) });
    expect(store.read.commands.byBooking(bookingId('one'))?.id).toBe('b');
  });

  it('needs somebody who wants it', () => {
    keep(store, 'one');
    const { by: _by, ...nobody } = sampleCancellation('end', 'one');
    expect(() => store.write((tx) => tx.commands.add(nobody))).toThrow('CHECK');
  });

  it('shares its token with the booking that it ends, which no other booking may', () => {
    keep(store, 'one');
    cancel(store, 'end', 'one');
    const twin = () =>
      store.write((tx) => {
        tx.bookings.add(sampleBooking('two', 'B'));
        tx.commands.add(sampleCommand('two', 'B', { token: 'token-one' }));
      });
    expect(twin).toThrow('commands.token');
  });
});

describe('its end', () => {
  beforeEach(() => {
    keep(store, 'one');
    cancel(store, 'end', 'one', 'A', { by: 'reception' });
  });

  it('confirmed: the booking is cancelled, by whoever asked, and the slot is nobody’s', () => {
    expect(keeping()).toEqual(['one']);
    expect(bookAgain).toThrow(refusedAs('slot-taken'));
    move('end', 'confirmed');
    expect(bookingOf('one')).toMatchObject({ state: 'cancelled', endedBy: 'reception' });
    expect(keeping()).toEqual([]);
    expect(bookAgain).not.toThrow();
    expect(() => cancel(store, 'again', 'one')).toThrow(refusedAs('not-found'));
  });

  it('confirmed: only the diary says that the slot is open, by a reading begun after', () => {
    move('end', 'confirmed');
    expect(store.read.slots.byId(slotId('A'))?.status).toBe('booked');
    const read = (generation: number, countsReadAt: typeof TEST_NOW, status: 'open' | 'booked'): void =>
      store.write((tx) =>
        tx.days.apply(
          dayChange({ generation, countsReadAt, putSlots: [sampleSlot('A', 540, { status })] }),
          later(later5, 9_000),
        ),
      );
    read(2, later(later5, -1), 'booked');
    expect(store.read.slots.byId(slotId('A'))?.status).toBe('booked');
    read(3, later(later5, 1), 'open');
    expect(store.read.slots.byId(slotId('A'))?.status).toBe('open');
    expect(keeping()).toEqual([]);
  });

  it.each(['undone', 'conflict', 'rejected', 'expired'] as const)(
    '%s: the booking stands, its slot too, and it may be asked again',
    (state) => {
      const why = failure('refused', 'The diary said no.');
      move('end', state, { failure: why });
      expect(bookingOf('one')).toMatchObject({ state: 'confirmed' });
      expect(bookingOf('one')).not.toHaveProperty('endedBy');
      expect(bookingOf('one')?.failure).toEqual(state === 'undone' ? undefined : why);
      expect(keeping()).toEqual(['one']);
      cancel(store, 'again', 'one');
      expect(bookingOf('one')).toMatchObject({ state: 'cancelling' });
      expect(bookingOf('one')).not.toHaveProperty('failure');
      move('again', 'confirmed');
      expect(bookingOf('one')).toMatchObject({ state: 'cancelled', endedBy: 'patient' });
    },
  );

  it.each(['undone', 'conflict', 'rejected', 'expired', 'confirmed'] as const)(
    '%s after staff took the appointment out: it does not come back, and it was they',
    (state) => {
      move('one', 'cancelled-by-practice');
      expect(bookingOf('one')).toMatchObject({ state: 'cancelled', endedBy: 'practice' });
      move('end', state);
      expect(bookingOf('one')).toMatchObject({ state: 'cancelled', endedBy: 'practice' });
    },
  );

  it('by way of sending and doubt after staff took it out: it never shows as there', () => {
    move('one', 'cancelled-by-practice');
    for (const to of ['sending', 'unknown'] as const) {
      move('end', to);
      expect(bookingOf('one')).toMatchObject({ state: 'cancelled', endedBy: 'practice' });
    }
    move('end', 'review');
    expect(bookingOf('one')).toMatchObject({ state: 'needs-you' });
    move('end', 'rejected');
    expect(bookingOf('one')).toMatchObject({ state: 'cancelled', endedBy: 'practice' });
  });
});

describe('the end of a booking without a cancellation', () => {
  it('undone before it was sent: by the patient, unless somebody else asked for it', () => {
    book(store, 'one');
    move('one', 'undone');
    expect(bookingOf('one')).toMatchObject({ state: 'cancelled', endedBy: 'patient' });
    expect(bookAgain).not.toThrow();
    store.write((tx) => {
      tx.bookings.add(sampleBooking('three', 'C'));
      tx.commands.add(sampleCommand('three', 'C', { by: 'reception' }));
    });
    expect(store.read.audit.recent(1)).toMatchObject([{ kind: 'booking-moved', who: 'reception' }]);
    move('three', 'undone');
    expect(bookingOf('three')).toMatchObject({ state: 'cancelled', endedBy: 'reception' });
  });

  it.each([
    ['confirmed', ['ready', 'confirmed']],
    ['in doubt', ['ready', 'sending', 'unknown']],
    ['in review', ['ready', 'sending', 'unknown', 'review']],
  ] as [string, CommandState[]][])('by staff while it was %s: theirs, and the slot is free', (_was, way) => {
    book(store, 'one');
    for (const to of way) move('one', to);
    move('one', 'cancelled-by-practice');
    expect(bookingOf('one')).toMatchObject({ state: 'cancelled', endedBy: 'practice' });
    expect(keeping()).toEqual([]);
    expect(bookAgain).not.toThrow();
  });

  it('whoever is named first has ended it', () => {
    book(store, 'one');
    store.write((tx) => tx.bookings.setEndedBy(bookingId('one'), 'reception'));
    move('one', 'undone');
    expect(bookingOf('one')).toMatchObject({ state: 'cancelled', endedBy: 'reception' });
  });
});

describe('a kept booking', () => {
  it('may note that it was not seen, and seen again, and nothing moves', () => {
    keep(store, 'one');
    const before = store.read.revision();
    move('one', 'confirmed', { absentSince: later5 });
    expect(store.read.commands.bookOf(bookingId('one'))).toMatchObject({ absentSince: later5 });
    move('one', 'confirmed', { absentSince: undefined });
    expect(store.read.commands.bookOf(bookingId('one'))).not.toHaveProperty('absentSince');
    expect(store.read.revision()).toBe(before);
    expect(bookingOf('one')).toMatchObject({ state: 'confirmed', stateAt: TEST_NOW });
  });
});
