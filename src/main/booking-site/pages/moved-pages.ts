/**
 * An appointment that is being moved, or was: which page its patient sees. Both halves have pages, and which it is turns on the
 * state of the other half too.
 */
import type { OtherHalf } from '../../bookings/read-changes.ts';
import type { BookingView } from './booking-parts.ts';
import type { Page } from './layout.ts';
import {
  givenUpPage,
  keptPage,
  movingPage,
  newInDoubtPage,
  newPage,
  notMovedPage,
} from './new-time-pages.ts';
import { movedAwayPage, oldGoingPage, oldInDoubtPage, twoPage } from './old-time-pages.ts';
import { isStanding } from './other-half.ts';

/** `undefined` when no move has a part in what this booking's patient must know. */
export function movePageOf(view: BookingView): Page | undefined {
  const { booking, changes } = view;
  const { replaces: old, replacedBy } = changes;
  if (old) {
    const isOnItsWay = booking.state === 'accepted' || booking.state === 'checking';
    if (isOnItsWay) return isGivenUp(old) ? givenUpPage(view, old) : movingPage(view, old);
    if (booking.state === 'not-booked' && isStanding(old)) return notMovedPage(view, old);
    if (booking.state === 'cancelled' && isStanding(old)) return keptPage(view, old);
    if (booking.state === 'confirmed') return newPage(view, old);
    if (booking.state === 'needs-you' && isStanding(old)) return newInDoubtPage(view, old);
  }
  if (replacedBy && booking.state === 'confirmed' && isStanding(replacedBy)) return twoPage(view, replacedBy);
  // Cancelled by its patient, it goes with its new time: ended-pages.ts says so.
  const isGoing =
    changes.pending !== 'cancel' && (booking.state === 'confirmed' || booking.state === 'cancelling');
  if (replacedBy && isGoing && replacedBy.state !== 'cancelled') return oldGoingPage(view, replacedBy);
  if (booking.state === 'needs-you' && changes.inDoubt === 'move') return oldInDoubtPage(view, replacedBy);
  if (booking.state === 'cancelled' && booking.endedBy === 'move') return movedAwayPage(view, replacedBy);
  return undefined;
}

/** Cancelled, or being cancelled, by its patient or for them, while its new time was on the way. */
const isGivenUp = ({ state, endedBy }: OtherHalf): boolean =>
  state === 'cancelling' || (state === 'cancelled' && (endedBy === 'patient' || endedBy === 'reception'));
