/** The page behind the private link. The secret in the address is the only key to it; a wrong one finds nothing. */
import { Hono } from 'hono';
import { privateLink } from '../api/slot-json.ts';
import { bookingPage } from './booking-page.ts';
import type { PageDeps } from './choose-routes.ts';
import { browserOf } from './show-page.ts';
import { bookingNotFoundPage } from './trouble-pages.ts';
import { type BookingId, asId } from '#shared/domain/ids.ts';
import { dayOf } from '#shared/domain/time.ts';

export function createBookingRoutes(deps: PageDeps): Hono {
  const { clock, practice, show, visits } = deps;
  const pages = new Hono();

  pages.get('/bookings/:id', (c) => {
    const secret = c.req.query('token') ?? '';
    const booking = deps.readBooking(asId<BookingId>(c.req.param('id')), secret);
    if (!booking) return show(c, bookingNotFoundPage(practice), 404);
    if (booking.state === 'confirmed') {
      const visit = visits.findByBooking(browserOf(c), booking.id);
      if (visit) visits.forgetDetails(visit);
    }
    const isNo = booking.state === 'not-booked';
    const page = bookingPage({
      booking,
      today: dayOf(clock.now()),
      alternatives: isNo ? deps.alternatives({ slotId: booking.slot.id }) : [],
      practice,
      address: privateLink(booking.id, secret),
    });
    return show(c, page);
  });

  return pages;
}
