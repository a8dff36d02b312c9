/**
 * The page of one booking, by its private link, in each of its states. *Booked* is said only when the diary has it, and
 * *not booked* only when it has not; in between the page says so and keeps asking.
 */
import { html } from 'hono/html';
import type { Booking } from '../../store/store.ts';
import type { OfferedSlot, SitePractice } from '../deps.ts';
import { howRow, summaryRow } from './form-parts.ts';
import { type Html, type Page, ringPractice } from './layout.ts';
import { dayWords, wholeWhen, withWhom } from './slot-words.ts';
import { otherTimes } from './trouble-pages.ts';
import { type LocalDay, formatClock } from '#shared/domain/time.ts';
import { whatAddress } from './addresses.ts';

interface BookingPage {
  readonly booking: Booking;
  readonly today: LocalDay;
  readonly alternatives: readonly OfferedSlot[];
  /** How reception sees it: `EMIS Web` never stands on a patient's page. */
  readonly practice: SitePractice;
  /** This page's own address, for looking again without JavaScript. */
  readonly address: string;
}

const appointment = ({ slot }: Booking, today: LocalDay): Html =>
  html`<dl class="nhsuk-summary-list">
    ${summaryRow('What', slot.slotTypeName)} ${summaryRow('When', wholeWhen(slot, today))}
    ${summaryRow('With', withWhom(slot))} ${summaryRow('Where', slot.siteName)} ${howRow(slot)}
  </dl>`;

const keepLink = html`<p>
  Keep the address of this page if you want to look again: it is private to you, so do not share it. On a
  shared computer, close the browser when you have finished.
</p>`;

const panel = (title: string, line: string): Html =>
  html`<div class="nhsuk-panel">
    <h1 class="nhsuk-panel__title">${title}</h1>
    <div class="nhsuk-panel__body">${line}</div>
  </div>`;

export function bookingPage({ booking, today, alternatives, practice, address }: BookingPage): Page {
  const { slot, state } = booking;
  const line = `${dayWords(slot.day, today)} at ${formatClock(slot.startsAt)}`;
  switch (state) {
    case 'confirmed':
      return {
        title: 'Your appointment is booked',
        content: html`${panel('Your appointment is booked', line)} ${appointment(booking, today)}
          <h2 class="nhsuk-heading-m">If you cannot keep this appointment</h2>
          <p>Please ${ringPractice(practice)}, so that somebody else can have the time.</p>
          ${keepLink}`,
      };
    case 'accepted':
    case 'checking':
      return {
        title: 'We are booking your appointment',
        live: 'booking',
        refreshSeconds: 10,
        content: html`<h1 class="nhsuk-heading-l">
            ${state === 'accepted' ? 'We are booking your appointment' : 'We are still confirming your appointment'}
          </h1>
          <p class="app-waiting" data-waiting>
            ${
              state === 'accepted'
                ? 'We are writing it into the practice’s diary. This usually takes a few seconds.'
                : 'We have sent it to the practice’s diary and are making sure that it is there. This can take a few minutes.'
            }
          </p>
          <p>
            <strong>Please do not book again.</strong> This page changes as soon as we know; you can also
            <a href="${address}">look again</a>.
          </p>
          ${appointment(booking, today)} ${keepLink}`,
      };
    case 'needs-you':
      return {
        title: 'The practice is checking your booking',
        content: html`<h1 class="nhsuk-heading-l">The practice is checking your booking</h1>
          <p>
            We could not make sure by ourselves whether this appointment is in the practice's diary. The
            practice has been told and is looking into it.
          </p>
          <p>
            <strong>Please do not book again.</strong> Look at this page later, or ${ringPractice(practice)}
            to ask.
          </p>
          ${appointment(booking, today)} ${keepLink}`,
      };
    case 'cancelled':
      return {
        title: 'This appointment was cancelled',
        content: html`<h1 class="nhsuk-heading-l">This appointment was cancelled</h1>
          <p>It was booked, and the practice has taken it out of the diary since.</p>
          ${appointment(booking, today)}
          <p>To ask why, ${ringPractice(practice)}.</p>
          <p><a href="${whatAddress(slot.slotTypeId)}">Book another appointment</a></p>`,
      };
    case 'not-booked':
      return notBookedPage({ booking, today, alternatives, practice, address });
  }
}

function notBookedPage({ booking, today, alternatives, practice }: BookingPage): Page {
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
    content: html`<h1 class="nhsuk-heading-l">This appointment is not booked</h1>
      <p>${why} Nothing has been put into the diary.</p>
      ${!isAboutWho && otherTimes(alternatives, today, { instead: booking.id })}
      <h2 class="nhsuk-heading-m">The time you asked for</h2>
      ${appointment(booking, today)}
      <p>
        <a href="${whatAddress(booking.slot.slotTypeId)}">${isAboutWho ? 'Try again' : 'See all times'}</a>,
        or ${ringPractice(practice)}.
      </p>`,
  };
}
