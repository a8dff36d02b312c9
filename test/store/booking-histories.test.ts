/**
 * Any history of bookings, cancellations, moves, notices, readings and staff: what must hold after each step of it,
 * whatever was refused on the way. The window hears of a booking whenever its row would read otherwise.
 */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { ATTENDANCES, BOOKING_STATES } from '#shared/domain/booking.ts';
import { COMMAND_STATES, type CommandState, isPending, mayMove } from '#shared/domain/command.ts';
import type { BookingId } from '#shared/domain/ids.ts';
import { later } from '#shared/domain/time.ts';

import type { Booking, Command, Store, StoreWriter } from '../../src/main/store/store.ts';
import { StoreRefusal } from '../../src/main/store/store-refusal.ts';
import { TEST_NOW, type TestStore, openTestStore } from '../support/open-test-store.ts';
import {
  bookingId,
  commandId,
  noticeId,
  sampleBooking,
  sampleCancellation,
  sampleCommand,
  slotId,
} from '../support/store-samples.ts';

let test: TestStore;
let store: Store;
beforeEach(() => {
  test = openTestStore();
  store = test.store;
});
afterEach(() => test.close());

const one = fc.integer({ min: 0, max: 3 });
/** How far a new booking comes by itself. */
const first = fc.constantFrom<readonly CommandState[]>(
  [],
  ['ready', 'confirmed'],
  ['ready', 'sending', 'unknown'],
);
const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ act: fc.constant('book' as const), of: one, slot: one, first }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ act: fc.constant('replace' as const), of: one, slot: one, first }),
  },
  { weight: 4, arbitrary: fc.record({ act: fc.constant('cancel' as const), of: one }) },
  {
    weight: 14,
    arbitrary: fc.record({
      act: fc.constant('move' as const),
      of: one,
      isOfBook: fc.boolean(),
      /** One of the ways on, or now and then a state that may not be reached. */
      way: fc.integer({ min: 0, max: 5 }),
      wild: fc.option(fc.constantFrom(...COMMAND_STATES), { freq: 6 }),
      attempts: fc.integer({ min: 0, max: 2 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('shift' as const), of: one, slot: one }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('seen open' as const), slot: one }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('tell' as const), of: one }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('deliver' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      act: fc.constant('mark' as const),
      of: one,
      mark: fc.option(fc.constantFrom(...ATTENDANCES), { nil: undefined }),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** What the window shows of a booking, as far as the store has it. */
function rowOf(id: BookingId) {
  const booking = store.read.bookings.byId(id);
  if (!booking) return undefined;
  const { revision: _revision, ...shown } = booking;
  const newest = store.read.commands.byBooking(id);
  return {
    ...shown,
    replacedBy: store.read.bookings.replacementOf(id)?.id,
    pending: newest &&
      isPending(newest.state) && [newest.kind, newest.createdAt, newest.attempts, newest.notBefore],
    told: store.read.notices.lastOf(id),
  };
}

const isOver = (booking: Pick<Booking, 'state'>): boolean =>
  booking.state === 'cancelled' || booking.state === 'not-booked';
const mayBeThere = (booking: Booking): boolean =>
  booking.state === 'confirmed' || booking.state === 'cancelling';

describe('any history', () => {
  it('keeps every promise at each step @hazard:H01 @hazard:H02', () => {
    let run = 0;
    let clock = 0;
    const reached = new Set<string>();
    fc.assert(
      fc.property(fc.array(step, { minLength: 20, maxLength: 60, size: 'max' }), (steps) => {
        run += 1;
        const ids: BookingId[] = [];
        /** Of those that a step may be about. */
        const latest = (): BookingId[] => ids.slice(-4);
        const nameOf = (n: number): BookingId => bookingId(`${run}/${n}`);
        const slotOf = (n: number): string => `${run}/slot ${n}`;
        const pick = (n: number): BookingId => ids.at(-1 - n) ?? nameOf(0);
        const at = () => later(TEST_NOW, (clock += 1));
        let made = 0;

        const take = (tx: StoreWriter, s: Step): void => {
          if (s.act === 'book' || s.act === 'replace') {
            const id = nameOf(ids.length);
            const slot = slotOf(s.slot);
            const replaces = s.act === 'replace' ? { replaces: pick(s.of) } : {};
            tx.bookings.add(sampleBooking(id, slot, replaces));
            tx.commands.add(sampleCommand(id, slot, { createdAt: at() }));
            for (const to of s.first) tx.commands.move(commandId(id), { to, at: at() });
            ids.push(id);
          } else if (s.act === 'cancel') {
            const wish = { createdAt: at(), by: 'patient' as const };
            tx.commands.add(sampleCancellation(`${pick(s.of)} end ${(made += 1)}`, pick(s.of), 'A', wish));
          } else if (s.act === 'move') {
            const { commands } = tx;
            const command = s.isOfBook ? commands.bookOf(pick(s.of)) : commands.byBooking(pick(s.of));
            const ways = COMMAND_STATES.filter((to) => command && mayMove(command.kind, command.state, to));
            const to = s.wild ?? ways[s.way % ways.length] ?? 'ready';
            commands.move(command?.id ?? commandId('none'), { to, at: at(), attempts: s.attempts });
          } else if (s.act === 'shift') {
            const slot = slotOf(s.slot);
            tx.bookings.setSlot(pick(s.of), sampleBooking('x', slot).slot);
          } else if (s.act === 'seen open') tx.slots.setStatus(slotId(slotOf(s.slot)), 'open', at());
          else if (s.act === 'tell') {
            const id = noticeId(`${run}/${(made += 1)}`);
            tx.notices.add({ id, bookingId: pick(s.of), kind: 'confirmed', at: at() });
          } else if (s.act === 'deliver') {
            const [notice] = tx.notices.due(at(), 1);
            if (notice) tx.notices.delivered(notice.id, at());
          } else tx.bookings.setAttendance(pick(s.of), s.mark);
        };

        for (const s of steps) {
          const before = new Map(latest().map((id) => [id, rowOf(id)]));
          const revision = store.read.revision();
          try {
            store.write((tx) => {
              // A booking that nobody made yet has no row for a notice to stand at.
              if (ids.length > 0 || s.act === 'book') take(tx, s);
            });
          } catch (error) {
            if (!(error instanceof StoreRefusal)) throw error;
            reached.add(error.failure.kind);
            expect(new Map([...before.keys()].map((id) => [id, rowOf(id)]))).toEqual(before);
            expect(store.read.revision()).toBe(revision);
          }
          const changed = new Set(store.changesSince(revision).bookings);
          const claims: Command[] = store.read.commands.keepingSlots(TEST_NOW);
          const claimed = claims.map((command) => command.slotId);
          expect(new Set(claimed).size).toBe(claimed.length);
          for (const id of latest()) {
            const now = store.read.bookings.byId(id);
            if (!now) throw new Error(`${id} was lost`);
            reached.add(now.state);
            const was = before.get(id);
            // Told to the window exactly when it reads otherwise.
            if (was && JSON.stringify(rowOf(id)) !== JSON.stringify(was)) expect(changed).toContain(id);
            // Over is over, unless somebody has to look into a cancellation that was under way; then over again.
            if (was && isOver(was) && now.state !== 'needs-you') expect(now.state).toBe(was.state);
            // A claim on a slot is that of a booking which is in the diary, and the other way round unless let go.
            const claim = claims.find((command) => command.bookingId === id);
            if (claim) expect(claim.slotId).toBe(now.slot.id);
            if (claim) expect(['confirmed', 'cancelling', 'needs-you']).toContain(now.state);
            if (mayBeThere(now)) expect(store.read.commands.bookOf(id)?.state).toBe('confirmed');
            expect(now.endedBy !== undefined).toBe(
              now.state === 'cancelled' || (now.state === 'needs-you' && was?.endedBy !== undefined),
            );
          }
        }
        expect(store.read.bookings.kept(TEST_NOW, later(TEST_NOW, 1e9)).every(mayBeThere)).toBe(true);
      }),
      { numRuns: 40, endOnFailure: true }, // a seed is enough: to shrink it takes minutes,
    );
    for (const state of BOOKING_STATES) expect(reached).toContain(state);
    for (const kind of ['slot-taken', 'try-later', 'not-found', 'unexpected'])
      expect(reached).toContain(kind);
    expect(store.read.audit.firstBrokenSeq()).toBeUndefined();
  });
});
