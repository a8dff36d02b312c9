/** The other appointment of a move, as the page of this one tells it. Its link is as private as this one's. */
import { html } from 'hono/html';
import type { OtherHalf } from '../../bookings/read-changes.ts';
import { privateLink } from '../api/slot-json.ts';
import { type BookingView, appointment } from './booking-parts.ts';
import type { Html } from './layout.ts';

export const linkOf = ({ id, secret }: OtherHalf): string => privateLink(id, secret);
export const isStanding = ({ state }: OtherHalf): boolean => state === 'confirmed';

export const theOther = (title: string, other: OtherHalf, { today }: BookingView): Html =>
  html`<h2 class="nhsuk-heading-m">${title}</h2>
    ${appointment(other.slot, today)}
    <p><a href="${linkOf(other)}">Go to this appointment</a></p>`;
