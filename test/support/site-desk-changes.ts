/**
 * Cancelling and moving on the desk of `site-desk.ts`: bookings in a map, each with the newest command of it. What may be asked
 * is decided by the product's own functions; what the diary makes of it, the test says.
 */
import type { BookingReceipt } from '../../src/main/booking-site/deps.ts';
import { planCancellation, sendNotBefore, whyNotMove } from '../../src/main/bookings/decide-change.ts';
import { type ChangeSight, createReadChanges } from '../../src/main/bookings/read-changes.ts';
import type { Clock } from '../../src/main/ports/clock.ts';
import type { Booking, Command, StoredNotice } from '../../src/main/store/store.ts';
import { type CommandState, isSettled, mayUndo } from '#shared/domain/command.ts';
import { failure } from '#shared/domain/failure.ts';
import { type BookingId, asId } from '#shared/domain/ids.ts';
import type { NoticeKind } from '#shared/domain/notice.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';

export interface DeskBooking {
  readonly booking: Booking;
  readonly secret: string;
}

type Leg = Pick<Command, 'kind' | 'state' | 'by' | 'notBefore'>;

const IS_OVER: ReadonlySet<Booking['state']> = new Set(['cancelled', 'not-booked']);
const CUT_OFF_MINUTES = 60;

export function createDeskChanges(deps: {
  readonly clock: Pick<Clock, 'now'> & Clock;
  readonly bookings: Map<BookingId, DeskBooking>;
  readonly announce: () => void;
}) {
  const { clock, bookings, announce } = deps;
  const legs = new Map<BookingId, Leg>();
  const notices = new Map<BookingId, StoredNotice>();
  const settings = { undoSeconds: 10 };

  const read: ChangeSight = {
    bookings: {
      byId: (id) => bookings.get(id)?.booking,
      replacementOf: (id) =>
        [...bookings.values()]
          .map(({ booking }) => booking)
          .findLast(({ replaces, state }) => replaces === id && !IS_OVER.has(state)),
    },
    commands: { byBooking: (id) => legs.get(id) },
    notices: { lastOf: (id) => notices.get(id) },
  };

  function set(id: BookingId, changed: Partial<Booking>) {
    const known = bookings.get(id);
    if (!known) throw new Error('no such booking');
    bookings.set(id, { ...known, booking: { ...known.booking, ...changed, stateAt: clock.now() } });
    announce();
  }

  function leg(id: BookingId, changed: Partial<Leg>) {
    const known = legs.get(id) ?? { kind: 'book', state: 'received', notBefore: clock.now() };
    legs.set(id, { ...known, ...changed });
  }

  const tell = (bookingId: BookingId, kind: NoticeKind) =>
    void notices.set(bookingId, {
      ...{ id: asId(`notice-${bookingId}`), bookingId, kind, at: clock.now() },
      ...{ attempts: 0, notBefore: clock.now() },
    });

  const factsOf = (booking: Booking) => ({
    booking,
    command: legs.get(booking.id),
    replacement: read.bookings.replacementOf(booking.id),
    replacementCommand: legs.get(read.bookings.replacementOf(booking.id)?.id ?? booking.id),
    by: 'patient' as const,
    now: clock.now(),
    cutOffMinutes: CUT_OFF_MINUTES,
  });

  const COMMAND_OF: Readonly<Partial<Record<Booking['state'], CommandState>>> = {
    accepted: 'received',
    checking: 'unknown',
    confirmed: 'confirmed',
    'not-booked': 'conflict',
    'needs-you': 'review',
  };

  return {
    settings,
    readChanges: createReadChanges({
      ...{ read, clock, settings: { cancelCutOffMinutes: CUT_OFF_MINUTES } },
      link: { secretOf: (id) => bookings.get(id)?.secret ?? '', opens: () => true },
    }),
    tell,
    set,
    /** After the booking's own command got somewhere; a new one that is certain lets its old one go. */
    booked(id: BookingId, state: Booking['state']) {
      leg(id, { kind: 'book', state: COMMAND_OF[state] ?? 'cancelled-by-practice' });
      const old = read.bookings.byId(id)?.replaces;
      if (state !== 'confirmed' || old === undefined) return;
      legs.set(old, { kind: 'cancel', by: 'move', state: 'ready', notBefore: clock.now() });
      set(old, { state: 'cancelling' });
    },
    /** What the diary made of a cancellation. */
    cancelled(id: BookingId, outcome: 'done' | 'refused' | 'in-doubt') {
      const by = legs.get(id)?.by ?? 'patient';
      if (outcome === 'done') {
        leg(id, { state: 'confirmed' });
        tell(id, 'cancelled');
        set(id, { state: 'cancelled', endedBy: by });
      } else if (outcome === 'refused') {
        leg(id, { state: 'conflict' });
        tell(id, 'not-cancelled');
        set(id, { state: 'confirmed' });
      } else {
        leg(id, { state: 'review' });
        set(id, { state: 'needs-you' });
      }
    },
    requestCancellation(id: BookingId): Outcome<void> {
      const booking = read.bookings.byId(id);
      if (!booking) return failed(failure('not-found', 'No such booking.'));
      const step = planCancellation(factsOf(booking));
      if (!step.ok || step.value === 'done') return step.ok ? ok(undefined) : step;
      if (step.value === 'undo') {
        leg(id, { state: 'undone' });
        set(id, { state: 'cancelled', endedBy: 'patient' });
        return ok(undefined);
      }
      const replacement = read.bookings.replacementOf(id);
      if (step.value === 'undo-move' && replacement) {
        leg(replacement.id, { state: 'undone' });
        set(replacement.id, { state: 'cancelled', endedBy: 'patient' });
      }
      const undoSeconds = step.value === 'both' ? 0 : settings.undoSeconds;
      const notBefore = sendNotBefore(clock.now(), booking.slot.startsAt, undoSeconds);
      legs.set(id, { kind: 'cancel', by: 'patient', state: 'ready', notBefore });
      set(id, { state: 'cancelling' });
      return ok(undefined);
    },
    /** `make`: books the new time, as any booking is. */
    requestMove(
      { bookingId }: { readonly bookingId: BookingId },
      make: () => Outcome<BookingReceipt>,
    ): Outcome<BookingReceipt> {
      const old = read.bookings.byId(bookingId);
      if (!old) return failed(failure('not-found', 'No such booking.'));
      const why = whyNotMove(factsOf(old));
      if (why) return failed(why);
      const made = make();
      if (!made.ok) return made;
      const id = made.value.bookingId;
      const start = read.bookings.byId(id)?.slot.startsAt ?? clock.now();
      const notBefore = sendNotBefore(clock.now(), start, settings.undoSeconds);
      legs.set(id, { kind: 'book', state: 'received', notBefore });
      set(id, { replaces: bookingId });
      return made;
    },
    undo(id: BookingId): Outcome<void> {
      const own = legs.get(id);
      const isOwn = own !== undefined && !isSettled(own.state);
      const target = isOwn ? id : read.bookings.replacementOf(id)?.id;
      const asked = target && legs.get(target);
      if (!target || !asked || !mayUndo(asked.state)) return failed(failure('not-allowed', 'Too late.'));
      leg(target, { state: 'undone' });
      if (asked.kind === 'cancel') set(target, { state: 'confirmed' });
      else set(target, { state: 'cancelled', endedBy: 'patient' });
      return ok(undefined);
    },
  };
}
