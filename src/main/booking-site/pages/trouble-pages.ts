/**
 * What patients read when something cannot go on: paused, nothing left, gone, broken. Each says what happened, what it
 * means for them and what to do, with the practice's phone; none blames and none says *no* that is not certain.
 */
import { html } from 'hono/html';
import type { OtherTime } from '../../bookings/other-times.ts';
import type { OfferedSlot, SitePractice } from '../deps.ts';
import { hidden } from './form-parts.ts';
import { type Html, type Page, ringPractice } from './layout.ts';
import { whenWords, whereWords, withWhom } from './slot-words.ts';
import type { LocalDay } from '#shared/domain/time.ts';

const plain = (title: string, body: Html, back?: Page['back']): Page => ({
  title,
  ...(back ? { back } : {}),
  content: html`<h1 class="nhsuk-heading-l">${title}</h1>
    ${body}`,
});

/** The diary has not been read lately enough: not the same as no appointments. */
export const pausedPage = (practice: SitePractice): Page => ({
  ...plain(
    'Online booking is paused just now',
    html`<p>
        We cannot see the practice's diary at the moment, so we cannot say which appointments are free.
      </p>
      <p>This is usually over in a few minutes. Try again soon, or ${ringPractice(practice)}.</p>
      <p>Appointments that you have already booked are not affected.</p>
      <a class="nhsuk-button nhsuk-button--secondary" href="" role="button" draggable="false">Try again</a>`,
    { href: '/' },
  ),
  live: 'availability',
  refreshSeconds: 60,
});

export const nothingActivePage = (practice: SitePractice): Page =>
  plain(
    'Nothing can be booked online right now',
    html`<p>${practice.name} is not offering any appointments online at the moment.</p>
      <p>To make an appointment, ${ringPractice(practice)}.</p>`,
    { href: '/' },
  );

/** `what`: the slot type, and the day when one was chosen; without it, nothing at all is free. */
export const nothingLeftPage = (practice: SitePractice, what: string | undefined, back: string): Page => ({
  ...plain(
    'No appointments left online',
    html`<p>
        ${what === undefined ? 'Nothing is free online' : `There is nothing free for ${what}`} at the moment.
      </p>
      <p>
        New times appear here as soon as the practice adds them or another patient cancels. If you need to be
        seen sooner, ${ringPractice(practice)}.
      </p>`,
    { href: back },
  ),
  live: 'availability',
});

interface Carry {
  /** Whose details carry over: of the visit, or of the booking. */
  readonly visit?: string;
  readonly instead?: string;
  /** Where a move goes on. */
  readonly action?: string;
}

/** Slots one tap away. */
export const otherTimes = (
  slots: readonly OtherTime<OfferedSlot>[],
  today: LocalDay,
  carry: Carry,
  words: Html | '' = '',
): Html | '' =>
  slots.length === 0
    ? ''
    : html`<h2 class="nhsuk-heading-m">Times you can have instead</h2>
        ${words}
        <ul class="nhsuk-list app-others">
          ${slots.map(
            (slot) =>
              html`<li>
                <form method="post" action="${carry.action ?? '/hold'}">
                  ${hidden('slot', slot.id)} ${hidden('type', slot.slotTypeId)} ${hidden('day', slot.day)}
                  ${hidden('visit', carry.visit)} ${hidden('instead', carry.instead)}
                  ${hidden('hold', slot.holdId)}
                  <button class="app-other" type="submit">
                    <strong>${whenWords(slot.startsAt, today)}</strong>
                    <span>${slot.slotTypeName} with ${withWhom(slot)}, ${whereWords(slot)}</span>
                  </button>
                </form>
              </li>`,
          )}
        </ul>`;

interface Gone {
  readonly others: readonly OfferedSlot[];
  readonly today: LocalDay;
  readonly visit?: string;
  readonly moreTimes: string;
}

const goneBody = (practice: SitePractice, first: string, { others, today, visit, moreTimes }: Gone): Html =>
  html`<p>${first}</p>
    <p>Nothing has been booked.${visit !== undefined && ' We have kept what you told us.'}</p>
    ${otherTimes(others, today, visit === undefined ? {} : { visit })}
    <p><a href="${moreTimes}">See all times</a>, or ${ringPractice(practice)}.</p>`;

export const justGonePage = (practice: SitePractice, gone: Gone): Page =>
  plain(
    'That time has just gone',
    goneBody(
      practice,
      'It is no longer free. Somebody else may have taken it while you were choosing.',
      gone,
    ),
  );

export const holdOverPage = (practice: SitePractice, gone: Gone): Page =>
  plain(
    'We could not keep that time any longer',
    goneBody(
      practice,
      'We keep a time for a few minutes while you fill in your details. That time is over, and it is no longer free.',
      gone,
    ),
  );

export const visitLostPage = (practice: SitePractice): Page =>
  plain(
    'Start again to book',
    html`<p>
        We no longer have the time that you chose. This happens when the page was left open for a while, or
        when you have chosen another time since.
      </p>
      <p>Nothing has been booked from this page.</p>
      <a class="nhsuk-button" href="/what" role="button" draggable="false">Choose a time</a>
      <p>You can also ${ringPractice(practice)}.</p>`,
  );

export const bookingNotFoundPage = (practice: SitePractice): Page =>
  plain(
    'We cannot find this booking',
    html`<p>Check that you have used the whole link, to its last letter.</p>
      <p>To ask about an appointment, ${ringPractice(practice)}.</p>`,
  );

export const notFoundPage = (practice: SitePractice): Page =>
  plain(
    'Page not found',
    html`<p>There is nothing at this address.</p>
      <p><a href="/">Book an appointment</a>, or ${ringPractice(practice)}.</p>`,
  );

export const brokenPage = (practice: SitePractice): Page =>
  plain(
    'Sorry, something went wrong here',
    html`<p>If you were booking just now, please do not book again: ${ringPractice(practice)} to ask.</p>
      <p>Otherwise <a href="/">start again</a>.</p>`,
  );

/** A guard said no: too often, too large, a foreign page. */
export const refusedPage = (practice: SitePractice, title: string, detail: string): Page =>
  plain(
    title,
    html`<p>${detail}</p>
      <p>Nothing has been booked by this. <a href="/">Start again</a>, or ${ringPractice(practice)}.</p>`,
  );

/** The booking could not be written down, so it was not sent either. */
/** Which one is not said here: its own private page does. */
export const atOnce = (practice: SitePractice): Html =>
  html`<p>You have another appointment at this time already, and nobody can be at two.</p>
    <p>
      <a href="/what">Choose another time</a>, cancel or move the other appointment on its own page, or
      ${ringPractice(practice)}.
    </p>`;

export const cannotSave = (practice: SitePractice): Html =>
  html`<p>We could not take your booking just now, and nothing has been sent to the practice's diary.</p>
    <p>Try again in a minute, or ${ringPractice(practice)}.</p>`;

/** The move could not be written down: both appointments are as they were. */
export const cannotMoveNow = (practice: SitePractice): Html =>
  html`<p>We could not take this just now. Your appointment stands, as before.</p>
    <p>Try again in a minute, or ${ringPractice(practice)}.</p>`;
