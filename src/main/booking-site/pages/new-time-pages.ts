/**
 * The pages of the new appointment of a move. Until it is certain the old one stands, and every page here says which of the
 * two counts now.
 */
import { html } from 'hono/html';
import type { OtherHalf } from '../../bookings/read-changes.ts';
import { changeAddress } from './addresses.ts';
import {
  type BookingView,
  appointment,
  changeButtons,
  follow,
  heading,
  insteadOf,
  keepLink,
  panel,
  timeOf,
  undoForm,
  waiting,
} from './booking-parts.ts';
import { type Page, type Html, ringPractice } from './layout.ts';
import { isStanding, linkOf, theOther } from './other-half.ts';

/** Not in the diary yet. */
export function movingPage(view: BookingView, old: OtherHalf): Page {
  const { booking, today } = view;
  const title = 'We are moving your appointment';
  return {
    title,
    live: 'booking',
    refreshSeconds: 10,
    content: html`${heading(title)} ${follow(view.shown)}
      ${waiting(
        booking.state === 'accepted'
          ? 'Your old appointment stands until the new one is certain. This usually takes less than a minute.'
          : 'We have sent the new time to the practice’s diary and are making sure that it is there. Your old appointment stands until it is.',
      )}
      ${undoForm(view, 'Keep my old appointment')}
      <p>This page changes as soon as we know; you can also <a href="${view.address}">look again</a>.</p>
      <h2 class="nhsuk-heading-m">The new time</h2>
      ${appointment(booking.slot, today)} ${theOther('The time you have now', old, view)} ${keepLink}`,
  };
}

/** Nobody wants it any more, and the diary may have it. */
export function givenUpPage(view: BookingView, old: OtherHalf): Page {
  const { booking, today } = view;
  const title = 'We are cancelling this new time';
  return {
    title,
    live: 'booking',
    refreshSeconds: 10,
    content: html`${heading(title)} ${follow(view.shown)}
      ${waiting(
        'It was sent to the practice’s diary before you cancelled. If it turns out to be booked, we cancel it as soon as we know.',
      )}
      <p>Please do not come for it. You can also <a href="${view.address}">look again</a>.</p>
      ${appointment(booking.slot, today)} ${theOther('The time that you had before', old, view)} ${keepLink}`,
  };
}

/** Booked, and the old one gone, going, or not to be proven gone. */
export function newPage(view: BookingView, old: OtherHalf): Page {
  const { booking, today, practice } = view;
  const isGone = old.state === 'cancelled';
  const isGoing = old.state === 'cancelling';
  const title = isGone ? 'Your appointment is moved' : 'Your new appointment is booked';
  const about: Html = isGone
    ? html`<p>It took the place of ${timeOf(old.slot, today)}, which is cancelled.</p>`
    : isGoing
      ? waiting(
          html`We are now cancelling your old one, on ${timeOf(old.slot, today)}. You have nothing to do.`,
        )
      : isStanding(old)
        ? stillThere(old, today)
        : html`<p>
            We could not cancel your old one, on ${timeOf(old.slot, today)}, by ourselves. The practice has
            been told and is looking into it. Come to the new time only; if you want to be sure,
            ${ringPractice(practice)}.
          </p>`;
  return {
    title,
    live: 'booking',
    ...(isGoing && { refreshSeconds: 10 }),
    content: html`${panel(title, timeOf(booking.slot, today))}
    ${follow(view.shown, isGoing ? 'soon' : 'now and then')} ${about} ${appointment(booking.slot, today)}
    ${changeButtons(view)} ${keepLink}`,
  };
}

const stillThere = (old: OtherHalf, today: BookingView['today']): Html =>
  html`<p>
    Your old one, on ${timeOf(old.slot, today)}, is still in the diary too.
    <a href="${linkOf(old)}">Go to it</a> if you want to cancel it.
  </p>`;

/** Whether it is in the diary is for a person to find out, and the old one is not let go meanwhile. */
export function newInDoubtPage(view: BookingView, old: OtherHalf): Page {
  const { booking, today, practice } = view;
  const title = 'The practice is checking your new appointment';
  return {
    title,
    live: 'booking',
    content: html`${heading(title)} ${follow(view.shown, 'now and then')}
      <p>
        We could not make sure by ourselves whether the new time is in the practice's diary. The practice has
        been told and is looking into it. <strong>Your old appointment stands until then.</strong>
      </p>
      <p>Please do not book again. Look at this page later, or ${ringPractice(practice)} to ask.</p>
      <h2 class="nhsuk-heading-m">The new time</h2>
      ${appointment(booking.slot, today)} ${theOther('The time you have now', old, view)} ${keepLink}`,
  };
}

/** It came to nothing. */
export function notMovedPage(view: BookingView, old: OtherHalf): Page {
  const { booking, today, practice } = view;
  const title = 'We could not move your appointment';
  const isTaken = booking.failure?.kind === 'slot-taken' || booking.failure?.kind === 'slot-not-free';
  return {
    title,
    content: html`${heading(title)}
      <p>
        ${isTaken ? 'The new time is no longer free.' : 'The new time could not be booked for you.'}
        <strong>Your old appointment stands, as before.</strong>
      </p>
      ${appointment(old.slot, today)} ${insteadOf(view, changeAddress(old, 'move/hold'))}
      <p>
        <a href="${changeAddress(old, 'move')}">See all times</a>,
        <a href="${linkOf(old)}">go to your appointment</a>, or ${ringPractice(practice)}.
      </p>`,
  };
}

/** Taken back, by whomever, and the old one stands. */
export function keptPage({ booking, today, practice }: BookingView, old: OtherHalf): Page {
  const isOwn = booking.endedBy === 'patient';
  const title = isOwn ? 'Your appointment is not moved' : 'The practice has cancelled the new time';
  return {
    title,
    content: html`${heading(title)}
      <p>
        ${isOwn && 'You took it back in time. '}<strong>Your old appointment stands, as before.</strong>
        ${!isOwn && html`To ask why, ${ringPractice(practice)}.`}
      </p>
      ${appointment(old.slot, today)}
      <p><a href="${linkOf(old)}">Go to your appointment</a></p>`,
  };
}
