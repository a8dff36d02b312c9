/**
 * What is going on with an appointment, for its patient: what is on its way and until when it can be taken back, its other
 * half when it is moved, what they were told last, and whether they may still change it by themselves.
 */
import type { BookingState, EndedBy } from '#shared/domain/booking.ts';
import { isPending, isSettled, mayUndo } from '#shared/domain/command.ts';
import type { Failure } from '#shared/domain/failure.ts';
import type { BookingId } from '#shared/domain/ids.ts';
import type { NoticeKind } from '#shared/domain/notice.ts';
import type { Outcome } from '#shared/domain/outcome.ts';
import type { Instant } from '#shared/domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Configuration } from '../ports/settings.ts';
import type { BookedSlot, Booking, Command, StoreReader } from '../store/store.ts';
import { type CancelStep, planCancellation, whyNotMove } from './decide-change.ts';
import type { SecretLink } from './secret-link.ts';

export interface OtherHalf {
  readonly id: BookingId;
  /** Opens its page. Never logged. */
  readonly secret: string;
  readonly state: BookingState;
  readonly endedBy?: EndedBy;
  readonly slot: BookedSlot;
}

export type PendingChange = 'book' | 'cancel' | 'move';

export interface Changes {
  /** On its way to the diary, or being made sure of. `move`: for both of its bookings, until the old one is gone. */
  readonly pending?: PendingChange;
  /** Until then, at least, it can be taken back. */
  readonly undoUntil?: Instant;
  readonly replaces?: OtherHalf;
  readonly replacedBy?: OtherHalf;
  readonly notice?: { readonly kind: NoticeKind; readonly at: Instant };
  /** Waits for a person: what could not be proven. `move`: that the old appointment is gone. */
  readonly inDoubt?: PendingChange;
  /** What asking to cancel it would come to now. */
  readonly cancelStep: Outcome<CancelStep>;
  readonly whyNotMove?: Failure;
}

export type ReadChanges = (booking: Booking) => Changes;

type Leg = Pick<Command, 'kind' | 'state' | 'by' | 'notBefore'>;

/** What is read of the store for it. */
export interface ChangeSight {
  readonly bookings: Pick<StoreReader['bookings'], 'byId' | 'replacementOf'>;
  readonly commands: { byBooking(id: BookingId): Leg | undefined };
  readonly notices: Pick<StoreReader['notices'], 'lastOf'>;
}

export interface ReadChangesDeps {
  readonly read: ChangeSight;
  readonly link: SecretLink;
  readonly clock: Clock;
  readonly settings: Pick<Configuration['booking'], 'cancelCutOffMinutes'>;
}

export function createReadChanges({ read, link, clock, settings }: ReadChangesDeps): ReadChanges {
  const halfOf = ({ id, state, endedBy, slot }: Booking): OtherHalf => ({
    ...{ id, state, slot, secret: link.secretOf(id) },
    ...(endedBy && { endedBy }),
  });

  return (booking) => {
    const now = clock.now();
    const old = booking.replaces === undefined ? undefined : read.bookings.byId(booking.replaces);
    const replacement = read.bookings.replacementOf(booking.id);
    const command = read.commands.byBooking(booking.id);
    const notice = read.notices.lastOf(booking.id);
    const replacementCommand = replacement && read.commands.byBooking(replacement.id);
    const pending =
      isOwnCancel(command) || isGivenUp(booking, old)
        ? 'cancel'
        : pendingOf(booking.state, old?.state, replacement?.state);
    const undoUntil = undoUntilOf(read, booking.id, now);
    const facts = {
      ...{ booking, command, replacement, replacementCommand, now, by: 'patient' as const },
      cutOffMinutes: settings.cancelCutOffMinutes,
    };
    const whyNot = whyNotMove(facts);
    const inDoubt = command?.state === 'review' ? doubtOf(command) : undefined;
    return {
      ...(pending && { pending }),
      ...(undoUntil === undefined ? {} : { undoUntil }),
      ...(old && { replaces: halfOf(old) }),
      ...(replacement && { replacedBy: halfOf(replacement) }),
      ...(notice && { notice: { kind: notice.kind, at: notice.at } }),
      ...(inDoubt && { inDoubt }),
      cancelStep: planCancellation(facts),
      ...(whyNot && { whyNotMove: whyNot }),
    };
  };
}

/** Asked for by somebody, and not the second leg of a move. */
const isOwnCancel = (command: Leg | undefined): boolean =>
  command?.kind === 'cancel' && command.by !== 'move' && isPending(command.state);

/** Nobody wants the new time any more: as soon as it is known to be booked it is cancelled. */
const isGivenUp = ({ state }: Booking, old: Booking | undefined): boolean =>
  isOnItsWay(state) &&
  old !== undefined &&
  (old.state === 'cancelling' ||
    (old.state === 'cancelled' && (old.endedBy === 'patient' || old.endedBy === 'reception')));

const doubtOf = ({ kind, by }: Pick<Command, 'kind' | 'by'>): PendingChange =>
  kind === 'cancel' && by === 'move' ? 'move' : kind;

const isOnItsWay = (state: BookingState | undefined): boolean => state === 'accepted' || state === 'checking';
const isStanding = (state: BookingState | undefined): boolean =>
  state === 'confirmed' || state === 'cancelling';

/** `old`: of the booking that this one replaces. `replacement`: of the one that replaces this one. */
export function pendingOf(
  state: BookingState,
  old: BookingState | undefined,
  replacement: BookingState | undefined,
): PendingChange | undefined {
  if (isOnItsWay(state)) return old === undefined ? 'book' : 'move';
  if (state === 'confirmed') {
    const isOldGoing = old === 'cancelling';
    return isOldGoing || isOnItsWay(replacement) ? 'move' : undefined;
  }
  if (state === 'cancelling') return isStanding(replacement) ? 'move' : 'cancel';
  return undefined;
}

/** `undo` decides the same way. The second leg of a move is never taken back: the new appointment is booked already. */
function undoUntilOf(read: ChangeSight, id: BookingId, now: Instant): Instant | undefined {
  const own = read.commands.byBooking(id);
  const isOpen = own !== undefined && !isSettled(own.state);
  const replacement = isOpen ? undefined : read.bookings.replacementOf(id);
  const command = replacement ? read.commands.byBooking(replacement.id) : own;
  if (!command || !mayUndo(command.state) || (command.kind === 'cancel' && command.by === 'move')) {
    return undefined;
  }
  // One that waits for nothing may be sent at any moment: there is no time left that could be promised.
  return command.notBefore > now ? command.notBefore : undefined;
}
