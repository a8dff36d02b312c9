/** The time that is kept for the patient, on every page until it is booked. */
import { html } from 'hono/html';
import type { Visit } from '../visits.ts';
import type { Html } from './layout.ts';
import { whenWords, whereWords, withWhom } from './slot-words.ts';
import { type Instant, dayOf, formatClock } from '#shared/domain/time.ts';

/** The server says until when; the script counts down by the seconds left, so that a wrong clock in the phone does no harm. */
export const heldStrip = ({ slot, hold }: Visit, now: Instant): Html => {
  const secondsLeft = Math.max(0, Math.floor((hold.expiresAt - now) / 1000));
  return html`<div class="app-held" data-seconds-left="${secondsLeft}">
    <p class="app-held__slot">
      <strong>${capital(whenWords(slot.startsAt, dayOf(now)))}</strong><br />${slot.slotTypeName} with
      ${withWhom(slot)}, ${whereWords(slot)}
    </p>
    <p class="app-held__until">
      We are keeping this time for you until ${formatClock(hold.expiresAt)}<span data-countdown></span>.
    </p>
  </div>`;
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
