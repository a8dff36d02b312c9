/** A booking that is being cancelled, was, or waits for a person. *Cancelled* is said only once the diary has let it go. */
import { html } from 'hono/html';
import { privateLink } from '../api/slot-json.ts';
import { whatAddress } from './addresses.ts';
import {
  type BookingView,
  appointment,
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

export function cancellingPage(view: BookingView): Page {
  const { booking, today, practice } = view;
  const title = 'We are cancelling your appointment';
  return {
    title,
    live: 'booking',
    refreshSeconds: 10,
    content: html`${heading(title)} ${follow(view.shown)}
      ${waiting('We are taking it out of the practice’s diary. This usually takes less than a minute.')}
      ${newTimeToo(view)} ${undoForm(view, 'Keep my appointment')}
      <p>
        This page changes as soon as it is done; you can also <a href="${view.address}">look again</a>. If it
        is still here after a few minutes, please ${ringPractice(practice)}.
      </p>
      ${appointment(booking.slot, today)} ${keepLink}`,
  };
}

/** It was being moved when its patient cancelled it. */
function newTimeToo({ changes, today }: BookingView): Html | '' {
  const other = changes.replacedBy;
  if (!other) return '';
  const when = html`<a href="${privateLink(other.id, other.secret)}">${timeOf(other.slot, today)}</a>`;
  if (other.state === 'confirmed') return html`<p>You still have the other time, ${when}.</p>`;
  if (other.state === 'cancelling') return html`<p>Its new time, ${when}, is being cancelled too.</p>`;
  return html`<p>
    We do not know yet whether its new time, ${when}, was booked. If it was, we cancel it as soon as we know.
  </p>`;
}

export function cancelledPage(view: BookingView): Page {
  const { booking, today, practice } = view;
  const again = html`<p><a href="${whatAddress(booking.slot.slotTypeId)}">Book another appointment</a></p>`;
  if (booking.endedBy === 'patient') {
    const title = 'Your appointment is cancelled';
    return {
      title,
      content: html`${panel(title, timeOf(booking.slot, today))}
        <p>You have nothing more to do. Thank you for letting us know: somebody else can have the time.</p>
        ${newTimeToo(view)} ${appointment(booking.slot, today)} ${again}`,
    };
  }
  const title = 'The practice has cancelled this appointment';
  return {
    title,
    content: html`${heading(title)}
      <p>It is no longer in the practice's diary, so please do not come for it.</p>
      ${appointment(booking.slot, today)}
      <p>
        To ask why, or if you still need to be seen, ${ringPractice(practice)}. You can also book another time
        here.
      </p>
      ${insteadOf(view)} ${again}`,
  };
}

export function inDoubtPage(view: BookingView): Page {
  const { booking, changes, today, practice } = view;
  const isCancelling = changes.inDoubt === 'cancel';
  const title = isCancelling
    ? 'The practice is checking your cancellation'
    : 'The practice is checking your booking';
  const body: Html = isCancelling
    ? html`<p>
          We could not make sure by ourselves that this appointment has been cancelled. The practice has been
          told and is looking into it.
        </p>
        <p>Look at this page later, or ${ringPractice(practice)} to ask.</p>`
    : html`<p>
          We could not make sure by ourselves whether this appointment is in the practice's diary. The
          practice has been told and is looking into it.
        </p>
        <p>
          <strong>Please do not book again.</strong> Look at this page later, or ${ringPractice(practice)} to
          ask.
        </p>`;
  return {
    title,
    live: 'booking',
    content: html`${heading(title)} ${follow(view.shown, 'now and then')} ${body}
    ${appointment(booking.slot, today)} ${keepLink}`,
  };
}
