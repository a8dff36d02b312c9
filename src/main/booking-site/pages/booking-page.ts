/**
 * The page of one booking, by its private link, in each of its states. *Booked* is said only when the diary has it, *not
 * booked* and *cancelled* only when it has not; in between the page says so and keeps asking.
 */
import { html } from 'hono/html';
import { whatAddress } from './addresses.ts';
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
import { cancelledPage, cancellingPage, inDoubtPage } from './ended-pages.ts';
import { type Html, type Page, ringPractice } from './layout.ts';
import { movePageOf } from './moved-pages.ts';
import { MINUTE, later } from '#shared/domain/time.ts';

export function bookingPage(view: BookingView): Page {
  const ofMove = movePageOf(view);
  if (ofMove) return ofMove;
  switch (view.booking.state) {
    case 'confirmed':
      return bookedPage(view);
    case 'accepted':
    case 'checking':
      return waitingPage(view);
    case 'cancelling':
      return cancellingPage(view);
    case 'needs-you':
      return inDoubtPage(view);
    case 'cancelled':
      return cancelledPage(view);
    case 'not-booked':
      return notBookedPage(view);
  }
}

/** What happened to it since, in a box above it. */
function news({ changes, practice }: BookingView): Html | '' {
  const box = (title: string, body: Html): Html =>
    html`<div class="nhsuk-inset-text">
      <span class="nhsuk-u-visually-hidden">Information: </span>
      <p><strong>${title}</strong></p>
      <p>${body}</p>
    </div>`;
  if (changes.notice?.kind === 'not-cancelled') {
    return box(
      'We could not cancel this appointment',
      html`It stands as before. If you still cannot keep it, please ${ringPractice(practice)}.`,
    );
  }
  if (changes.notice?.kind === 'moved-by-practice') {
    return box(
      'The practice has moved this appointment',
      html`The time below is the new one. If it does not suit you, change it here or
      ${ringPractice(practice)}.`,
    );
  }
  return '';
}

function bookedPage(view: BookingView): Page {
  const { booking, today, now } = view;
  const { slot } = booking;
  if (now >= later(slot.startsAt, slot.durationMin * MINUTE)) return pastPage(view);
  const title = 'Your appointment is booked';
  return {
    title,
    ...(now < booking.slot.startsAt && { live: 'booking' }),
    content: html`${panel(title, timeOf(booking.slot, today))} ${follow(view.shown, 'now and then')}
    ${news(view)} ${appointment(booking.slot, today)} ${changeButtons(view)} ${keepLink}`,
  };
}

/** Whether they came is not known here. */
function pastPage({ booking, today, practice }: BookingView): Page {
  const title = 'The time of this appointment has passed';
  return {
    title,
    content: html`${heading(title)} ${appointment(booking.slot, today)}
      <p>
        <a href="${whatAddress(booking.slot.slotTypeId)}">Book another appointment</a>, or
        ${ringPractice(practice)}.
      </p>`,
  };
}

function waitingPage(view: BookingView): Page {
  const { booking, today } = view;
  const isSure = booking.state === 'accepted';
  const title = isSure ? 'We are booking your appointment' : 'We are still confirming your appointment';
  return {
    title,
    live: 'booking',
    refreshSeconds: 10,
    content: html`${heading(title)} ${follow(view.shown)}
      ${waiting(
        isSure
          ? 'We are writing it into the practice’s diary. This usually takes a few seconds.'
          : 'We have sent it to the practice’s diary and are making sure that it is there. This can take a few minutes.',
      )}
      <p>
        <strong>Please do not book again.</strong> This page changes as soon as we know; you can also
        <a href="${view.address}">look again</a>.
      </p>
      ${undoForm(view, 'Do not book it')} ${appointment(booking.slot, today)} ${keepLink}`,
  };
}

function notBookedPage(view: BookingView): Page {
  const { booking, today, practice } = view;
  const kind = booking.failure?.kind;
  const isAboutWho = kind === 'patient-not-matched' || kind === 'too-many-tries';
  const why = isAboutWho
    ? 'The practice could not match the NHS number and date of birth that you gave.'
    : kind === 'slot-taken'
      ? 'Somebody else took this time before we could book it for you.'
      : kind === 'slot-not-free'
        ? 'This time is no longer free.'
        : 'This time could not be booked for you.';
  return {
    title: 'This appointment is not booked',
    content: html`${heading('This appointment is not booked')}
      <p>${why} Nothing has been put into the diary.</p>
      ${!isAboutWho && insteadOf(view)}
      <h2 class="nhsuk-heading-m">The time you asked for</h2>
      ${appointment(booking.slot, today)}
      <p>
        <a href="${whatAddress(booking.slot.slotTypeId)}">${isAboutWho ? 'Try again' : 'See all times'}</a>,
        or ${ringPractice(practice)}.
      </p>`,
  };
}
