/**
 * The pages of the old appointment of a move, by which its patient can still come. It is let go only once the new one is
 * certain.
 */
import { html } from 'hono/html';
import type { OtherHalf } from '../../bookings/read-changes.ts';
import {
  type BookingView,
  appointment,
  cancelBoth,
  changeButtons,
  follow,
  heading,
  keepLink,
  undoForm,
  waiting,
} from './booking-parts.ts';
import { type Page, ringPractice } from './layout.ts';
import { isStanding, theOther } from './other-half.ts';

/** It stands until the new one is certain, and is cancelled then. */
export function oldGoingPage(view: BookingView, replacedBy: OtherHalf): Page {
  const { booking, today, practice } = view;
  const other = theOther('The new time', replacedBy, view);
  if (replacedBy.state === 'needs-you') {
    const title = 'The practice is checking your new appointment';
    return {
      title,
      live: 'booking',
      content: html`${heading(title)} ${follow(view.shown, 'now and then')}
        <p>
          We could not make sure by ourselves whether the new time is in the practice's diary.
          <strong>This appointment stands until then.</strong> To ask, ${ringPractice(practice)}.
        </p>
        ${appointment(booking.slot, today)} ${other} ${keepLink}`,
    };
  }
  const title = 'We are moving this appointment';
  const words = isStanding(replacedBy)
    ? 'Your new appointment is booked. We are now cancelling this one.'
    : 'This appointment stands until the new one is certain.';
  return {
    title,
    live: 'booking',
    refreshSeconds: 10,
    content: html`${heading(title)} ${follow(view.shown)} ${waiting(words)}
    ${undoForm(view, 'Keep this appointment')} ${appointment(booking.slot, today)} ${cancelBoth(view)}
    ${other} ${keepLink}`,
  };
}

/** Both are in the diary, and nothing is under way any more. */
export function twoPage(view: BookingView, replacedBy: OtherHalf): Page {
  const title = 'You have two appointments';
  return {
    title,
    live: 'booking',
    content: html`${heading(title)} ${follow(view.shown, 'now and then')}
      <p>
        Your new appointment is booked, and this one is still in the practice's diary as well. Please cancel
        the one that you do not need.
      </p>
      ${appointment(view.booking.slot, view.today)} ${changeButtons(view)}
      ${theOther('The new time', replacedBy, view)} ${keepLink}`,
  };
}

export function oldInDoubtPage(view: BookingView, replacedBy: OtherHalf | undefined): Page {
  const { booking, today, practice } = view;
  const title = 'The practice is checking this appointment';
  return {
    title,
    live: 'booking',
    content: html`${heading(title)} ${follow(view.shown, 'now and then')}
      <p>
        Your new appointment is booked, but we could not make sure by ourselves that this one is cancelled.
        The practice has been told and is looking into it. Come to the new time only; if you want to be sure,
        ${ringPractice(practice)}.
      </p>
      ${appointment(booking.slot, today)} ${replacedBy && theOther('The new time', replacedBy, view)}`,
  };
}

export function movedAwayPage(view: BookingView, replacedBy: OtherHalf | undefined): Page {
  const title = 'This appointment was moved';
  return {
    title,
    content: html`${heading(title)}
      <p>It is cancelled, so please do not come for it.</p>
      ${appointment(view.booking.slot, view.today)}
      ${replacedBy && theOther('The new time', replacedBy, view)}`,
  };
}
