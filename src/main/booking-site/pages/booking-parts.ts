/** What the pages of one booking share: its facts, the panel, the link to keep, and the buttons that change it. */
import { html } from 'hono/html';
import type { OtherTimesOf } from '../../bookings/other-times.ts';
import type { Changes } from '../../bookings/read-changes.ts';
import type { BookedSlot, Booking } from '../../store/store.ts';
import type { OfferedSlot, SitePractice } from '../deps.ts';
import { type ChangeStep, changeAddress } from './addresses.ts';
import { howRow, summaryRow } from './form-parts.ts';
import { type Html, ringPractice } from './layout.ts';
import { dayWords, wholeWhen, withWhom } from './slot-words.ts';
import { otherTimes } from './trouble-pages.ts';
import { type Instant, type LocalDay, formatClock } from '#shared/domain/time.ts';

export interface BookingView {
  readonly booking: Booking;
  readonly changes: Changes;
  readonly now: Instant;
  readonly today: LocalDay;
  /** Times to have instead of one that came to nothing. */
  readonly others: OtherTimesOf<OfferedSlot>;
  /** How reception sees it: `EMIS Web` never stands on a patient's page. */
  readonly practice: SitePractice;
  readonly secret: string;
  /** This page's own address, for looking again without JavaScript. */
  readonly address: string;
  /** What booking.js compares a fresh answer with. */
  readonly shown: string;
}

export const appointment = (slot: BookedSlot, today: LocalDay): Html =>
  html`<dl class="nhsuk-summary-list">
    ${summaryRow('What', slot.slotTypeName)} ${summaryRow('When', wholeWhen(slot, today))}
    ${summaryRow('With', withWhom(slot))} ${summaryRow('Where', slot.siteName)} ${howRow(slot)}
  </dl>`;

/** `Thursday 26 November at 09:10` */
export const timeOf = (slot: BookedSlot, today: LocalDay): string =>
  `${dayWords(slot.day, today)} at ${formatClock(slot.startsAt)}`;

export const keepLink = html`<p>
  Keep the address of this page if you want to look again: it is private to you, so do not share it. On a
  shared computer, close the browser when you have finished.
</p>`;

export const panel = (title: string, line: string): Html =>
  html`<div class="nhsuk-panel">
    <h1 class="nhsuk-panel__title">${title}</h1>
    <div class="nhsuk-panel__body">${line}</div>
  </div>`;

export const heading = (title: string): Html => html`<h1 class="nhsuk-heading-l">${title}</h1>`;

export const waiting = (words: string | Html): Html => html`<p class="app-waiting" data-waiting>${words}</p>`;

/** The page follows the booking: what it shows now, and how often to ask. */
export const follow = (shown: string, pace: 'soon' | 'now and then' = 'soon'): Html =>
  html`<div hidden data-shown="${shown}" data-pace="${pace === 'soon' ? 'soon' : 'slow'}"></div>`;

const linkButton = (href: string, text: string): Html =>
  html`<a class="nhsuk-button nhsuk-button--secondary" href="${href}" role="button" draggable="false"
    >${text}</a
  >`;

const stepOf = ({ booking, secret }: Pick<BookingView, 'booking' | 'secret'>, step: ChangeStep) =>
  changeAddress({ id: booking.id, secret }, step);

/** What its patient may do by themselves now, or whom to ring. Nothing once it has begun. */
export function changeButtons(view: BookingView): Html | '' {
  const { booking, changes, now, practice } = view;
  if (now >= booking.slot.startsAt) return '';
  const mayCancel = changes.cancelStep.ok && changes.cancelStep.value !== 'done';
  const mayMove = changes.whyNotMove === undefined;
  const what = mayCancel && mayMove ? 'Cancel or move' : mayCancel ? 'Cancel' : 'Move';
  const words =
    mayCancel || mayMove
      ? html`<p>${what} it here, or ${ringPractice(practice)}, so that somebody else can have the time.</p>
          <div class="app-buttons">
            ${mayMove && linkButton(stepOf(view, 'move'), 'Move to another time')}
            ${mayCancel && linkButton(stepOf(view, 'cancel'), 'Cancel this appointment')}
          </div>`
      : html`<p>
          It cannot be changed online any more. Please ${ringPractice(practice)}, so that somebody else can
          have the time.
        </p>`;
  return html`<h2 class="nhsuk-heading-m">If you cannot keep this appointment</h2>
    ${words}`;
}

/** While it is being moved: neither of the two. */
export function cancelBoth(view: BookingView): Html | '' {
  const { cancelStep } = view.changes;
  if (!cancelStep.ok || (cancelStep.value !== 'both' && cancelStep.value !== 'undo-move')) return '';
  return html`<p><a href="${stepOf(view, 'cancel')}">Cancel this appointment and its new time</a></p>`;
}

/** Other times for who did not get theirs; kept for them alone as long as it says. `action` where a move goes on. */
export function insteadOf(view: BookingView, action?: string): Html | '' {
  const { booking, others, today } = view;
  if (others.keptUntil === undefined) {
    return otherTimes(others.slots, today, action === undefined ? { instead: booking.id } : { action });
  }
  const kept = html`<p>
    We are keeping ${others.slots.length === 1 ? 'this time' : 'these times'} for you until
    ${formatClock(others.keptUntil)}. Nothing is booked until you choose.
  </p>`;
  const list = otherTimes(others.slots, today, { instead: booking.id, ...(action && { action }) }, kept);
  return html`${list}
    <form method="post" action="${stepOf(view, 'no-others')}">
      <button class="nhsuk-button nhsuk-button--secondary" type="submit" data-prevent-double-click="true">
        ${others.slots.length === 1 ? 'It does not suit me' : 'None of these suits me'}
      </button>
    </form>`;
}

/** As long as nothing has been sent. booking.js counts the seconds down and takes it away when they are over. */
export function undoForm(view: BookingView, text: string): Html | '' {
  const { undoUntil } = view.changes;
  if (undoUntil === undefined) return '';
  const seconds = Math.max(1, Math.ceil((undoUntil - view.now) / 1000));
  return html`<form method="post" action="${stepOf(view, 'undo')}" data-undo-seconds="${seconds}">
    <p>Changed your mind? You can still take this back<span data-undo-left></span>.</p>
    <button class="nhsuk-button nhsuk-button--secondary" type="submit" data-prevent-double-click="true">
      ${text}
    </button>
  </form>`;
}
