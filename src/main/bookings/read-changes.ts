/**
 * What is going on with an appointment, for its patient: what is on its way and until when it can be taken back, its other
 * half when it is moved, what they were told last, and whether they may still change it by themselves.
 */
import type { BookingState, EndedBy } from '#shared/domain/booking.ts';
import { mayUndo } from '#shared/domain/command.ts';
import type { BookingId } from '#shared/domain/ids.ts';
import type { NoticeKind } from '#shared/domain/notice.ts';
import type { Instant } from '#shared/domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Configuration } from '../ports/settings.ts';
import type { BookedSlot, Booking, StoreReader } from '../store/store.ts';
import { lastChangeAt, planCancellation, whyNotMove } from './decide-change.ts';
import type { SecretLink } from './secret-link.ts';
import { undoableOf } from './undo-request.ts';

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
  readonly mayCancel: boolean;
  readonly mayMove: boolean;
  /** Patients may change it by themselves before then. */
  readonly lastChangeAt: Instant;
}

export type ReadChanges = (booking: Booking) => Changes;

export interface ReadChangesDeps {
  readonly read: StoreReader;
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
    const old = booking.replaces && read.bookings.byId(booking.replaces);
    const replacement = read.bookings.replacementOf(booking.id);
    const command = read.commands.byBooking(booking.id);
    const notice = read.notices.lastOf(booking.id);
    const pending = pendingOf(booking.state, old?.state, replacement?.state);
    const undoUntil = undoUntilOf(read, booking.id, now);
    const facts = {
      ...{ booking, command, replacement, now, by: 'patient' as const },
      cutOffMinutes: settings.cancelCutOffMinutes,
    };
    const step = planCancellation(facts);
    return {
      ...(pending && { pending }),
      ...(undoUntil === undefined ? {} : { undoUntil }),
      ...(old && { replaces: halfOf(old) }),
      ...(replacement && { replacedBy: halfOf(replacement) }),
      ...(notice && { notice: { kind: notice.kind, at: notice.at } }),
      mayCancel: step.ok && step.value !== 'done',
      mayMove: whyNotMove(facts) === undefined,
      lastChangeAt: lastChangeAt(booking, settings.cancelCutOffMinutes),
    };
  };
}

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

function undoUntilOf(read: StoreReader, id: BookingId, now: Instant): Instant | undefined {
  const undoable = undoableOf(read, id);
  const command = undoable && read.commands.byBooking(undoable);
  // One that waits for nothing may be sent at any moment: there is no time left that could be promised.
  return command && mayUndo(command.state) && command.notBefore > now ? command.notBefore : undefined;
}
