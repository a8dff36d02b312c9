/**
 * An appointment that is being moved, or was: pages of the old one and of the new one. The old one stands until the new one
 * is certain, and each page says which of the two counts now.
 */
import { html } from 'hono/html';
import type { OtherHalf } from '../../bookings/read-changes.ts';
import { privateLink } from '../api/slot-json.ts';
import { changeAddress } from './addresses.ts';
import {
  type BookingView,
  appointment,
  cancelBoth,
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
import { type Html, type Page, ringPractice } from './layout.ts';

const linkOf = ({ id, secret }: OtherHalf): string => privateLink(id, secret);
const isStanding = ({ state }: OtherHalf): boolean => state === 'confirmed';

/** `undefined` when no move has a part in what this booking's patient must know. */
export function movePageOf(view: BookingView): Page | undefined {
  const { booking, changes } = view;
  const { replaces: old, replacedBy } = changes;
  if (old) {
    const isOnItsWay = booking.state === 'accepted' || booking.state === 'checking';
    if (isOnItsWay && isGivenUp(old)) return givenUpPage(view, old);
    if (booking.state === 'accepted' || booking.state === 'checking') return movingPage(view, old);
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

/** Of the new one: nobody wants it any more, and the diary may have it. */
function givenUpPage(view: BookingView, old: OtherHalf): Page {
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

/** Of the new one: not in the diary yet. */
function movingPage(view: BookingView, old: OtherHalf): Page {
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

/** Of the new one: booked, and the old one gone, going, or not to be proven gone. */
function newPage(view: BookingView, old: OtherHalf): Page {
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

/** Of the new one: whether it is in the diary is for a person to find out, and the old one is not let go meanwhile. */
function newInDoubtPage(view: BookingView, old: OtherHalf): Page {
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

/** Of the old one: both are in the diary, and nothing is under way any more. */
function twoPage(view: BookingView, replacedBy: OtherHalf): Page {
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

/** Of the new one: it came to nothing. */
function notMovedPage(view: BookingView, old: OtherHalf): Page {
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

/** Of the new one: taken back, by whomever, and the old one stands. */
function keptPage({ booking, today, practice }: BookingView, old: OtherHalf): Page {
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

/** Of the old one: it stands until the new one is certain, and is cancelled then. */
function oldGoingPage(view: BookingView, replacedBy: OtherHalf): Page {
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

function oldInDoubtPage(view: BookingView, replacedBy: OtherHalf | undefined): Page {
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

function movedAwayPage(view: BookingView, replacedBy: OtherHalf | undefined): Page {
  const title = 'This appointment was moved';
  return {
    title,
    content: html`${heading(title)}
      <p>It is cancelled, so please do not come for it.</p>
      ${appointment(view.booking.slot, view.today)}
      ${replacedBy && theOther('The new time', replacedBy, view)}`,
  };
}

const theOther = (title: string, other: OtherHalf, { today }: BookingView): Html =>
  html`<h2 class="nhsuk-heading-m">${title}</h2>
    ${appointment(other.slot, today)}
    <p><a href="${linkOf(other)}">Go to this appointment</a></p>`;
