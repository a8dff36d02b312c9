/** The booking that a caller asks about: named in the address, opened by the secret in the Authorization header. */
import type { Context } from 'hono';
import type { Booking } from '../../store/store.ts';
import type { BookingSiteDeps } from '../deps.ts';
import { bookingJson } from './booking-json.ts';
import { type BookingId, asId } from '#shared/domain/ids.ts';

export interface AskedBooking {
  readonly booking: Booking;
  readonly secret: string;
}

type Deps = Pick<BookingSiteDeps, 'readBooking' | 'readChanges' | 'otherTimes'>;

/** `undefined` for an unknown id, a wrong secret and none alike. */
export function askedBooking(c: Context, { readBooking }: Deps): AskedBooking | undefined {
  const secret = /^Bearer (\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
  if (secret === undefined) return undefined;
  const booking = readBooking(asId<BookingId>(c.req.param('id') ?? ''), secret);
  return booking && { booking, secret };
}

/** Other times are proposed to who did not get theirs, not to who gave it back. */
export const lostItsTime = ({ state, endedBy }: Booking): boolean =>
  state === 'not-booked' || (state === 'cancelled' && endedBy !== 'patient' && endedBy !== 'move');

export function sayBooking({ booking, secret }: AskedBooking, { readChanges, otherTimes }: Deps) {
  const others = lostItsTime(booking) ? otherTimes(booking) : undefined;
  return bookingJson(booking, secret, readChanges(booking), others);
}
