/** What reception does with one booking from the window: looks, settles, cancels, moves, takes back. Decides nothing itself. */
import type { MoveChoice } from '#shared/contract/bookings.ts';
import type { Handlers } from '#shared/contract/contract.ts';
import { failure } from '#shared/domain/failure.ts';
import type { BookingId } from '#shared/domain/ids.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';
import { redactText } from '#shared/domain/redact-text.ts';
import { addDays, dayOf, endOfDay } from '#shared/domain/time.ts';

import type { Offered, OfferedQuestion, OfferedSlot } from '../booking-site/deps.ts';
import { settleReview } from '../outbox/by-hand/settle-review.ts';
import type { KeepOthers } from '../outbox/record-move.ts';
import type { Clock } from '../ports/clock.ts';
import type { Dice } from '../ports/dice.ts';
import type { Store, StoreReader } from '../store/store.ts';
import type { ChangesBy } from './changing-bookings.ts';

export interface ReceptionDeskDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly dice: Dice;
  readonly horizonDays: number;
  readonly changes: ChangesBy;
  readonly keepOthers?: KeepOthers;
  readonly offered: (question: OfferedQuestion) => Offered;
  readonly look: Handlers['bookings']['look'];
  /** Tells the outbox that there is something to send. */
  readonly wake: () => void;
}

const WHO = 'reception';
/** The window shows some of them and finds the others; more would only be slow. */
const MOST_CHOICES = 1_000;

export function createReceptionDesk(deps: ReceptionDeskDeps): Handlers['bookings'] {
  const { store, clock, dice, horizonDays, changes, offered, keepOthers } = deps;
  return {
    look: deps.look,
    // Sealed in the audit trail; but nothing needs a number there, and what is not kept cannot leak.
    cancel: ({ bookingId, reason }) => changes.cancel({ bookingId, reason: redactText(reason) }),
    move({ bookingId, slotId, reason }) {
      const moved = changes.move({ bookingId, slotId, reason: redactText(reason) });
      return moved.ok ? ok(undefined) : moved;
    },
    undo: ({ bookingId }) => changes.undo(bookingId),
    choices({ bookingId }) {
      const from = clock.now();
      const to = endOfDay(addDays(dayOf(from), horizonDays));
      return choicesFor(store.read, bookingId, offered({ from, to }).slots);
    },
    settle({ bookingId, verdict, note }) {
      const by = { who: WHO, at: clock.now(), dice, ...(keepOthers && { keepOthers }) };
      const settled = settleReview(store, { bookingId, verdict, note, ...by });
      if (settled.ok) deps.wake();
      return settled;
    },
  };
}

/** Same slot type first, soonest first; never the slot that it stands in. */
function choicesFor(
  read: StoreReader,
  bookingId: BookingId,
  slots: readonly OfferedSlot[],
): Outcome<readonly MoveChoice[]> {
  const booking = read.bookings.byId(bookingId);
  if (!booking) return failed(failure('not-found', 'There is no such booking.'));
  const isOther = (slot: OfferedSlot) => (slot.slotTypeId === booking.slot.slotTypeId ? 0 : 1);
  return ok(
    slots
      .filter(({ id }) => id !== booking.slot.id)
      .toSorted((one, other) => isOther(one) - isOther(other) || one.startsAt - other.startsAt)
      .slice(0, MOST_CHOICES)
      .map(({ id, day, startsAt, durationMin, slotTypeName, clinicianName, siteName }) => ({
        slotId: id,
        ...{ day, startsAt, durationMin, slotTypeName, clinicianName, siteName },
      })),
  );
}
